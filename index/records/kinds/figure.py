"""Figures: a measure and its values over time or across sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from index.documents.document import Frozen, Status
from index.language.dates import PartialDate
from index.records.record import Label, OperatorIds, Prose, Record, SourceIds
from index.records.record_kind import Finding, RecordKind
from index.records.record_text import RecordText


class FigureNature(StrEnum):
    """How the values of a figure stand to each other."""

    EVOLUTION = "evolution"  # each value replaces the one before
    DISAGREEMENT = "disagreement"  # sources differ on one and the same thing
    BREAKDOWN = "breakdown"  # values measure different parts or scopes and all stand
    SINGLE = "single"


class FigureValue(Frozen):
    """One value of a series."""

    value: Label
    """As a reader would write it, unit included: "183 territoires", "1,36 milliard d'euros"."""
    number: float | None = None
    """The value in `Figure.unit`, for charts and comparisons; absent where it is not a number."""
    date: PartialDate | None = None
    """What day, month or year the value is about. Absent: not known."""
    date_note: str | None = None
    status: Status = Status.UNVERIFIED
    """`current`: the one in force today; `superseded`: a later value replaced it; `erroneous`: the source is wrong;
    `envisaged`/`announced`: not (yet) real; `unverified`: stood at its date."""
    text: Prose
    """The value in a full sentence with its date, its subject and its issuer where sources differ."""
    sources: SourceIds = Field(min_length=1)


class Figure(Record):
    """A measure and its values over time or across sources."""

    kind: Literal["figure"] = "figure"
    title: Label
    """The measure as a noun phrase: "Nombre de forges labellisées"."""
    unit: Label
    """"territoires", "M€", "%", "date", "texte"…"""
    scope: Label
    nature: FigureNature
    values: tuple[FigureValue, ...] = Field(min_length=1)
    """In chronological order."""
    reading: Prose | None = None
    """Editors' reading of the differences, worded as such; shown, never presented as a source's statement."""
    aliases: tuple[Label, ...] = ()
    """Ways people ask for it: "combien de territoires", "nombre de TI"."""
    operators: OperatorIds = ()

    @model_validator(mode="after")
    def _one_value_leads(self) -> Figure:
        if sum(value.status is Status.CURRENT for value in self.values) > 1 and (self.nature is FigureNature.EVOLUTION):
            raise ValueError("an evolution has at most one `current` value: mark the older ones `superseded`")
        return self


def _write(figure: Figure, text: RecordText) -> None:
    following: list[PartialDate | None] = [value.date for value in figure.values[1:]]
    for number, value in enumerate(figure.values):
        replaced = figure.nature is FigureNature.EVOLUTION and value.status is Status.SUPERSEDED
        text.say(
            value.text, value.sources, f"values[{number}].text", valid_from=value.date,
            valid_to=following[number] if replaced and number < len(following) else None, status=value.status,
        )  # fmt: skip
    if figure.reading is not None:
        text.heading("Lecture")
        # What all of them come to is told under the newest: only that one could know the others.
        sources = text.newest_first({source for value in figure.values for source in value.sources})
        text.say(figure.reading, sources, "reading")


def _nothing_stands(figure: Figure, as_of: dt.date) -> Iterator[Finding]:
    """An evolution without a value to lead an answer with. In a disagreement all values may be wrong."""
    gone = (Status.SUPERSEDED, Status.ERRONEOUS)
    if figure.nature is FigureNature.EVOLUTION and all(value.status in gone for value in figure.values):
        message = (
            "no value of this evolution stands: all are superseded or erroneous. Mark the newest `current`, or"
            " `unverified` when nothing says that it still holds."
        )
        yield ("values",), message


KIND = RecordKind(
    Figure,
    collection="figures",
    one="Chiffre",
    many="chiffres suivis",
    write=_write,
    shown={"operators": "opérateurs", "nature": "nature", "unit": "unité"},
    question="Que disent les sources : {title} ?",
    check=_nothing_stands,
)
