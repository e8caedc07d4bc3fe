"""JSON and JSONL: a list of objects, each a passage with the names of its fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from index.documents.canonical import Canonical, TextBuilder
from index.formats.tables import MAX_CELLS, MAX_ROWS, TableError, clean, write_row

_SHAPE = 'is not a list of objects: write [{"nom": "…", "montant": "…"}, …], or one object per line in a .jsonl file'
_DEEP = 6
"""Objects within objects beyond which a file is not a catalogue."""
_INNER = " › "


def read_json(raw: str) -> Canonical:
    """Canonical text of a list of objects, or of an object that holds one list. Raises TableError."""
    try:
        value = json.loads(raw)
    except json.JSONDecodeError as error:
        raise TableError(f"is not valid JSON at line {error.lineno}: {error.msg}") from error
    except ValueError as error:
        raise TableError("holds a number of thousands of digits: correct it") from error
    except RecursionError as error:
        raise TableError(f"nests too deep: {_SHAPE.partition(': ')[2]}") from error
    if isinstance(value, dict):
        lists = [inner for inner in value.values() if isinstance(inner, list) and inner]
        value = lists[0] if len(lists) == 1 and all(isinstance(item, dict) for item in lists[0]) else [value]
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise TableError(_SHAPE)
    return _written(enumerate(value, 1), "Élément {}")


def read_jsonl(raw: str) -> Canonical:
    """Canonical text of one object per line. Raises TableError naming the line."""
    return _written(_lines(raw), "Ligne {}")


def _lines(raw: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(raw.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise TableError(f"is not valid JSON at line {number}: one object per line") from error
        if not isinstance(value, dict):
            raise TableError(f"holds something else than an object at line {number}: {_SHAPE.partition(': ')[2]}")
        yield number, value


def _written(objects: Iterator[tuple[int, dict[str, Any]]] | enumerate[Any], place: str) -> Canonical:
    builder = TextBuilder()
    cells = count = 0
    for number, item in objects:
        pairs = [f"{name} : {value}" for name, value in _pairs(item, (), 0)]
        if not pairs:
            continue
        count, cells = count + 1, cells + len(pairs)
        if count > MAX_ROWS or cells > MAX_CELLS:
            raise TableError(f"has more than {MAX_ROWS:,} objects or {MAX_CELLS:,} values: split it")
        builder.place(place.format(number))
        write_row(builder, pairs)
    return builder.canonical()


def _pairs(item: dict[str, Any], path: tuple[str, ...], depth: int) -> Iterator[tuple[str, str]]:
    """(name, value) of each field that holds something; inner fields are named by their path."""
    if depth > _DEEP:
        raise TableError(f"nests too deep: {_SHAPE.partition(': ')[2]}")
    for key, value in item.items():
        name = (*path, clean(key))
        if isinstance(value, dict):
            yield from _pairs(value, name, depth + 1)
        elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
            numbered = {str(number): inner for number, inner in enumerate(value, 1)}
            yield from _pairs(numbered, name, depth + 1)
        else:
            shown = ", ".join(filter(None, map(_scalar, value))) if isinstance(value, list) else _scalar(value)
            if shown:
                yield _INNER.join(name), shown


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return clean(str(value))
