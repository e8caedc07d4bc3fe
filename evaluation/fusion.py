"""Chooses the weights of `assistant.retrieval`: how much each kind of evidence counts in the ranking.

`python -m evaluation.fusion DATA QUESTIONS.jsonl [DATA QUESTIONS.jsonl …]` ranks the documents of each set with the
current weights, then changes one weight at a time as long as the mean nDCG@10 of the sets rises (every set counts the
same, whatever its size). The weights are chosen on every other question; the figures printed are those of the
questions in between, which the choice has not seen. Weights that gain less than `LEAST_GAIN` are left as they are:
a figure that small is noise, and the current ones were lived with.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.pipeline import Assistant
from assistant.question import Question as Understood
from assistant.retrieval import Retriever, Weights
from evaluation.jsonl import JsonLinesError
from evaluation.metrics import hit_at, mean, ndcg_at, unique
from evaluation.outcomes import Finder
from evaluation.questions import Question, load_questions
from index.errors import IndexingError
from index.settings import load_settings

STEPS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
ROUNDS = 2
LEAST_GAIN = 0.001
DEPTH = 50
"""Passages ranked: enough for ten documents even where one document fills many places."""


@dataclass(frozen=True)
class Query:
    """A question ready to be searched, and the ids of the documents that hold its answer."""

    understood: Understood
    vector: NDArray[np.float32]
    relevant: frozenset[str]


@dataclass(frozen=True)
class Set:
    """The questions of one file over one index, in two halves."""

    name: str
    assistant: Assistant
    chosen_on: tuple[Query, ...]
    measured_on: tuple[Query, ...]


@dataclass(frozen=True)
class Figures:
    hit_at_1: float
    hit_at_3: float
    ndcg_at_10: float


def read_set(data: Path, file: Path) -> Set:
    """The answerable questions of `file` whose documents the index of `data` holds.

    Raises JsonLinesError where there are fewer than two, SnapshotError without an index."""
    assistant = Assistant.open(load_settings(data=data))
    finder = Finder(assistant.snapshot.documents())
    queries = [
        _query(assistant, question, relevant)
        for question in load_questions(file)
        if question.answerable and (relevant := finder(question.documents))
    ]
    if len(queries) < 2:
        raise JsonLinesError(str(file), f"has not two questions whose documents are in the index of {data}.")
    return Set(f"{file.stem} ({data})", assistant, tuple(queries[::2]), tuple(queries[1::2]))


def _query(assistant: Assistant, question: Question, relevant: frozenset[str]) -> Query:
    understood = assistant.live.reader.read(question.question, question.history)
    return Query(understood, assistant.encode(understood.text), relevant)


def measure(queries: Sequence[Query], retriever: Retriever) -> Figures:
    """Of a retriever on these queries. Raises ValueError for none."""
    if not queries:
        raise ValueError("no question to measure on")
    rows = []
    for query in queries:
        hits = retriever.retrieve(query.understood, query.vector, DEPTH)
        ranked = unique(hit.document.id for hit in hits)
        relevant = query.relevant
        rows.append((hit_at(1, ranked, relevant), hit_at(3, ranked, relevant), ndcg_at(10, ranked, relevant)))
    return Figures(*(mean(column) or 0.0 for column in zip(*rows, strict=True)))


def choose(sets: Sequence[Set], weights: Weights) -> Weights:
    """The weights that coordinate ascent reaches from `weights` on the halves that are for choosing."""
    best = _objective(sets, weights)
    for _ in range(ROUNDS):
        before = best
        for field in dataclasses.fields(Weights):
            for step in STEPS:
                changed = dataclasses.replace(weights, **{field.name: step})
                reached = _objective(sets, changed)
                if reached > best + LEAST_GAIN:
                    weights, best = changed, reached
        if best == before:
            break
    return weights


def _objective(sets: Sequence[Set], weights: Weights) -> float:
    figures = [measure(one.chosen_on, Retriever(one.assistant.snapshot, weights)) for one in sets]
    return sum(figure.ndcg_at_10 for figure in figures) / len(figures)


def main(arguments: list[str]) -> int:
    """0 done, 1 failed, 2 wrong usage."""
    if not arguments or len(arguments) % 2:
        print(__doc__, file=sys.stderr)
        return 2
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    try:
        sets = [read_set(Path(data), Path(file)) for data, file in pairs]
    except (IndexingError, JsonLinesError) as error:
        print(error, file=sys.stderr)
        return 1
    current = Weights()
    chosen = choose(sets, current)
    for one in sets:
        print(f"{one.name}: {len(one.measured_on)} questions not used for the choice; hit@1, hit@3, nDCG@10")
        for label, weights in (("current", current), ("chosen", chosen)):
            figures = measure(one.measured_on, Retriever(one.assistant.snapshot, weights))
            print(f"  {label:8} {figures.hit_at_1:.3f}  {figures.hit_at_3:.3f}  {figures.ndcg_at_10:.3f}")
    for field in dataclasses.fields(Weights):
        print(f"  {field.name:10} {getattr(chosen, field.name):.2f}   (now {getattr(current, field.name):.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
