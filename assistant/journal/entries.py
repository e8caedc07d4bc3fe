"""What the journal keeps: receipts of answers and what was thought of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assistant.schema import Answer, AnswerStatus, Citation, Intent, Receipt, Sentence, Timings, TraceStep

MAX_COMMENT = 2_000

Reason = Literal["wrong", "incomplete", "out_of_date", "bad_source", "unclear", "other"]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_COMMENT)]


_EXAMPLE = "20261122T101500-9f8a3c2160d5b7e4"


class Feedback(BaseModel):
    """Un avis sur une réponse."""

    # Reasons come without repeats, and an empty comment is none.
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"answer_id": _EXAMPLE, "useful": True},
                {
                    "answer_id": _EXAMPLE,
                    "useful": False,
                    "reasons": ["out_of_date", "incomplete"],
                    "comment": "Le chiffre de 2025 manque.",
                },
            ]
        },
    )

    answer_id: Annotated[str, StringConstraints(min_length=1, max_length=100)] = Field(
        description="Champ « id » de la réponse."
    )
    useful: bool = Field(description="La réponse a-t-elle été utile ?")
    reasons: tuple[Reason, ...] = Field(
        default=(), max_length=6,
        description="Fausse, incomplète, périmée, mauvaise source, peu claire, autre.",
    )  # fmt: skip
    comment: Comment | None = Field(
        default=None, description="2 000 caractères au plus. N'y mettez pas de données personnelles."
    )

    @model_validator(mode="after")
    def _tidy(self) -> Feedback:
        object.__setattr__(self, "reasons", tuple(dict.fromkeys(self.reasons)))
        object.__setattr__(self, "comment", self.comment or None)
        return self


class StoredFeedback(BaseModel):
    """Un avis tel qu'il est gardé."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    given_at: dt.datetime = Field(description="Quand, en temps universel.")
    useful: bool
    reasons: tuple[Reason, ...]
    comment: str | None


class StoredReceipt(BaseModel):
    """Une réponse telle qu'elle est gardée, avec ses citations et ce qui l'a produite."""

    # A field list of its own, so that a receipt of an earlier version stays readable when `Answer` changes.
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    asked_at: dt.datetime = Field(description="Quand, en temps universel.")
    door: str = Field(description="Par où la question est venue : api, page…")
    status: AnswerStatus
    engine: str
    intent: Intent
    question: str | None = Field(description="Absente quand le journal ne garde pas les questions.")
    understood_as: str | None = Field(description="Absente de même.")
    answer: str | None = Field(description="Absente de même, quand aucune phrase n'est sourcée.")
    sentences: list[Sentence]
    citations: list[Citation]
    missing: list[str] = Field(description="Vide quand le journal ne garde pas les questions.")
    near: list[Sentence] = Field(default_factory=list, description="Ce qui s'approchait, quand rien ne répondait.")
    suggestions: list[str] = Field(description="Vide de même.")
    as_of: dt.date
    receipt: Receipt
    timings_ms: Timings
    notice: str | None = Field(default=None, description="Ce qu'il faut savoir de la façon dont la réponse a été écrite.")
    trace: tuple[TraceStep, ...] | None = Field(
        default=None, description="Ce qui a décidé de la réponse, dans l'ordre. Null : pas gardé."
    )
    feedback: StoredFeedback | None = Field(default=None, description="L'avis donné, pour le rôle helpdesk.")

    @classmethod
    def of(cls, answer: Answer, door: str, asked_at: dt.datetime, *, keep_questions: bool) -> StoredReceipt:
        """The receipt of an answer given through `door`.

        Without questions, what may repeat the asker's words is left out: the sentences kept are those that sources
        prove, and a silence keeps no text."""
        fields = {name: getattr(answer, name) for name in cls.model_fields if name in type(answer).model_fields}
        if not keep_questions:
            text = answer.answer if answer.sentences or answer.near else None
            fields |= {"question": None, "understood_as": None, "missing": [], "suggestions": [], "answer": text}
        return cls(**fields, door=door, asked_at=asked_at)
