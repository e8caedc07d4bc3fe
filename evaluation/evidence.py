"""Samples of evidence: what was found for each question of a development set, and whether it is answered there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from assistant.reading.abstention import Evidence, weigh
from evaluation.development import DevelopmentSet
from evaluation.judging.fact_matching import holds
from evaluation.judging.outcomes import facts_of

FEATURES = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True)
class Sample:
    """The evidence found for one question."""

    group: str
    """Name of the development set."""
    file: str
    """Name of its questions, whatever the index: what is held out together."""
    key: str
    kind: str
    evidence: Evidence
    answerable: bool
    removed: bool = False
    """True where the documents that answer were taken out of the index first."""

    @property
    def row(self) -> list[float]:
        return [getattr(self.evidence, name) for name in FEATURES]


def collect(development: DevelopmentSet) -> list[Sample]:
    """The samples of one set."""
    file = development.name.partition(": ")[2]
    samples = []
    for reading in development.readings():
        removals: list[frozenset[str]] = [frozenset()]
        if reading.asked.answerable and reading.relevant:
            removals.append(reading.relevant)
        for without in removals:
            hits = development.hits(reading, without)
            candidates = development.candidates(reading, hits)
            facts = facts_of(reading.asked)
            if without and facts and _still_told(facts, [hit.passage.text(hit.document) for hit in hits]):
                continue
            keywords = development.live.snapshot.keywords
            evidence = weigh(reading.understood, hits, candidates, keywords, reading.as_of)
            answerable = reading.asked.answerable and not without
            samples.append(
                Sample(development.name, file, reading.key, reading.asked.kind, evidence, answerable, bool(without))
            )
    return samples


def _still_told(facts: Sequence[str], texts: Sequence[str]) -> bool:
    """True where what is left still holds every fact: the question is not without an answer."""
    return all(any(holds(text, fact) for text in texts) for fact in facts)
