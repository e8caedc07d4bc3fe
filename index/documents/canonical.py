"""The canonical text of a file with its headings, and what its reader learned about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from index.documents.document import Heading


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
    notes: tuple[str, ...] = ()
    """What of the file is not in the text, and what to do: warnings for the report."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles of its sections, without its places."""
        return tuple(heading.title for heading in self.headings if not heading.place)


PLACE_LEVEL = 9
"""Level of a page, slide or row: below any section title."""


class TextBuilder:
    """Appends blocks and keeps their offsets."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.headings: list[Heading] = []
        self.marks: list[Mark] = []
        self._place: Heading | None = None
        self._placed = True

    @property
    def length(self) -> int:
        """Characters written so far."""
        return self._length

    def write(self, text: str) -> int:
        """Appends `text` as it is; returns the offset where it begins."""
        start = self._length
        if not self._placed and self._place is not None:
            self.headings.append(self._place.model_copy(update={"start": start, "end": start}))
            self._placed = True
        self._parts.append(text)
        self._length += len(text)
        return start

    def block(self, text: str, *, gap: str = "\n\n") -> int:
        """Appends a block after `gap` (nothing before the first); returns the offset where it begins."""
        if self._length:
            self._parts.append(gap)
            self._length += len(gap)
        return self.write(text)

    def heading(self, title: str, level: int) -> None:
        """Appends a heading line. The place it stands in holds for its section too."""
        self._placed = True
        start = self.block(title)
        self.headings.append(Heading(start=start, end=start + len(title), level=level, title=title))
        if self._place is not None:
            self.headings.append(self._place.model_copy(update={"start": start, "end": start}))

    def place(self, title: str) -> None:
        """What is written from here on stands in that page, slide or row of the file."""
        self._place = Heading(start=0, end=0, level=PLACE_LEVEL, title=title)
        self._placed = False

    def text(self) -> str:
        return "".join(self._parts)

    def canonical(self, *, detected: Mapping[str, Any] | None = None, notes: tuple[str, ...] = ()) -> Canonical:
        """What was written, with what the file says of itself."""
        return Canonical(self.text(), tuple(self.headings), tuple(self.marks), detected=detected or {}, notes=notes)
