"""Next questions that the corpus can answer: about the documents found beside the ones used."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.question.question import Question
from assistant.search.retriever import Hit
from index.language.words import tokens

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
    found: dict[str, str] = {}
    for document in (hit.document for hit in hits):
        title, form = document.title, _FORMS.get(document.kind)
        if form is None or document.record is None or document.id in cited or document.id in named:
            continue
        if title in found or "«" in title or question.terms.keys() >= set(tokens(title)):
            continue
        found[title] = form.format(title=title)
        if len(found) == _MOST:
            break
    return list(found.values())
