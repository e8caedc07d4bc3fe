"""Next questions that the corpus can answer: about the documents found beside the ones used."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question import Question
from assistant.retrieval import Hit

_MOST = 3
_FORMS = {
    "event": "Quand a eu lieu : {title} ?",
    "figure": "Quel est le chiffre : {title} ?",
    "offer": "Que propose l'offre « {title} » ?",
    "operator": "Que fait {title} dans le programme ?",
    "rule": "Quelles sont les règles : {title} ?",
    "document": "Que disent les documents sur « {title} » ?",
}


def suggest(question: Question, hits: Sequence[Hit]) -> list[str]:
    """Up to three questions, one per document of the hits that the question does not name."""
    named = {entity.name for entity in question.entities}
    titles: dict[str, str] = {}
    for hit in hits[1:]:
        document = hit.document
        if document.kind in _FORMS and document.title not in named and document.id != hits[0].document.id:
            titles.setdefault(document.title, _FORMS[document.kind].format(title=document.title))
    return list(titles.values())[:_MOST]
