"""A quote: a span of a document's canonical text, the unit that citations and proofs are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from index.documents.document import Document
from index.language.text import Text


@dataclass(frozen=True)
class Quote:
    """`document.text[start:end]`."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @cached_property
    def analysis(self) -> Text:
        """What is read of it."""
        return Text(self.text)
