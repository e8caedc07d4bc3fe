"""How near a question comes to those that were accepted, and so to the passages and sentences that answer them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.question.question import Question
from index.questions.accepted import form_of
from index.storage.accepted_questions import AcceptedQuestions, Span

FLOOR, SPAN = 0.92, 0.06
"""Two questions on different things have cosines up to 0.92 by their voice alone; rewordings of one have 0.95 and more. See
docs/decisions/accepted-questions.md."""
NEAREST = 20
"""Accepted questions whose passages are candidates."""
_NUMBER = re.compile(r"\d+")
_HIGH = 0.3
"""Score from which an accepted question says something of a sentence."""


@dataclass(frozen=True)
class QuestionMatch:
    """What the accepted questions of a snapshot say to one question."""

    accepted: AcceptedQuestions
    near: tuple[int, ...]
    """Rows of the nearest ones, best first."""
    scores: tuple[float, ...]
    """Of each of them, between 0 and 1; 1 for one that the question is, but for case, accents and punctuation."""

    @classmethod
    def of(cls, accepted: AcceptedQuestions, question: Question, vector: NDArray[np.float32]) -> QuestionMatch:
        """The accepted questions that come near; `vector` (d,) is that of the question."""
        if not len(accepted):
            return cls(accepted, (), ())
        scores = np.clip((accepted.vectors @ vector - FLOOR) / SPAN, 0.0, 1.0)
        for text in (question.text, question.searched):
            same = accepted.numbers.get(form_of(text))
            if same is not None:
                scores[same] = 1.0
        ordered = np.argsort(-scores, kind="stable")
        asked = _numbers_in(question.text)
        near = [
            row for row in ordered[scores[ordered] > 0.0].tolist() if _numbers_in(accepted.texts[row]) == asked
        ][:NEAREST]
        return cls(accepted, tuple(near), tuple(scores[near].tolist()))

    @property
    def rows(self) -> NDArray[np.int64]:
        """Rows of the passages that answer, those of the nearest question first."""
        return self.accepted.rows[list(self.near)].astype(np.int64)

    def of_passages(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """The best score of each of these passages, `(len(rows),)`; 0 for one that answers no question near."""
        best: dict[int, float] = {}
        for row, score in zip(self.rows.tolist(), self.scores, strict=True):
            best.setdefault(row, score)
        return np.array([best.get(row, 0.0) for row in rows.tolist()])

    def spans_of(self, row: int) -> tuple[tuple[Span, float], ...]:
        """The sentences of a passage that answer questions near, with their scores, the highest first."""
        found: dict[Span, float] = {}
        for number, score in zip(self.near, self.scores, strict=True):
            span = self.accepted.span(number)
            if score >= _HIGH and span is not None and int(self.accepted.rows[number]) == row:
                found.setdefault(span, score)
        return tuple(found.items())


def _numbers_in(text: str) -> frozenset[str]:
    """Years and figures that a question names: of another year, the same words ask for something else."""
    return frozenset(_NUMBER.findall(text))
