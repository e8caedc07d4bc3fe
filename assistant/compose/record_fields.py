"""Quotes of a record by field: what a composer builds with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from assistant.compose.draft import DraftSentence
from index.documents.document import Attribution, Document
from index.documents.quote import Quote
from index.language.sentences import split_sentences


class Records(Protocol):
    """Where a list is taken from: a snapshot, or what filters let through of it."""

    def documents(self, kind: str | None = None) -> Iterator[Document]: ...


def attribution_of(document: Document, field: str) -> Attribution | None:
    """The span that renders a field, such as `text` or `values[2].text`; None where the record has none."""
    return next((a for a in document.attributions if a.field == field), None)


def sentences_of(document: Document, field: str) -> Iterator[Quote]:
    """The sentences of a field, in order; none where the record does not have it."""
    attribution = attribution_of(document, field)
    if attribution is not None:
        for start, end in split_sentences(document.text[attribution.start : attribution.end]):
            yield Quote(document, attribution.start + start, attribution.start + end)


def as_drafted(quotes: Iterable[Quote], budget: int) -> list[DraftSentence]:
    """Quotes shown as they stand, as many as fit in `budget` words, the first one always."""
    drafted: list[DraftSentence] = []
    words = 0
    for quote in quotes:
        length = len(quote.text.split())
        if drafted and words + length > budget:
            continue
        drafted.append(DraftSentence(quote.text.strip(), (quote,)))
        words += length
    return drafted
