"""Operators: all of them, counted, where the question asks for nothing else."""

from __future__ import annotations

import re

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.question.residual_terms import residual_terms
from index.documents.quote import Quote
from index.language.phrases import Phrases

_ASKED = re.compile(
    r"\b(?:quels? (?:sont |est )?(?:les |tous les )?(?:operateurs?|partenaires?|organismes?|acteurs?)|liste des (?:operateurs|partenaires)|qui sont les (?:operateurs|partenaires))\b"
)
_TAKING_PART = Phrases(("opérateur", "partenaire", "organisme", "acteur", "participer", "mobiliser", "impliquer", "engager", "associer"))


def compose_operators(context: Context) -> Draft | None:
    """The names of all operators of the corpus; None where the question asks which of them did something."""
    question, records = context.question, context.records
    folded = question.folded
    if not _ASKED.search(folded) or question.entities or question.period:
        return None
    if residual_terms(question, (_TAKING_PART,)):
        return None
    documents = list(records.documents("operator"))
    if len(documents) < 2:
        return None
    quotes = tuple(Quote(d, d.headings[0].start, d.headings[0].end) for d in documents)
    names = ", ".join(quote.text for quote in quotes)
    return Draft((DraftSentence(f"{names}.", quotes, lead=f"{len(quotes)} organismes recensés :"),))


register(
    Composer(
        "operator_list", "tous les opérateurs sont demandés, et rien d'autre", compose_operators, needs_evidence=False
    )
)
