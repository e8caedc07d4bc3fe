"""Abstention: how likely it is that the evidence answers the question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.candidates import Candidate
from assistant.question import Question
from assistant.retrieval import Hit
from index.french import tokens
from index.keywords import KeywordIndex


@dataclass(frozen=True)
class Evidence:
    """What is known of the evidence, each between 0 and about 1."""

    passage: float
    title: float
    sentence: float
    keywords: float
    rare_cover: float
    """Share of the question's words, by rarity, found in the best passages; words unknown to the corpus count."""
    entity_cover: float
    """Share of the names in the question found in the best passages; 1 without names."""
    type_match: float

    @property
    def vector(self) -> tuple[float, ...]:
        return (
            self.passage, self.title, self.sentence, self.keywords, self.rare_cover, self.entity_cover, self.type_match,
        )  # fmt: skip


@dataclass(frozen=True)
class Calibration:
    """Logistic regression over `Evidence.vector`; fitted by `python -m evaluation.calibration`."""

    weights: tuple[float, ...] = (2.0, 1.5, 2.0, 1.5, 3.0, 1.5, 0.5)
    bias: float = -5.2
    threshold: float = 0.5

    def probability(self, evidence: Evidence) -> float:
        z = self.bias + sum(w * x for w, x in zip(self.weights, evidence.vector, strict=True))
        return 1.0 / (1.0 + math.exp(-z))


def _said(token: str, held: set[str], question: Question) -> bool:
    return token in held or any(other <= held for other in question.equivalents.get(token, ()))


def weigh(
    question: Question, hits: Sequence[Hit], candidates: Sequence[Candidate], keywords: KeywordIndex
) -> Evidence:
    """The evidence that `hits` (best first) and their sentences give for a question."""
    if not hits or not candidates:
        return Evidence(0, 0, 0, 0, 0, 0, 0)
    best = hits[:3]
    held: set[str] = set()
    for hit in best:
        held.update(tokens(" ".join((hit.document.title, *hit.document.names, *hit.passage.section))))
        held.update(tokens(hit.passage.text(hit.document)))
    rarity = {token: weight * keywords.idf(token) for token, weight in question.terms.items()}
    total = sum(rarity.values()) or 1.0
    named = [tokens(entity.name) for entity in question.entities]
    return Evidence(
        passage=max(hit.passage_score for hit in best),
        title=max(hit.title_score for hit in best),
        sentence=max(candidate.features["similarity"] for candidate in candidates[:5]),
        keywords=max(hit.keyword_score for hit in best),
        rare_cover=sum(weight for token, weight in rarity.items() if _said(token, held, question)) / total,
        entity_cover=sum(any(t in held for t in name) for name in named) / len(named) if named else 1.0,
        type_match=candidates[0].features["type"],
    )
