"""Next questions that the corpus can answer: about the documents found beside the ones used."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.question import Question
from assistant.retrieval import Hit
from index.french import tokens

_MOST = 3
_FORMS = {
    "event": "Que s'est-il passé : {title} ?",
    "figure": "Que disent les sources : {title} ?",
    "offer": "Que propose « {title} » ?",
    "operator": "Que fait {title} dans le programme ?",
    "rule": "Quelles règles : {title} ?",
}


def suggest(question: Question, hits: Sequence[Hit], cited: Collection[str] = ()) -> list[str]:
    """Up to three questions about documents that were found but neither cited nor named by the question."""
    named = {entity.document_id for entity in question.entities}
    titles: dict[str, str] = {}
    for hit in hits:
        document = hit.document
        told = document.id in cited or document.id in named or set(tokens(document.title)) <= set(question.terms)
        if document.kind in _FORMS and document.record is not None and not told and "«" not in document.title:
            titles.setdefault(document.title, _FORMS[document.kind].format(title=document.title))
    return list(titles.values())[:_MOST]
