"""Next questions that the corpus can answer: about the documents found beside the ones used."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.question.question import Question
from assistant.search.retriever import Hit
from index.language.words import tokens
from index.records.registry import kind_of

_MOST = 3


def suggest(question: Question, hits: Sequence[Hit], cited: Collection[str] = ()) -> list[str]:
    """Up to three questions about documents that were found but neither cited nor named by the question."""
    named = {entity.document_id for entity in question.entities}
    found: dict[str, str] = {}
    for document in (hit.document for hit in hits):
        title, kind = document.title, kind_of(document.kind)
        if kind is None or kind.question is None or document.record is None or document.id in cited or document.id in named:
            continue
        if title in found or "«" in title or question.terms.keys() >= set(tokens(title)):
            continue
        found[title] = kind.question.format(title=title)
        if len(found) == _MOST:
            break
    return list(found.values())
