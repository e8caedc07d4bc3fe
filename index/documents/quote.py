"""A quote: a span of a document's canonical text, the unit that citations and proofs are made of."""

from __future__ import annotations

from typing import NamedTuple

from index.documents.document import Document


class Quote(NamedTuple):
    """`document.text[start:end]`."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]
