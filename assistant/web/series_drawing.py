"""The drawing of a figure over time: where each value stands, in pixels, and the same values as rows of a table."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose.record_fields import attribution_of
from assistant.presentation import labels
from assistant.presentation.links import text_url
from index.documents.document import Document, Source, Status
from index.records.kinds.figure import Figure, FigureNature, FigureValue

WIDTH = 360
"""The width of a telephone: there the drawing has its own size, elsewhere it is a little larger."""
HEIGHT = 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 18, 18, 26
_FEWEST = 2
"""Dated numbers without which there is nothing to see."""

_STATUS = {
    Status.CURRENT: "en vigueur",
    Status.SUPERSEDED: "remplacé depuis",
    Status.CLOSED: "terminé",
    Status.ANNOUNCED: "annoncé",
    Status.ENVISAGED: "envisagé",
    Status.SUSPENDED: "suspendu",
    Status.ERRONEOUS: "erreur de la source",
    Status.UNVERIFIED: "vrai à sa date",
}


@dataclass(frozen=True)
class Row:
    """One value with its source, as the table has it."""

    value: str
    date: str
    status: str
    issuer: str
    """Publisher and date of the publication."""
    source: str
    """Address of the readable text, at the sentence."""


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    row: Row
    kept: bool
    """False for a value that a later one replaced."""


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Evolution:
    """A figure ready to be drawn."""

    title: str
    unit: str
    points: tuple[Point, ...]
    line: str
    """Path of the steps from value to value; empty where the values do not follow one another."""
    days: tuple[Tick, ...]
    amounts: tuple[Tick, ...]
    rows: tuple[Row, ...]
    comparable: bool
    """False where the values do not all measure the same thing."""


def evolution_of(document: Document) -> Evolution | None:
    """The drawing of a figure's document; None where fewer than two of its values have a number and a date."""
    figure = Figure.model_validate(document.record)
    rows = tuple(_row(document, figure, number) for number in range(len(figure.values)))
    drawn = [
        (value, row)
        for value, row in zip(figure.values, rows, strict=True)
        if value.number is not None and value.date is not None and value.status is not Status.ERRONEOUS
    ]
    if len(drawn) < _FEWEST or len({value.date for value, _ in drawn}) < _FEWEST or figure.unit == "année":
        return None
    axes = _Axes([value for value, _ in drawn])
    points = tuple(
        Point(axes.x(_day(value)), axes.y(value.number or 0.0), row, value.status is not Status.SUPERSEDED)
        for value, row in drawn
    )
    comparable = figure.nature is FigureNature.EVOLUTION
    line = _steps(points) if comparable else ""
    return Evolution(figure.title, figure.unit, points, line, axes.days(), axes.amounts(), rows, comparable)


def _row(document: Document, figure: Figure, number: int) -> Row:
    value = figure.values[number]
    told = attribution_of(document, f"values[{number}].text")
    sources = [source for source in document.sources if source.id in value.sources]
    return Row(
        value=value.value,
        date=_dated(value),
        status=_STATUS[value.status],
        issuer=_issuer(sources[0]) if sources else "",
        source=text_url(document.id, told.start, told.end) if told else text_url(document.id),
    )


def _dated(value: FigureValue) -> str:
    date = value.date.french() if value.date else "date inconnue"
    return f"{date} ({value.date_note})" if value.date_note else date


def _issuer(source: Source) -> str:
    date = labels.french_date(source.published_on) or "sans date"
    return f"{source.publisher or source.title}, {date}"


def _day(value: FigureValue) -> dt.date:
    """The middle of what a date covers: "2022" is no more the first of January than the last of December."""
    assert value.date is not None
    return value.date.first + (value.date.last - value.date.first) / 2


class _Axes:
    """From days and numbers to pixels: whole years across, from zero to a round number upwards."""

    def __init__(self, values: Sequence[FigureValue]) -> None:
        days = [_day(value) for value in values]
        numbers = [0.0, *(value.number or 0.0 for value in values)]
        self._first, self._last = dt.date(min(days).year, 1, 1), dt.date(max(days).year + 1, 1, 1)
        self._step = _nice(max(numbers) - min(numbers))
        self._low = math.floor(min(numbers) / self._step) * self._step
        self._high = max(math.ceil(max(numbers) / self._step) * self._step, self._low + self._step)

    def x(self, day: dt.date) -> float:
        share = (day - self._first).days / (self._last - self._first).days
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, number: float) -> float:
        share = (number - self._low) / (self._high - self._low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    def days(self) -> tuple[Tick, ...]:
        """Every year, or every other one where they are many."""
        years = range(self._first.year, self._last.year + 1)
        return tuple(Tick(self.x(dt.date(year, 1, 1)), str(year)) for year in years[:: 1 if len(years) <= 7 else 2])

    def amounts(self) -> tuple[Tick, ...]:
        count = round((self._high - self._low) / self._step)
        numbers = [self._low + n * self._step for n in range(count + 1)]
        return tuple(Tick(self.y(number), _short(number)) for number in numbers)


def _nice(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, for three to six marks."""
    if span <= 0:
        return 1.0
    rough = span / 4
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough)


def _short(number: float) -> str:
    """ "1 400", "0,5"."""
    return labels.number(round(number)) if number == round(number) else f"{number:.2g}".replace(".", ",")


def _steps(points: Sequence[Point]) -> str:
    """Each value stands until the next: an SVG path of horizontal and vertical strokes."""
    ordered = sorted(points, key=lambda point: point.x)
    strokes = [f"M{ordered[0].x} {ordered[0].y}", *(f"H{point.x}V{point.y}" for point in ordered[1:])]
    return "".join(strokes)
