"""The canonical text of a file with its headings, and what its reader learned about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from index.documents import Heading


@dataclass(frozen=True)
class Mark:
    """A run of footnote marks: `text[start:end]` rests on the sources of these ids."""

    start: int
    end: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Canonical:
    """`text` is what quotes are taken from; headings and marks point into it."""

    text: str
    headings: tuple[Heading, ...] = ()
    marks: tuple[Mark, ...] = ()
    declared: Mapping[str, Any] = field(default_factory=dict)
    """Metadata found in the file itself (front matter)."""
    detected: Mapping[str, Any] = field(default_factory=dict)
    """Metadata found in its markup (HTML title, site name): inferred, weaker than what is declared."""


class TextBuilder:
    """Appends blocks and keeps their offsets."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.headings: list[Heading] = []
        self.marks: list[Mark] = []

    @property
    def length(self) -> int:
        """Characters written so far."""
        return self._length

    def write(self, text: str) -> int:
        """Appends `text` as it is; returns the offset where it begins."""
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start

    def block(self, text: str, *, gap: str = "\n\n") -> int:
        """Appends a block after `gap` (nothing before the first); returns the offset where it begins."""
        if self._length:
            self.write(gap)
        return self.write(text)

    def heading(self, title: str, level: int) -> None:
        """Appends a heading line."""
        start = self.block(title)
        self.headings.append(Heading(start=start, end=start + len(title), level=level, title=title))

    def text(self) -> str:
        return "".join(self._parts)
