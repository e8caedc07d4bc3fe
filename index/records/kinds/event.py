"""Events: something that happened, or was to happen, at a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from index.documents.document import Status, Validity
from index.language.dates import PartialDate
from index.records.record import Label, OfVocabulary, OperatorIds, Prose, Record, SourceIds, Statement
from index.records.record_kind import Filter, Finding, Period, RecordKind
from index.records.record_text import RecordText


class Event(Record):
    """Something that happened, or was to happen, at a date."""

    kind: Literal["event"] = "event"
    title: Label
    date: PartialDate
    end: PartialDate | None = None
    date_note: str | None = Field(default=None, description="Ce qu'il faut savoir de la date.")
    nature: Annotated[Label, OfVocabulary("natures")]
    phase: Annotated[Label, OfVocabulary("phases")] = Field(description="Phase du programme.")
    status: Status = Status.CLOSED
    """`closed`: took place; `announced`, `envisaged`, `unverified`: as they say."""
    place: Label | None = Field(default=None, description="Lieu.")
    people: tuple[Label, ...] = Field(default=(), description="Personnes présentes ou nommées.")
    operators: OperatorIds = ()
    text: Prose
    """The event itself, dated, in one or two sentences."""
    details: tuple[Statement, ...] = ()
    """Figures announced that day, attendance, what another source says…"""
    aliases: tuple[Label, ...] = ()
    sources: SourceIds = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Event:
        if self.end is not None and self.end.last < self.date.first:
            raise ValueError("`end` is before `date`: swap them or correct the year")
        return self


def _write(event: Event, text: RecordText) -> None:
    text.say(event.text, event.sources, "text", valid_from=event.date, status=event.status)
    text.statements(None, event.details, "details")


def _period(event: Event, as_of: dt.date) -> Period:
    """An event lasts from its date to its end: announced before, in force meanwhile, expired once it has taken place.
    One that was only announced, and whose day has passed, is unknown: no source says that it took place."""
    end = event.end or event.date
    if event.status in (Status.SUPERSEDED, Status.ERRONEOUS):
        state = Validity.SUPERSEDED
    elif event.date.first > as_of:
        state = Validity.ANNOUNCED
    elif event.status is not Status.CLOSED and end.last < as_of:
        state = Validity.UNKNOWN
    else:
        state = Validity.EXPIRED if end.last < as_of else Validity.IN_FORCE
    return Period(event.date, end, state)


def _to_come(event: Event, as_of: dt.date) -> Iterator[Finding]:
    if event.status is Status.CLOSED and event.date.first > as_of:
        message = f"{event.date.iso()} is to come: set `status: announced` or `envisaged`, or correct the date."
        yield ("date",), message


KIND = RecordKind(
    Event,
    collection="events",
    one="Événement",
    many="événements",
    write=_write,
    shown={
        "operators": "opérateurs", "date": "date", "end": "fin", "phase": "phase", "nature": "nature",
        "status": "statut",
    },
    question="Que s'est-il passé : {title} ?",
    filters=(
        Filter("phase", "phase", "Phase du programme."),
        Filter("nature", "nature", "Nature de l'événement."),
        Filter("operator", "operators", "Identifiant ou nom d'un opérateur."),
    ),
    ordered_by="date",
    period=_period,
    check=_to_come,
    is_history=True,
)  # fmt: skip
