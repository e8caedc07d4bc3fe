"""A kind of record that the product does not ship: a milestone, in the one file that a package would bring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from index.documents.document import Validity
from index.language.dates import PartialDate
from index.records.record import Label, OfVocabulary, OperatorIds, Prose, Record, SourceIds
from index.records.record_kind import Filter, Finding, Period, RecordKind
from index.records.record_text import RecordText


class Milestone(Record):
    """Something to be done by a day."""

    kind: Literal["jalon"] = "jalon"
    title: Label
    due: PartialDate = Field(description="Échéance.")
    phase: Annotated[Label, OfVocabulary("phases")]
    operators: OperatorIds = ()
    text: Prose
    done: bool = False
    aliases: tuple[Label, ...] = ()
    sources: SourceIds = Field(min_length=1)


def _write(milestone: Milestone, text: RecordText) -> None:
    text.say(milestone.text, milestone.sources, "text", valid_to=milestone.due)
    if milestone.done:
        text.heading("État")
        text.say("Ce jalon est atteint.", milestone.sources, "done")


def _period(milestone: Milestone, as_of: dt.date) -> Period:
    over = milestone.done or milestone.due.last < as_of
    return Period(None, milestone.due, Validity.EXPIRED if over else Validity.IN_FORCE)


def _overdue(milestone: Milestone, as_of: dt.date) -> Iterator[Finding]:
    if not milestone.done and milestone.due.last < as_of:
        yield ("due",), f"{milestone.due.iso()} has passed: set `done: true`, or a later day."


KIND = RecordKind(
    Milestone,
    collection="jalons",
    one="Jalon",
    many="jalons",
    write=_write,
    name_rank=2,
    shown={"due": "échéance", "phase": "phase"},
    presented=("text",),
    question="Où en est « {title} » ?",
    filters=(Filter("phase", "phase", "Phase du programme."), Filter("done", "done", "Atteint, ou non.")),
    ordered_by="due",
    period=_period,
    check=_overdue,
)
