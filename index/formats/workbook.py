"""XLSX: each row of each visible sheet is a passage with the names of its columns. Formulas show their stored value."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from index.documents.canonical import Canonical, TextBuilder
from index.formats.delimited import NO_HEADER
from index.formats.file_properties import office_metadata
from index.formats.packages import open_package
from index.formats.tables import MAX_CELLS, MAX_ROWS, Row, TableError, clean, limited, write_table

_NO_VALUE = re.compile(rb"<f\b[^<]*(?:/>|</f>)(?:<v\s*/>|<v></v>)?</c>")
_ERRORS = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"}
_MAX_COLUMNS = 500
_FAR = 200_000
"""Row numbers beyond which a sheet is not a list, whatever the number of its filled cells."""


def read_workbook(data: bytes) -> Canonical:
    """Canonical text of a workbook. Raises PackageError or TableError."""
    import openpyxl

    notes: list[str] = []
    with open_package(data) as package:
        unvalued = sum(_unvalued(package, name) for name in package.namelist() if "worksheets/sheet" in name)
    if unvalued:
        notes.append(f"{unvalued} formulas have no stored value and are left out: open it in a spreadsheet and save it")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of validations and extensions, which hold no text
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        notes.append(f"hidden sheets are not read ({', '.join(hidden)}): show them if they are to be cited")
    tables = [(sheet.title, limited(_rows(sheet))) for sheet in visible]
    tables = [(title, rows) for title, rows in tables if rows]
    if sum(len(rows) for _, rows in tables) > MAX_ROWS:
        raise TableError(f"has more than {MAX_ROWS:,} rows: keep what people ask about, or split it")
    builder = TextBuilder()
    for title, rows in tables:
        name = clean(title).replace("{", "(").replace("}", ")")
        if len(tables) > 1:
            named = write_table(builder, rows, "Ligne {}", f"Feuille « {name} »")
        else:
            named = write_table(builder, rows, f"Feuille « {name} », ligne {{}}")
        if not named:
            notes.append(f"sheet {name!r}: {NO_HEADER}")
    return builder.canonical(detected=office_metadata(book.properties), notes=tuple(notes))


def _unvalued(package: zipfile.ZipFile, name: str) -> int:
    """Number of formula cells of a sheet whose value no program has computed."""
    return len(_NO_VALUE.findall(package.read(name)))


def _rows(sheet: Any) -> Iterator[Row]:
    """The rows, a merged cell's value in each row that it covers: it holds for all of them."""
    if sheet.max_column > _MAX_COLUMNS or sheet.max_row > _FAR:
        raise TableError(f"has a sheet of {sheet.max_row} rows and {sheet.max_column} columns: remove the empty ones")
    spread: dict[tuple[int, int], Any] = {}
    for merged in sheet.merged_cells.ranges:
        rows, first = range(merged.min_row + 1, merged.max_row + 1), sheet.cell(merged.min_row, merged.min_col)
        if merged.min_col == merged.max_col and len(rows) + len(spread) < MAX_CELLS:
            spread.update({(row, merged.min_col): first for row in rows})
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield Row(number, tuple(_shown(spread.get((number, column), cell)) for column, cell in enumerate(cells, 1)))


def _shown(cell: Any) -> str:
    """A cell as a French spreadsheet shows it."""
    value = cell.value
    if value is None or value in _ERRORS:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, dt.datetime):
        time = f" {value:%H:%M}" if (value.hour, value.minute) != (0, 0) else ""
        return f"{value:%d/%m/%Y}{time}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return clean(str(value))


def _number(value: int | float, form: str) -> str:
    percent = "%" in form
    value = value * 100 if percent else value
    money = "€" in form or "EUR" in form
    grouped = money or "#,##0" in form or "# ##0" in form
    if isinstance(value, float):
        value = round(value, 10)
    text = f"{value:,.10g}" if isinstance(value, float) and abs(value) < 1e15 else f"{value:,}"
    text = text.replace(",", "\u00a0" if grouped else "").replace(".", ",")
    return text + ("\u00a0%" if percent else "\u00a0€" if money else "")
