"""Which reader reads which format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.errors import ReadingError
from index.readers.canonical import Canonical
from index.readers.delimited import read_csv
from index.readers.html import read_html
from index.readers.markdown import read_markdown
from index.readers.objects import read_json, read_jsonl
from index.readers.opendocument import read_odt
from index.readers.packages import PackageError
from index.readers.pdf import read_pdf
from index.readers.slides import read_slides
from index.readers.tables import TableError
from index.readers.text import MAX_BYTES, decode, read_text
from index.readers.word import read_word
from index.readers.workbook import read_workbook

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
    return canonical
