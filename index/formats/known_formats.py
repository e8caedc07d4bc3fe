"""Which reader reads which format."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.documents.canonical import Canonical, Mark
from index.errors import ReadingError
from index.formats.delimited import read_csv
from index.formats.html import read_html
from index.formats.json_objects import read_json, read_jsonl
from index.formats.markdown import read_markdown
from index.formats.opendocument import read_odt
from index.formats.packages import PackageError
from index.formats.pdf import read_pdf
from index.formats.plain_text import MAX_BYTES, decode, read_text
from index.formats.slides import read_slides
from index.formats.tables import TableError
from index.formats.word import read_word
from index.formats.workbook import read_workbook

TEXT_READERS: dict[str, Callable[[str], Canonical]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".csv": read_csv,
    ".json": read_json,
    ".jsonl": read_jsonl,
}
"""File suffix → reader of the decoded content."""

BINARY_READERS: dict[str, Callable[[bytes], Canonical]] = {
    ".pdf": read_pdf,
    ".docx": read_word,
    ".odt": read_odt,
    ".pptx": read_slides,
    ".xlsx": read_workbook,
}
"""File suffix → reader of the bytes."""

_UNSOUND = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")

FORMATS = frozenset((*TEXT_READERS, *BINARY_READERS))
TABLES = frozenset((".csv", ".json", ".jsonl", ".xlsx"))
"""Formats of which each row is a thing of its own."""


def read_data(path: Path, data: bytes) -> Canonical:
    """The canonical text of `data`, which has the format that the suffix of `path` says; `path` is not opened.

    Raises ReadingError, or Problem for a front matter that is not YAML."""
    suffix = path.suffix.lower()
    try:
        canonical = TEXT_READERS[suffix](decode(data, path)) if suffix in TEXT_READERS else BINARY_READERS[suffix](data)
    except (PackageError, TableError) as error:
        raise ReadingError(path, str(error)) from error
    if not canonical.text.strip():
        raise ReadingError(path, "holds no text: remove it or fill it")
    if len(canonical.text) > MAX_BYTES:
        raise ReadingError(path, f"holds more than {MAX_BYTES / 1e6:.0f} million characters: split it")
    return _sound(canonical)


def _sound(canonical: Canonical) -> Canonical:
    """Without the halves of characters and controls that JSON and PDF can hold, which no store takes, and without white
    space at its beginning, which a document strips; offsets follow."""
    lead = len(canonical.text) - len(canonical.text.lstrip())
    headings = (
        heading.model_copy(
            update={"start": max(0, heading.start - lead), "end": max(0, heading.end - lead),
                    "title": _UNSOUND.sub("\ufffd", heading.title)}
        )
        for heading in canonical.headings
    )  # fmt: skip
    detected = {
        name: _UNSOUND.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in canonical.detected.items()
    }
    return replace(
        canonical,
        text=_UNSOUND.sub("\ufffd", canonical.text)[lead:],
        headings=tuple(headings),
        marks=tuple(Mark(max(0, m.start - lead), max(0, m.end - lead), m.sources) for m in canonical.marks),
        detected=detected,
    )
