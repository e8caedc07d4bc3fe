"""What the journal keeps: receipts of answers and what was thought of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assistant.schema import Answer, AnswerStatus, Citation, Intent, Receipt, Sentence, Timings

MAX_COMMENT = 2_000

Reason = Literal["wrong", "incomplete", "out_of_date", "bad_source", "unclear", "other"]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_COMMENT)]


class Feedback(BaseModel):
    """What somebody thought of an answer. Reasons come without repeats; an empty comment is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer_id: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    useful: bool
    reasons: tuple[Reason, ...] = Field(default=(), max_length=6)
    comment: Comment | None = None

    @model_validator(mode="after")
    def _tidy(self) -> Feedback:
        object.__setattr__(self, "reasons", tuple(dict.fromkeys(self.reasons)))
        object.__setattr__(self, "comment", self.comment or None)
        return self


class StoredFeedback(BaseModel):
    """An opinion as the journal keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    given_at: dt.datetime
    useful: bool
    reasons: tuple[Reason, ...]
    comment: str | None


class StoredReceipt(BaseModel):
    """An answer as the journal keeps it. A field list of its own, so that a receipt of an earlier version stays
    readable when `Answer` changes.

    Without questions, what may repeat the asker's words is absent: `question`, `understood_as`, `missing`,
    `suggestions`, and the text of a silence; the sentences kept are those that sources prove."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    asked_at: dt.datetime
    """UTC."""
    door: str
    status: AnswerStatus
    engine: str
    intent: Intent
    question: str | None
    understood_as: str | None
    answer: str | None
    sentences: list[Sentence]
    citations: list[Citation]
    missing: list[str]
    suggestions: list[str]
    as_of: dt.date
    receipt: Receipt
    timings_ms: Timings
    feedback: StoredFeedback | None = None

    @classmethod
    def of(cls, answer: Answer, door: str, asked_at: dt.datetime, *, keep_questions: bool) -> StoredReceipt:
        """The receipt of an answer given through `door`."""
        fields = {name: getattr(answer, name) for name in cls.model_fields if name in type(answer).model_fields}
        if not keep_questions:
            text = answer.answer if answer.sentences else None
            fields |= {"question": None, "understood_as": None, "missing": [], "suggestions": [], "answer": text}
        return cls(**fields, door=door, asked_at=asked_at)
