"""Figures as French readers write them, in tables that a page of documentation takes as they are printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluation.metrics import share_of

MISSING = "–"
"""What stands for a figure that was not, or cannot be, measured."""


@dataclass(frozen=True)
class Figure:
    """One number, what it is of and over how many things it was taken; a share unless `unit` says otherwise."""

    label: str
    value: float | None
    count: int
    unit: str = ""

    @classmethod
    def share(cls, label: str, flags: Iterable[bool]) -> Figure:
        """The share of true ones; without a value where there is none at all."""
        listed = list(flags)
        return cls(label, share_of(listed), len(listed))

    @property
    def shown(self) -> str:
        if self.value is None:
            return MISSING
        return f"{self.value:.0f} {self.unit}" if self.unit else decimal(self.value)


def decimal(value: float | None) -> str:
    """Two decimals after a comma."""
    return MISSING if value is None else f"{value:.2f}".replace(".", ",")


def day(value: dt.date | None) -> str:
    """`28/11/2026`."""
    return MISSING if value is None else f"{value:%d/%m/%Y}"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose columns stand in line: the first one to the left, the others to the right."""
    lines = [list(headings), *map(list, rows)]
    widths = [max(3, *(len(line[column]) for line in lines)) for column in range(len(headings))]

    def drawn(cells: Sequence[str]) -> str:
        padded = [cells[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(cells[1:], widths[1:], strict=True))]
        return f"| {' | '.join(padded)} |"

    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([drawn(lines[0]), drawn(rule), *map(drawn, lines[1:])])


def figures_table(figures: Iterable[Figure]) -> str:
    """One line a figure: its label, its value and what it was taken over."""
    return table(("mesure", "valeur", "sur"), [(each.label, each.shown, str(each.count)) for each in figures])
