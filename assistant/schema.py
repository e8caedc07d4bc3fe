"""The answer and its parts: one vocabulary for the command line, the API, the page and the evaluation."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Base of the answer's parts: immutable, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Intent(StrEnum):
    """What kind of answer a question asks for."""

    DEFINITION = "definition"
    ELIGIBILITY = "eligibility"
    OPERATORS = "operators"
    TIMELINE = "timeline"
    FIGURES = "figures"
    OFFERS = "offers"
    GOVERNANCE = "governance"
    COMPARISON = "comparison"
    TERRITORY = "territory"
    GREETING = "greeting"
    OUT_OF_SCOPE = "out_of_scope"
    HOSTILE = "hostile"
    OTHER = "other"


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    ABSTAINED = "abstained"
    REFUSED = "refused"


class SentenceState(StrEnum):
    """Derived from the evidence by `assistant.verification`, never stored."""

    VERIFIED = "verified"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"


class ValidityState(Model):
    """Period in which the quoted statement holds, and its state on the day the question was asked for."""

    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    state: Literal["in_force", "expired", "superseded", "announced", "unknown"] = "unknown"

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Citation(Model):
    """An exact quote: `text[start:end] == quote` in the canonical text of `document_id`."""

    n: int
    document_id: str
    title: str
    publisher: str | None
    published_on: str | None
    """ISO date, possibly partial: `2019`, `2019-03`, `2019-03-05`."""
    url: str | None
    section: list[str]
    quote: str
    start: int
    end: int
    validity: ValidityState


class Sentence(Model):
    text: str
    citations: list[int]
    state: SentenceState


class Receipt(Model):
    """What produced the answer, so that it can be reproduced."""

    snapshot: str
    encoder: str
    engine: str
    version: str


class Timings(Model):
    """Milliseconds per stage."""

    understand: float = 0
    encode: float = 0
    retrieve: float = 0
    compose: float = 0
    verify: float = 0
    total: float = 0


class Answer(Model):
    id: str
    question: str
    status: AnswerStatus
    engine: Literal["extractive", "generative"]
    intent: Intent
    answer: str
    """The sentences with their `[n]` marks, as shown."""
    sentences: list[Sentence]
    citations: list[Citation]
    missing: list[str]
    suggestions: list[str]
    as_of: dt.date
    understood_as: str
    receipt: Receipt
    timings_ms: Timings


class SearchResult(Model):
    document_id: str
    passage_id: str
    title: str
    section: list[str]
    text: str
    start: int
    end: int
    score: float


class Turn(Model):
    """One message of the conversation before the question."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=20_000)


class StreamEvent(Model):
    """One server-sent event of a streamed answer: `status`, `sentence`, `citation`, `done` or `error`."""

    event: Literal["status", "sentence", "citation", "done", "error"]
    data: dict[str, Any]
