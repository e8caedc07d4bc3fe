"""Catalogues: a table of which each row is a thing of its own, written as one line that names its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.documents.canonical import TextBuilder

MAX_ROWS = 20_000
"""Each row is a passage: more is a database, whose rows nobody asks for one by one."""
MAX_CELLS = 400_000
_TITLE_ROWS = 20
"""Rows above the header that may hold a title, a date, notes."""
_HEADER_LENGTH = 120
CELL_GAP = " | "
_LONG_WORDS = 30
"""A cell of more words is prose: its sentences are cited one by one, not with the whole row."""


class TableError(Exception):
    """The table cannot be a catalogue; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """A row with its number in the file, from 1, and its cells as text, "" where empty."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell)


def clean(cell: str) -> str:
    """The cell on one line; a bar inside it would read as a border between cells."""
    return " ".join(cell.replace("|", "/").split())


def limited(rows: Iterable[Row]) -> list[Row]:
    """The rows that hold something. Raises TableError beyond what a catalogue may have."""
    kept: list[Row] = []
    cells = 0
    for row in rows:
        if not row.filled:
            continue
        kept.append(row)
        cells += row.filled
        if len(kept) > MAX_ROWS or cells > MAX_CELLS:
            raise TableError(
                f"has more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells: keep what people ask about, or split it"
            )
    return kept


def header_of(rows: Sequence[Row]) -> int | None:
    """Position in `rows` of the row that names the columns, None where the first full row is already data.

    It is the first row with about as many cells as the table is wide, if all are short, distinct and none is a number."""
    width = max((row.filled for row in rows), default=0)
    for position, row in enumerate(rows[:_TITLE_ROWS]):
        if row.filled < max(2 if width > 1 else 1, 0.6 * width):
            continue
        names = [cell for cell in row.cells if cell]
        short = all(len(name) <= _HEADER_LENGTH and not _numeric(name) for name in names)
        named = short and len({name.casefold() for name in names}) == len(names)
        return position if named and position + 1 < len(rows) else None
    return None


def _numeric(cell: str) -> bool:
    """True for amounts, dates and codes: no column is called that, but for a year."""
    digits = sum(character.isdigit() for character in cell)
    year = len(cell) == 4 and cell.isdigit() and cell[:2] in ("19", "20")
    return digits > 0 and not year and digits >= sum(character.isalpha() for character in cell)


def write_table(builder: TextBuilder, rows: Sequence[Row], place: str, title: str | None = None) -> bool:
    """Appends each row in its place: `place` with the row number in it, as in "Ligne {}"; `title` heads the first.
    Returns False where no row names the columns."""
    header = header_of(rows)
    names = rows[header].cells if header is not None else ()
    for position, row in enumerate(rows):
        if position == header:
            continue
        builder.place(place.format(row.number))
        if title is not None:
            builder.heading(title, 1)
            title = None
        above = header is None or position < header
        write_row(builder, [cell for cell in row.cells if cell] if above else _named(names, row))
    return header is not None


def write_row(builder: TextBuilder, cells: Sequence[str]) -> None:
    """Appends `Colonne : valeur | Colonne : valeur` on one line, and below it each cell of prose on its own."""
    short = [cell for cell in cells if cell.count(" ") < _LONG_WORDS]
    long = [cell for cell in cells if cell.count(" ") >= _LONG_WORDS]
    gap = "\n\n"
    for line in [CELL_GAP.join(short)] * bool(short) + long:
        builder.block(line, gap=gap)
        gap = "\n"


def _named(names: Sequence[str], row: Row) -> list[str]:
    return [
        f"{names[column].rstrip(' :')} : {cell}" if column < len(names) and names[column] else cell
        for column, cell in enumerate(row.cells)
        if cell
    ]
