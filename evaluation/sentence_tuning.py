"""Weights of `assistant.reading.candidates` and constants of `assistant.compose.extraction`: which sentences
answer.

An answer is what `extract` itself selects, verification left out. It is worth the share of expected facts it holds,
less `WORD_PRICE` per word: without a price, more sentences would always be better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from rich.console import Group
from rich.table import Table

from assistant.compose.extraction import SELECTION, Selection, extract
from assistant.question.question import Question
from assistant.reading.candidates import FEATURES, WEIGHTS, Candidate
from evaluation.command import printed
from evaluation.development import DevelopmentSet
from evaluation.fitting import Tuner
from evaluation.judging.fact_matching import holds
from evaluation.judging.outcomes import facts_of
from evaluation.metrics import mean, percentile

WORD_PRICE = 0.001
"""Share of facts a word costs: a further sentence of twenty words is worth it where it brings a fact to 2 % of
answers."""
_STEP = 0.06
_RANGES: Mapping[str, tuple[float, float]] = {"close": (0.4, 0.95), "adjacent": (0.0, 0.3), "facet": (0.0, 0.4)}
_MOST = (2, 6)
_SELECTION_SHARE = 0.3
"""Proposals that move a constant of the selection, beside the two weights that each moves."""


@dataclass(frozen=True)
class Policy:
    """What is fitted."""

    weights: Mapping[str, float]
    selection: Selection

    @property
    def vector(self) -> NDArray[np.float64]:
        """The weights in the order of `FEATURES`."""
        return np.array([self.weights[name] for name in FEATURES])


SHIPPED = Policy(WEIGHTS, SELECTION)


@dataclass(frozen=True)
class Sample:
    """The sentences of one question."""

    group: str
    key: str
    question: Question
    candidates: tuple[Candidate, ...]
    features: NDArray[np.float64]
    """`(n, features)`, a row for each candidate."""
    facts: tuple[str, ...]

    def answer(self, policy: Policy) -> str:
        """The sentences that `extract` selects once scored by the policy."""
        scores = (self.features @ policy.vector).tolist()
        scored = [c._replace(score=score) for c, score in zip(self.candidates, scores, strict=True)]
        scored.sort(key=lambda candidate: (-candidate.score, candidate.key))
        return " ".join(s.text for s in extract(self.question, scored, selection=policy.selection).sentences)


def collect(development: DevelopmentSet) -> list[Sample]:
    """The samples of the answerable questions of a set of which the expected facts are known."""
    samples = []
    for reading in development.readings():
        facts = facts_of(reading.asked)
        candidates = tuple(development.candidates(reading, development.hits(reading))) if facts else ()
        if candidates:
            features = np.array([c.features for c in candidates])
            samples.append(
                Sample(development.name, reading.key, reading.understood, candidates, features, tuple(facts))
            )
    return samples


def recall(answer: str, facts: Sequence[str]) -> float:
    """Share of the facts that the answer holds."""
    return sum(holds(answer, fact) for fact in facts) / len(facts)


def value(sample: Sample, policy: Policy) -> float:
    """What is sought: fact recall, less the price of the words."""
    answer = sample.answer(policy)
    return recall(answer, sample.facts) - WORD_PRICE * len(answer.split())


def propose(policy: Policy, generator: np.random.Generator) -> Policy:
    """Two weights moved and, at times, the constants of the selection."""
    weights = dict(policy.weights)
    for name in generator.choice(FEATURES, 2, replace=False):
        weights[str(name)] += generator.normal() * _STEP
    selection = policy.selection
    for name, (low, high) in _RANGES.items():
        if generator.random() < _SELECTION_SHARE:
            moved = getattr(selection, name) + generator.normal() * _STEP
            selection = replace(selection, **{name: float(np.clip(moved, low, high))})  # type: ignore[arg-type]
    if generator.random() < _SELECTION_SHARE:
        selection = replace(selection, most=int(generator.integers(_MOST[0], _MOST[1] + 1)))
    return Policy(weights, selection)


def tune(samples: Sequence[Sample], steps: int, seed: int, parts: int) -> str:
    """What the command prints: policy found, its worth on questions seen and not, and the answers it gives.

    Raises ValueError without a question whose facts are known."""
    if not samples:
        raise ValueError("no answerable question has expected facts: sentences cannot be judged")
    fitted, comparison = Tuner(samples, value, propose, steps, seed).compare(SHIPPED, parts)
    tables = Group(
        comparison.table(f"Fact recall less {WORD_PRICE} per word"),
        _answer_table(samples, {"shipped": SHIPPED, "fitted, seen": fitted}),
    )
    return f"{pasted(fitted)}\n{printed(tables)}"


def pasted(policy: Policy) -> str:
    """The policy as source text."""
    weights = ", ".join(f'"{name}": {policy.weights[name]:.3f}' for name in FEATURES)
    constants = ", ".join(f"{f.name}={getattr(policy.selection, f.name):.3g}" for f in fields(Selection))
    return f"WEIGHTS = {{{weights}}}\nSelection({constants})"


def _answer_table(samples: Sequence[Sample], policies: Mapping[str, Policy]) -> Table:
    table = Table(title="Answers by extraction alone")
    for heading in ("", "", "facts", "fully right", "words", "95 %"):
        table.add_column(heading, justify="left" if not heading else "right")
    for group in dict.fromkeys(sample.group for sample in samples):
        inside = [sample for sample in samples if sample.group == group]
        for name, policy in policies.items():
            answers = [sample.answer(policy) for sample in inside]
            recalls = [recall(answer, sample.facts) for answer, sample in zip(answers, inside, strict=True)]
            words = [float(len(answer.split())) for answer in answers]
            shares = (mean(recalls), mean(float(share == 1.0) for share in recalls))
            lengths = (percentile(words, 0.5), percentile(words, 0.95))
            table.add_row(group, name, *(f"{share:.3f}" for share in shares), *(f"{length:.0f}" for length in lengths))
    return table
