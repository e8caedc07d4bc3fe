"""From a file to its canonical text: one reader per family of formats, the risky ones in a process of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from index.documents.canonical import Canonical
from index.errors import ReadingError
from index.formats.converter import Converter
from index.formats.known_formats import BINARY_READERS, FORMATS, TABLES, read_data
from index.formats.plain_text import MAX_BYTES, decode
from index.formats.unsupported import HINTS

MAX_BINARY_BYTES = 100_000_000
"""Of a PDF or office file, most of which is images."""
_TITLE_LENGTH = 90
_SENTENCE = re.compile(r"[.!?;]\W*$| \| | : ")
_AT_ONCE = {".md", ".markdown", ".txt"}
_AT_ONCE_BYTES = 100_000
"""Plain text below this is read where it is asked for: in a tenth of a second, whatever it holds."""


def read_file(path: Path, converter: Converter) -> Canonical:
    """The canonical text of a file.

    Raises ReadingError for a format without a reader, a file that is empty, too large, binary, hostile or unreadable."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise ReadingError(path, HINTS.get(suffix) or _unknown(path))
    limit = MAX_BINARY_BYTES if suffix in BINARY_READERS else MAX_BYTES
    try:
        size = path.stat().st_size
        if size > limit:
            raise ReadingError(
                path, f"{size / 1e6:.0f} MB is more than {limit / 1e6:.0f} MB: split it into smaller files"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadingError(path, f"cannot be opened ({error.strerror}): check its permissions") from error
    if not data.strip():
        raise ReadingError(path, "is empty: remove it or fill it")
    canonical = (
        read_data(path, data) if suffix in _AT_ONCE and len(data) <= _AT_ONCE_BYTES else converter.convert(path, data)
    )
    if suffix in TABLES or suffix in BINARY_READERS:
        return _titled(canonical, path)
    return canonical


def _titled(canonical: Canonical, path: Path) -> Canonical:
    """The canonical text with the name of its file for a title, where neither the file nor its text shows one: the first
    line of a catalogue is a row, and that of a PDF may be a whole paragraph."""
    first = canonical.text.strip().split("\n", 1)[0]
    shown = canonical.titles if path.suffix.lower() not in TABLES else ()
    if "title" in canonical.detected or shown or (len(first) <= _TITLE_LENGTH and not _SENTENCE.search(first)):
        return canonical
    words = re.split(r"[\s_]+|(?<!\d)-|-(?!\d)", path.stem)
    return replace(canonical, detected={**canonical.detected, "title": " ".join(filter(None, words)) or path.stem})


def _unknown(path: Path) -> str:
    known = " ".join(sorted(FORMATS))
    return f"unknown format {path.suffix or '(no suffix)'}: use one of {known}"


__all__ = ["FORMATS", "MAX_BINARY_BYTES", "MAX_BYTES", "Canonical", "Converter", "decode", "read_file"]
