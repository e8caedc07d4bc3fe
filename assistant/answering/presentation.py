"""Presentation of what a question names: an offer, an operator, or two of them compared."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.candidates import Candidate
from assistant.answering.draft import Draft, DraftSentence, Quote
from assistant.answering.extraction import CEILING
from assistant.answering.fields import as_drafted, sentences_of
from assistant.question import Question
from assistant.schema import Intent
from index.documents import Document
from index.french import fold
from index.snapshot import Snapshot

_FIELDS = {
    "offer": ("text", "eligible", "amount", "period"),
    "operator": ("text",),
}
"""What a reader wants to know first of each kind, in order."""
_COMPARED_BUDGET = 90


def compose_definition(question: Question, candidates: Sequence[Candidate], snapshot: Snapshot) -> Draft | None:
    """What an offer or operator is, where the question asks for nothing else; None for any other question."""
    if question.intent is not Intent.DEFINITION or question.answer_types:
        return None
    named = _named(question, snapshot)
    if len(named) != 1:
        return None
    document = named[0]
    own = [c.quote for c in candidates if c.quote.document.id == document.id and not c.features["heading"]]
    quotes = _unique([*_opening(document), *own])
    return Draft(tuple(as_drafted(quotes, CEILING)))


def compose_comparison(question: Question, candidates: Sequence[Candidate], snapshot: Snapshot) -> Draft | None:
    """What each of two things is, one after the other; None where the question does not name two."""
    if question.intent is not Intent.COMPARISON:
        return None
    named = _named(question, snapshot)
    if len(named) != 2 or _compares_already(candidates, named):
        return None
    sentences: list[DraftSentence] = []
    for document in named:
        quotes = [q for field in _FIELDS[document.kind] if (q := next(sentences_of(document, field), None)) is not None]
        sentences += as_drafted(quotes, _COMPARED_BUDGET // 2)
    return Draft(tuple(sentences))


def _compares_already(candidates: Sequence[Candidate], named: Sequence[Document]) -> bool:
    """True where the best sentence is of a sheet that speaks of both: it compares better than two records side by side."""
    if not candidates or candidates[0].quote.document.kind != "document":
        return False
    title = fold(candidates[0].quote.document.title)
    return all(any(fold(name) in title for name in _short_names(document)) for document in named)


def _short_names(document: Document) -> tuple[str, ...]:
    return (document.title, *(name for name in document.names if name.isupper()), document.title.split(" ")[0])


def _named(question: Question, snapshot: Snapshot) -> list[Document]:
    ids = dict.fromkeys(entity.document_id for entity in question.entities if entity.document_id)
    return [document for document in (snapshot.document(i) for i in ids if i) if document.kind in _FIELDS]


def _opening(document: Document) -> list[Quote]:
    return [quote for field in _FIELDS[document.kind] for quote in sentences_of(document, field)]


def _unique(quotes: Sequence[Quote]) -> list[Quote]:
    return list({(quote.start, quote.end): quote for quote in quotes}.values())
