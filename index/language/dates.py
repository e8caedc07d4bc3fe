"""Dates as French texts write them: partial dates (a year, a month, a day) and where they stand in a text.

Not built on `dateparser`: it reads one date string and completes it with today's day, where a text's dates are
wanted with their offsets and their own precision.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import total_ordering
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from index.language.date_grammar import MONTHS, PARTS, WrittenDate, written_dates
from index.language.words import fold_aligned

_MONTHS_OF = {
    **PARTS, "t1": (1, 3), "t2": (4, 6), "t3": (7, 9), "t4": (10, 12), "s1": (1, 6), "s2": (7, 12),
}  # fmt: skip
"""First and last month that a modifier covers."""


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year or a day: "2019", "2019-03", "2019-03-05".

    Ordered by first day, the coarser first when they begin together (2019 < 2019-01 < 2019-01-01). As a pydantic field it
    takes the ISO string, a French "05/03/2019", a year as int or a `datetime.date`, and dumps the ISO string.

    Raises:
        ValueError: for a date that does not exist, or a year outside 1 to 9999.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise ValueError(f"year {self.year} is outside 1 to 9999")
        if self.month is None:
            if self.day is not None:
                raise ValueError(f"day {self.day} of {self.year} is given without its month")
            return
        if not 1 <= self.month <= 12:
            raise ValueError(f"month {self.month} is outside 1 to 12")
        if self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise ValueError(f"{self.year:04d}-{self.month:02d} has no day {self.day}")

    @classmethod
    def parse(cls, value: str | int | datetime.date | PartialDate) -> PartialDate:
        """Reads "2019", "2019-03", "2019-03-05", "05/03/2019", "03/2019", 2019 or a date. Raises ValueError."""
        if isinstance(value, cls):
            return value
        if isinstance(value, datetime.date):  # a datetime is one too: its time of day is dropped
            return cls(value.year, value.month, value.day)
        if isinstance(value, int) and not isinstance(value, bool):
            return cls(value)
        if isinstance(value, str):
            text = value.strip()
            if match := _ISO.fullmatch(text):
                year, month, day = match.groups()
                return cls(int(year), int(month) if month else None, int(day) if day else None)
            if match := _SLASHED.fullmatch(text):
                day, month, year = match.groups()
                return cls(int(year), int(month), int(day) if day else None)
        raise ValueError(f"not a date: {value!r} (write 2019, 2019-03, 2019-03-05 or 05/03/2019)")

    @property
    def precision(self) -> int:
        """1 for a year, 2 for a month, 3 for a day."""
        return 1 + (self.month is not None) + (self.day is not None)

    @property
    def first(self) -> datetime.date:
        """The first day it covers."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date:
        """The last day it covers."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def contains(self, other: PartialDate) -> bool:
        """Whether every day of `other` is one of this date's."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: PartialDate) -> bool:
        """Whether the two dates have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def iso(self) -> str:
        """ "2019", "2019-03" or "2019-03-05"."""
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)

    def french(self) -> str:
        """ "2019", "mars 2019", "1er mars 2019" or "9 novembre 2023"."""
        if self.month is None:
            return str(self.year)
        month = f"{MONTHS[self.month - 1]} {self.year}"
        if self.day is None:
            return month
        return f"{'1er' if self.day == 1 else self.day} {month}"

    def __str__(self) -> str:
        return self.iso()

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.first, self.precision) < (other.first, other.precision)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(cls.iso)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "examples": ["2019", "2019-03-05"]}


_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_SLASHED = re.compile(r"(?:([0-9]{1,2})/)?([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or a range of dates in a text: `text[start:end]`.

    `modifier` says which part of `value` is meant: "début", "mi", "fin", a season, "t1" to "t4", "s1", "s2",
    or "" for all of it. `inferred` is true where the year was not written but taken from the reference date.
    """

    start: int
    end: int
    value: PartialDate
    end_value: PartialDate | None = None
    modifier: str = ""
    inferred: bool = False

    @property
    def first(self) -> datetime.date:
        """The first day meant, the modifier counted: 2022-09-01 for "fin 2022"."""
        return self._narrowed()[0]

    @property
    def last(self) -> datetime.date:
        """The last day meant."""
        return self._narrowed()[1]

    def _narrowed(self) -> tuple[datetime.date, datetime.date]:
        value, end = self.value, self.end_value or self.value
        if not self.modifier or self.end_value or value.day:
            return value.first, end.last
        if value.month is None:
            first, last = _MONTHS_OF[self.modifier]
            return PartialDate(value.year, first).first, PartialDate(value.year, last).last
        days = {"début": (1, 10), "mi": (11, 20), "fin": (21, value.last.day)}.get(self.modifier)
        if days is None:
            return value.first, value.last
        return value.first.replace(day=days[0]), value.first.replace(day=days[1])


def same_date(a: DateMention, b: DateMention) -> bool:
    """Whether two mentions mean the same date or range, as precisely: "mars 2019" is not "5 mars 2019"."""
    return (a.value, a.end_value, a.modifier) == (b.value, b.end_value, b.modifier)


def find_dates(text: str, reference: datetime.date | PartialDate | None = None) -> list[DateMention]:
    """The dates of a French text, in order, without overlap, at offsets of the text.

    To compare two texts of one source, pass the same reference for both: any will do.
    """
    return resolve_dates(written_dates(text, fold_aligned(text)), reference)


def resolve_dates(
    written: Iterable[Sequence[WrittenDate]], reference: datetime.date | PartialDate | None = None
) -> list[DateMention]:
    """The dates meant by what `index.language.date_grammar.written_dates` found.

    `reference` is the date of the text (its publication). Where a year is not written, "dernier" takes the latest date
    before it, "prochain" the earliest after it, anything else the nearest one. Without a reference, a date without a year
    is left out.
    """
    day = PartialDate.parse(reference) if reference is not None else None
    return [mention for group in written for mention in _resolve(group, day)]


def date_spans(written: Iterable[Sequence[WrittenDate]]) -> list[tuple[int, int]]:
    """Spans of all that reads as a date, those without a year included."""
    return [(group[0].start, group[-1].end) for group in written]


# --- from what is written to what is meant --------------------------------------------------------


def _resolve(group: Sequence[WrittenDate], reference: PartialDate | None) -> Iterator[DateMention]:
    first, last = group[0], group[-1]
    value, end_value = _date(first, reference), None
    if value is None:
        return
    if last is not first:
        end_value = _date(last, reference)
        if end_value is not None and end_value < value and last.year is None:
            end_value = replace(end_value, year=end_value.year + 1)
        if end_value is None or end_value < value:
            yield DateMention(first.start, first.end, value, inferred=first.year is None)
            if end_value is not None:
                yield DateMention(last.start, last.end, end_value, inferred=last.year is None)
            return
    elif first.end_year is not None:
        end_value = PartialDate(first.end_year)
    elif len(first.days) == 2:
        end_value = replace(value, day=first.days[1])
    yield DateMention(first.start, last.end, value, end_value, first.modifier, first.year is None)


def _date(atom: WrittenDate, reference: PartialDate | None) -> PartialDate | None:
    day = atom.days[0] if atom.days else None
    if atom.year is not None:
        return PartialDate(atom.year, atom.month, day)
    if reference is None:
        return None
    if atom.month is None:
        shift = 0 if atom.relative.startswith("cette") else 1 if "prochain" in atom.relative else -1
        return PartialDate(reference.year + shift)
    candidates = []
    for year in range(max(1, reference.year - 4), min(9999, reference.year + 4) + 1):  # four years reach a 29 February
        if day is None or day <= calendar.monthrange(year, atom.month)[1]:
            candidates.append(PartialDate(year, atom.month, day))
    if atom.relative.startswith("prochain"):
        return next((date for date in candidates if date.first > reference.first), None)
    if atom.relative:
        return next((date for date in reversed(candidates) if date.last < reference.last), None)
    if reference.month is None:
        return next((date for date in candidates if date.year == reference.year), None)
    middle = reference.first + (reference.last - reference.first) / 2
    return min(candidates, key=lambda date: abs(date.first - middle), default=None)
