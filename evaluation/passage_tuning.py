"""Weights of `assistant.search.retriever.Weights`: which passage comes first, given its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from rich.console import Group
from rich.table import Table

from assistant.search.retriever import Hit, Weights
from evaluation.command import printed
from evaluation.development import DevelopmentSet
from evaluation.fitting import Tuner
from evaluation.metrics import hit_at, mean, ndcg_at

NAMES = tuple(field.name for field in fields(Weights))
DEPTH = 10
"""Documents of which the order counts: nDCG@10."""
_EVERYTHING = 10_000
"""Passages asked of the retriever: all that its first stage finds."""
_STEP = 0.06


@dataclass(frozen=True)
class Sample:
    """The candidates of one question, in the order of their rows."""

    group: str
    key: str
    evidence: NDArray[np.float64]
    """`(n, weights)`, columns in the order of `NAMES`: the fused score is `evidence @ weights`."""
    documents: tuple[str, ...]
    relevant: frozenset[str]

    def ranked(self, weights: Weights) -> list[str]:
        """Documents of the passages, best first, as the retriever orders them."""
        scores = (self.evidence @ np.array([getattr(weights, name) for name in NAMES])).round(6)
        return [self.documents[n] for n in np.argsort(-scores, kind="stable").tolist()]


def collect(development: DevelopmentSet) -> list[Sample]:
    """The samples of the questions of a set that name an indexed document."""
    samples = []
    snapshot = development.live.snapshot
    for reading in development.readings():
        if not reading.asked.answerable or not reading.relevant:
            continue
        hits = sorted(development.hits(reading, k=_EVERYTHING), key=lambda hit: hit.row)
        titled = [bool(snapshot.has_title[snapshot.passages[hit.row, 0]]) for hit in hits]
        evidence = np.array([_row(hit, named) for hit, named in zip(hits, titled, strict=True)])
        documents = tuple(hit.document.id for hit in hits)
        samples.append(Sample(development.name, reading.key, evidence, documents, reading.relevant))
    return samples


def _row(hit: Hit, titled: bool) -> list[float]:
    values = {
        "passage": hit.passage_score,
        "sentence": hit.sentence_score,
        "keywords": hit.keyword_score,
        "document": hit.document_score,
        "title": hit.title_score if titled else 0.0,
        "opening": 0.0 if titled else hit.title_score,
        "question": hit.question_score,
        "cover": hit.cover_score,
        "type": hit.type_score,
        "period": hit.period_score,
    }
    return [values[name] for name in NAMES]


def value(sample: Sample, weights: Weights) -> float:
    """nDCG@10 over documents."""
    return ndcg_at(DEPTH, sample.ranked(weights), sample.relevant)


def first_is_right(sample: Sample, weights: Weights) -> float:
    """Hit@1 over documents."""
    return hit_at(1, sample.ranked(weights), sample.relevant)


def propose(weights: Weights, generator: np.random.Generator) -> Weights:
    """Two weights moved, none below 0; their sum is kept: only shares count here, and thresholds elsewhere know the
    scale."""
    moved = {name: getattr(weights, name) for name in NAMES}
    total = sum(moved.values())
    for name in generator.choice(NAMES, 2, replace=False):
        moved[name] = max(0.0, moved[name] + generator.normal() * _STEP)
    scale = total / (sum(moved.values()) or 1.0)
    return Weights(**{name: float(weight * scale) for name, weight in moved.items()})


def ablations(weights: Weights) -> dict[str, Weights]:
    """Each kind of evidence alone, and all but it; title and opening stand for each other, so they go together too."""
    nothing = Weights(**dict.fromkeys(NAMES, 0.0))
    parts = [(name, (name,)) for name in NAMES] + [("title and opening", ("title", "opening"))]
    found = {"all": weights}
    for label, names in parts:
        found[f"{label} alone"] = replace(nothing, **dict.fromkeys(names, 1.0))
    for label, names in parts:
        found[f"without {label}"] = replace(weights, **dict.fromkeys(names, 0.0))
    return found


def tune(samples: Sequence[Sample], steps: int, seed: int, parts: int) -> str:
    """What the command prints: weights found, their worth on questions seen and not, and what each evidence adds.

    Raises ValueError without a question that names an indexed document."""
    if not samples:
        raise ValueError("no question names an indexed document: passages cannot be judged")
    start = Weights()
    fitted, comparison = Tuner(samples, value, propose, steps, seed).compare(start, parts)
    tables = Group(comparison.table("nDCG@10 over documents"), _ablation_table(samples, start))
    return f"{pasted(fitted)}\n{printed(tables)}"


def pasted(weights: Weights) -> str:
    """The weights as source text."""
    return f"Weights({', '.join(f'{name}={getattr(weights, name):.3f}' for name in NAMES)})"


def _ablation_table(samples: Sequence[Sample], weights: Weights) -> Table:
    groups = list(dict.fromkeys(sample.group for sample in samples))
    table = Table(title="Shipped weights and their parts, hit@1 and nDCG@10")
    table.add_column("")
    for group in groups:
        table.add_column(group, justify="right", overflow="fold")
    for label, part in ablations(weights).items():
        cells = []
        for group in groups:
            inside = [sample for sample in samples if sample.group == group]
            first, gain = (mean(measure(s, part) for s in inside) or 0.0 for measure in (first_is_right, value))
            cells.append(f"{first:.3f}  {gain:.3f}")
        table.add_row(label, *cells)
    return table
