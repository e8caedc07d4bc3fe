"""From a file to its canonical text: one reader per family of formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.errors import ReadingError
from index.readers.canonical import Canonical
from index.readers.html import read_html
from index.readers.markdown import read_markdown
from index.readers.text import MAX_BYTES, decode, read_text

READERS: dict[str, Callable[[str], Canonical]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
}
"""File suffix → reader of the decoded content."""


def read_file(path: Path) -> Canonical:
    """The canonical text of a file.

    Raises ReadingError for a format without a reader, a file that is empty, too large, binary or unreadable."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(READERS))
        raise ReadingError(path, f"unknown format {path.suffix or '(no suffix)'}: use one of {known}")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadingError(
                path, f"{size / 1e6:.0f} MB is more than {MAX_BYTES / 1e6:.0f} MB: split it into smaller files"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadingError(path, f"cannot be opened ({error.strerror}): check its permissions") from error
    canonical = reader(decode(data, path))
    if not canonical.text.strip():
        raise ReadingError(path, "holds no text: remove it or fill it")
    return canonical


__all__ = ["MAX_BYTES", "READERS", "Canonical", "decode", "read_file"]
