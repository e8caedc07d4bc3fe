"""Eligibility: who may have one named offer and on what conditions, from its record and the rules on it."""

from __future__ import annotations

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft
from assistant.compose.extraction import extract
from assistant.question.answer_types import AnswerType
from assistant.reading.candidates import Candidate
from assistant.schema import Intent

_FIELDS = ("eligible", "conditions")
"""Fields of an offer that say who may have it."""
_NEAR = 0.8
"""Share of the best score that the best of these sentences must reach: below it, something else is asked of the offer."""


def compose_eligibility(context: Context) -> Draft | None:
    """The sentences of the rules and of the conditions of one named offer that answer best; None where no offer or several
    are named, or where a figure or date of it is asked for."""
    question, candidates = context.question, context.candidates
    offers = {entity.document_id for entity in question.entities if entity.kind == "offer"}
    if question.intent is not Intent.ELIGIBILITY or len(offers) != 1:
        return None
    if question.wants(AnswerType.AMOUNT, AnswerType.NUMBER, AnswerType.DATE, AnswerType.DURATION):
        return None
    (offer,) = offers
    own = [candidate for candidate in candidates if _rules_on(candidate, offer)]
    if not own or own[0].score < _NEAR * candidates[0].score:
        return None
    return extract(question, own)


def _rules_on(candidate: Candidate, offer: str | None) -> bool:
    """True for a sentence of a rule that names the offer, and for one of the offer's own conditions."""
    quote = candidate.quote
    if quote.document.kind == "rule":
        return offer in (quote.document.record or {}).get("offers", ())
    if quote.document.id != offer:
        return False
    attribution = quote.document.attribution_at(quote.start, quote.end)
    return attribution is not None and attribution.field in _FIELDS


register(
    Composer(
        "eligibility",
        "la question demande qui a droit à une offre nommée, dont les conditions sont parmi les meilleures preuves",
        compose_eligibility,
    )
)
