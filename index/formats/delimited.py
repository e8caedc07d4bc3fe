"""CSV: the separator is found, each row is a passage with the names of its columns."""

from __future__ import annotations

import csv
import io
from collections import Counter

from index.documents.canonical import Canonical, TextBuilder
from index.formats.tables import Row, TableError, clean, limited, write_table

_SEPARATORS = ";,\t|"
_SAMPLE_LINES = 50
NO_HEADER = "no row names the columns: give each column a name in the first row, so that each value says what it is"


def read_csv(raw: str) -> Canonical:
    """Canonical text of a CSV file. Raises TableError for one too large to be a catalogue."""
    builder = TextBuilder()
    try:
        rows = csv.reader(io.StringIO(raw, newline=""), delimiter=separator_of(raw))
        numbered = (Row(number, tuple(clean(cell) for cell in cells)) for number, cells in enumerate(rows, 1))
        named = write_table(builder, limited(numbered), "Ligne {}")
    except csv.Error as error:  # the library's limit of 131,072 characters for a cell
        raise TableError('has a cell without end: a quote (") is opened and never closed') from error
    return builder.canonical(notes=() if named else (NO_HEADER,))


def separator_of(raw: str) -> str:
    """The separator that cuts most of the first lines into the same number of cells, a comma where none does.

    The standard library's sniffer takes letters for separators in French prose cells."""
    best, score = ",", 0
    for separator in _SEPARATORS:
        sample = csv.reader(io.StringIO(raw[:200_000], newline=""), delimiter=separator)
        widths = Counter(len(cells) for _, cells in zip(range(_SAMPLE_LINES), sample, strict=False) if len(cells) > 1)
        width, lines = max(widths.items(), key=lambda item: item[1] * min(item[0], 8), default=(0, 0))
        if lines * min(width, 8) > score:
            best, score = separator, lines * min(width, 8)
    return best
