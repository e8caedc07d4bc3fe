"""The drawing of a timeline: where each event stands, in pixels. Pure geometry; the template draws it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.language.dates import MONTHS, PartialDate

ROW = 28
"""Height of a row: the 24 pixels that WCAG 2.2 asks of a target (2.5.8), and some air."""
_LANE_TITLE = 22
_AXIS = 30
_CHARACTER = 7.5
"""Width of a letter of the widest usual system font at the label's 13 pixels."""
_DOT = 8
_GAP = 12
_LONGEST_LABEL = 44
"""Characters of a label; the whole title is in the link's name and in the table."""
_MONTHLY_DAYS = 800
"""Span of days under which the axis has months between the years."""


@dataclass(frozen=True)
class Moment:
    """One event as it is shown."""

    id: str
    title: str
    date: PartialDate
    end: PartialDate | None
    phase: str
    nature: str
    operators: tuple[str, ...]
    """Names."""
    sure: bool
    """False: announced, and no source says that it took place."""
    source: str
    """Address of its readable text."""
    publisher: str | None = None
    published_on: str | None = None
    note: str | None = None

    @property
    def first(self) -> dt.date:
        return self.date.first

    @property
    def last(self) -> dt.date:
        return (self.end or self.date).last

    @property
    def when(self) -> str:
        """The date in French, with its end where it lasts."""
        begins = self.date.french()
        return f"{begins} – {self.end.french()}" if self.end else begins


@dataclass(frozen=True)
class Mark:
    """An event in the drawing: a dot at `x`, a bar to `x2` where it lasts or its day is not known, a label."""

    x: float
    x2: float
    y: float
    label: str
    label_x: float
    before: bool
    """The label ends at `label_x`, left of the dot."""
    moment: Moment


@dataclass(frozen=True)
class Lane:
    """The events of one phase, in rows."""

    name: str
    y: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Tick:
    x: float
    label: str
    major: bool


@dataclass(frozen=True)
class Drawing:
    """A timeline ready to be drawn, sizes in pixels."""

    width: int
    height: float
    first: dt.date
    last: dt.date
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    """Where the present day stands, if inside."""


def extent(moments: Sequence[Moment]) -> tuple[dt.date, dt.date]:
    """Whole years that hold all the events. Raises ValueError for none."""
    return dt.date(min(m.first for m in moments).year, 1, 1), dt.date(max(m.last for m in moments).year, 12, 31)


def within(moments: Iterable[Moment], first: dt.date, last: dt.date) -> list[Moment]:
    """The events that have a day in the window, in order."""
    found = [moment for moment in moments if moment.first <= last and moment.last >= first]
    return sorted(found, key=lambda moment: (moment.date, moment.id))


def draw(
    moments: Sequence[Moment], phases: Mapping[str, str], first: dt.date, last: dt.date, width: int, today: dt.date
) -> Drawing:
    """The events of the window from `first` to `last`, one lane for each of `phases` (id → name), labels never over one
    another."""
    scale = _Scale(first, last, width)
    lanes: list[Lane] = []
    y = float(_AXIS)
    for phase, name in phases.items():
        held = [moment for moment in within(moments, first, last) if moment.phase == phase]
        if held:
            marks, rows = _placed(held, scale, y + _LANE_TITLE)
            height = _LANE_TITLE + rows * ROW + 6
            lanes.append(Lane(name, y, height, marks))
            y += height
    present = scale.x(today) if first <= today <= last else None
    return Drawing(width, y + 4, first, last, tuple(lanes), tuple(_ticks(scale)), present)


@dataclass(frozen=True)
class _Scale:
    first: dt.date
    last: dt.date
    width: int
    margin: int = 14

    def x(self, day: dt.date) -> float:
        whole = max(1, (self.last - self.first).days)
        share = min(1.0, max(0.0, (day - self.first).days / whole))
        return round(self.margin + share * (self.width - 2 * self.margin), 1)


def _placed(moments: Sequence[Moment], scale: _Scale, top: float) -> tuple[tuple[Mark, ...], int]:
    """Each event in the first row where its dot, bar and label fit; the number of rows."""
    rows: list[list[tuple[float, float]]] = []
    marks: list[Mark] = []
    for moment in moments:
        x, x2 = scale.x(moment.first), scale.x(moment.last)
        if x2 - x < 2 * _DOT:
            x2 = x
        label = shortened(moment.title, _LONGEST_LABEL)
        length = len(label) * _CHARACTER
        before = x2 + _GAP + length > scale.width and x - _GAP - length > 0
        span = (x - _GAP - length, x2 + _GAP) if before else (x - _GAP, x2 + _GAP + length + _DOT)
        row = next((n for n, taken in enumerate(rows) if all(span[1] < a or b < span[0] for a, b in taken)), len(rows))
        if row == len(rows):
            rows.append([])
        rows[row].append(span)
        y = top + row * ROW + ROW / 2
        marks.append(Mark(x, x2, y, label, x - _GAP if before else x2 + _GAP, before, moment))
    return tuple(marks), len(rows)


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word where it is longer than `longest` characters, or inside one that is."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept[longest // 2 :] else kept).rstrip(" ,;:") + "…"


def _ticks(scale: _Scale) -> Iterable[Tick]:
    monthly = (scale.last - scale.first).days <= _MONTHLY_DAYS
    for year in range(scale.first.year, scale.last.year + 1):
        start = dt.date(year, 1, 1)
        if scale.first <= start <= scale.last:
            yield Tick(scale.x(start), str(year), True)
        if monthly:
            for month in range(1, 13, 3):
                day = dt.date(year, month, 1)
                if scale.first <= day <= scale.last and month > 1:
                    yield Tick(scale.x(day), MONTHS[month - 1], False)
