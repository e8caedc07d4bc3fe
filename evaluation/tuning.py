"""Fits the weights of `assistant.answering.candidates`: which sentence answers, given its evidence.

`python -m evaluation.tuning DATA QUESTIONS.jsonl [DATA QUESTIONS.jsonl …]` collects, for each answerable question, the
sentences of its hits that hold an expected fact and those that hold none, and fits a linear ranker on the differences
of their features (Joachims 2002, as logistic regression). Every question weighs the same; a set of many questions
does not drown one of few. Printed: the weights, and the share of questions whose best sentence holds a fact before and
after, by five-fold cross-validation over questions, so that the figure is of questions the fit has not seen."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answering.candidates import FEATURES, WEIGHTS, Candidate, Scorer
from assistant.pipeline import HITS, Assistant
from evaluation.matching import holds
from evaluation.questions import Question, load_questions
from index.settings import load_settings

_FOLDS = 5
_PAIRS = 60
_STRENGTH = 3.0
"""Inverse of the regularisation: small, since features are few and questions noisy."""


@dataclass(frozen=True)
class Sample:
    """The sentences of one question: features (n, f) and whether each holds a fact (n,)."""

    group: str
    features: NDArray[np.float64]
    positive: NDArray[np.bool_]


def collect(data: Path, questions: list[Question]) -> list[Sample]:
    """Samples of the questions that have both kinds of sentences among their hits."""
    assistant = Assistant.open(load_settings(data=data))
    samples = []
    for question in questions:
        facts = question.expected or question.answers
        if not question.answerable or not facts:
            continue
        candidates = _candidates(assistant, question)
        positive = np.array([any(holds(c.text, fact) for fact in facts) for c in candidates], dtype=bool)
        if positive.any() and not positive.all():
            features = np.array([[c.features[name] for name in FEATURES] for c in candidates])
            samples.append(Sample(str(data), features, positive))
    return samples


def _candidates(assistant: Assistant, question: Question) -> list[Candidate]:
    import datetime as dt

    live = assistant.live
    as_of = question.as_of or dt.date.today()
    understood = live.reader.read(question.question, question.history, as_of)
    hits = live.retriever.retrieve(understood, assistant.encode(understood.text), HITS)
    return Scorer(understood, live.snapshot.keywords, as_of).candidates(hits)


def fit(samples: list[Sample], seed: int = 0) -> NDArray[np.float64]:
    """Weights (f,) of the linear ranker."""
    from sklearn.linear_model import LogisticRegression

    generator = np.random.default_rng(seed)
    rows, weights = [], []
    for sample in samples:
        good, bad = np.flatnonzero(sample.positive), np.flatnonzero(~sample.positive)
        pairs = [(g, b) for g in good for b in bad]
        chosen = generator.permutation(len(pairs))[:_PAIRS]
        for number in chosen:
            g, b = pairs[number]
            difference = sample.features[g] - sample.features[b]
            rows += [difference, -difference]
            weights += [1 / len(chosen)] * 2
    labels = np.tile([1, 0], len(rows) // 2)
    model = LogisticRegression(fit_intercept=False, C=_STRENGTH, max_iter=2000)
    model.fit(np.array(rows), labels, sample_weight=np.array(weights))
    return model.coef_[0]


def top_is_right(samples: list[Sample], weights: NDArray[np.float64]) -> float:
    """Share of questions whose best sentence holds a fact."""
    return float(np.mean([sample.positive[np.argmax(sample.features @ weights)] for sample in samples]))


def cross_validated(samples: list[Sample]) -> float:
    """`top_is_right` of questions left out of the fit."""
    order = np.random.default_rng(1).permutation(len(samples))
    shares = []
    for fold in range(_FOLDS):
        held = set(order[fold::_FOLDS].tolist())
        kept = [sample for number, sample in enumerate(samples) if number not in held]
        shares.append(top_is_right([samples[number] for number in held], fit(kept)))
    return float(np.mean(shares))


def main(arguments: list[str]) -> int:
    """0 done, 2 wrong usage."""
    if not arguments or len(arguments) % 2:
        print(__doc__, file=sys.stderr)
        return 2
    samples: list[Sample] = []
    for data, file in zip(arguments[::2], arguments[1::2], strict=True):
        found = collect(Path(data), load_questions(Path(file)))
        current = top_is_right(found, np.array([WEIGHTS[name] for name in FEATURES]))
        print(f"{file}: {len(found)} questions, best sentence right with the current weights: {current:.3f}")
        samples += found
    weights = fit(samples)
    scale = weights[FEATURES.index("similarity")] / 0.34  # keeps scores comparable from one fit to the next
    print(f"cross-validated: {cross_validated(samples):.3f}; fitted on all: {top_is_right(samples, weights):.3f}")
    for name, weight in zip(FEATURES, weights / max(abs(scale), 1e-6), strict=True):
        print(f"  {name:12} {weight:+.3f}   (now {WEIGHTS[name]:+.3f})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
