"""The answer and its parts: one vocabulary for the command line, the API, the page and the evaluation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Base of the answer's parts: immutable, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _is_none(value: object) -> bool:
    """Of fields that only some answers have."""
    return value is None


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
    NEAR = "near"
    """Nothing answers; what comes near is shown, and marked so."""
    ABSTAINED = "abstained"
    REFUSED = "refused"

    @property
    def is_unknown(self) -> bool:
        """Whether the documents do not answer, something near shown or not."""
        return self in (AnswerStatus.NEAR, AnswerStatus.ABSTAINED)

    @property
    def is_silent(self) -> bool:
        """Whether nothing is held to answer."""
        return self.is_unknown or self is AnswerStatus.REFUSED


class SentenceState(StrEnum):
    """Derived from the evidence by `assistant.proof.verification`, never stored."""

    VERIFIED = "verified"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"


class ValidityState(Model):
    """Period in which the quoted statement holds, and its state on the day the question was asked for."""

    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    state: Literal["in_force", "expired", "superseded", "announced", "unknown"] = "unknown"

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Publication(Model):
    """Another publication of the very same text."""

    title: str
    publisher: str | None
    published_on: str | None
    url: str | None


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
    also_at: list[Publication] = Field(default_factory=list, exclude_if=lambda also_at: not also_at)
    """Other publications of the same document, whose text is indexed once; the key is there only where there are."""


class Sentence(Model):
    text: str
    citations: list[int]
    state: SentenceState
    answers: float | None = Field(default=None, exclude_if=_is_none)
    """Probability that it answers the question, as the reader judged the sentence it quotes; absent where nothing was read."""


class Generation(Model):
    """What a language model was asked for an answer, and what became of its sentences."""

    model: str
    produced: int = 0
    """Sentences it wrote."""
    verified: int = 0
    """Those that stood, the repaired ones included."""
    repaired: int = 0
    dropped: int = 0
    prompt_tokens: int | None = None
    """As the endpoint counts them, over all calls; None where it does not say."""
    completion_tokens: int | None = None
    cached: bool = False
    """Given again without asking the model."""
    fallback: str | None = None
    """Why the extractive answer was given instead: a name of `assistant.generation.failures.Failure`."""


TraceValue = bool | int | float | str | list[str] | list[float]


class TraceStep(Model):
    """One decision on the way to an answer. It holds no word of the question."""

    step: str
    """What was decided: `reading`, `refusal`, `search`, `read`, `judgement`, `composer`, `filters`, `proof`, `model`, `part`,
    `alone` or `silence`."""
    by: str = ""
    """Who decided, where there are several: the name of a composer, of a refusal, of a model."""
    decided: bool = True
    """False for who was asked and left the matter to the next: a composer without a draft, evidence below its threshold."""
    why: str = ""
    """The reason, in French."""
    values: dict[str, TraceValue] = Field(default_factory=dict)
    """What was weighed: scores, a probability and the threshold it was held against, numbers of passages and sentences."""


class Receipt(Model):
    """What produced the answer, so that it can be reproduced."""

    snapshot: str
    encoder: str
    reader: str = "off"
    """What judged whether sentences answer: its fingerprint; `off` where nothing was read."""
    engine: str
    version: str
    generation: Generation | None = Field(default=None, exclude_if=_is_none)
    """Absent where no model was asked."""


class Timings(Model):
    """Milliseconds per stage."""

    understand: float = 0
    encode: float = 0
    retrieve: float = 0
    read: float = 0
    compose: float = 0
    verify: float = 0
    total: float = 0
    generate: float | None = Field(default=None, exclude_if=_is_none)
    """With the model, verification and repairs included; absent where none was asked."""
    first_sentence: float | None = Field(default=None, exclude_if=_is_none)
    """From the question to the first verified sentence of a model; absent where there is none."""


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
    near: list[Sentence] = Field(default_factory=list, exclude_if=lambda near: not near)
    """What comes near and does not answer, at most two sentences; there only where the status is `near`."""
    suggestions: list[str]
    as_of: dt.date
    understood_as: str
    receipt: Receipt
    timings_ms: Timings
    notice: str | None = Field(default=None, exclude_if=_is_none)
    """What the reader must know of how the answer was made, in French: a model failed and was done without."""
    trace: tuple[TraceStep, ...] | None = Field(default=None, exclude_if=_is_none)
    """What decided what on the way to the answer, in order; there only where it is asked for."""


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
    body: Sentence | Citation | Answer | dict[str, Any]
    """What it tells: of `done` the whole answer, of `status` and `error` their fields."""

    @property
    def data(self) -> dict[str, Any]:
        """The body as JSON has it."""
        return self.body if isinstance(self.body, dict) else self.body.model_dump(mode="json")


def events_of(sentences: Iterable[Sentence], citations: Iterable[Citation]) -> Iterator[StreamEvent]:
    """Each sentence, followed by the citations it is the first to use."""
    waiting = {citation.n: citation for citation in citations}
    for sentence in sentences:
        yield StreamEvent(event="sentence", body=sentence)
        for n in sorted(set(sentence.citations) & set(waiting)):
            yield StreamEvent(event="citation", body=waiting.pop(n))
