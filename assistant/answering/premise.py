"""False premises: what a question states and asks to confirm is held against the sources, never repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import Draft
from index.dates import find_dates
from index.french import fold, tokens
from index.quantities import find_quantities, same_value

CORRECTED = "Les documents disent autre chose :"
STATED = "Les documents indiquent :"


def held_against(claims: Sequence[str], draft: Draft) -> Draft:
    """The draft, introduced by whether its quotes hold every claim. It says nothing of what they do not mention."""
    if not claims or not draft.sentences:
        return draft
    quotes = " ".join(quote.text for sentence in draft.sentences for quote in sentence.quotes)
    lead = STATED if all(_stands(claim, quotes) for claim in claims) else CORRECTED
    first, *others = draft.sentences
    if first.lead:
        return draft
    return replace(draft, sentences=(replace(first, lead=lead), *others))


def _stands(claim: str, quotes: str) -> bool:
    """Dates and figures by value, names by their stems."""
    dates = find_dates(claim)
    if dates:
        return all(any(d.value.overlaps(q.value) for q in find_dates(quotes)) for d in dates)
    figures = find_quantities(claim)
    if figures:
        return all(any(same_value(f, q) for q in find_quantities(quotes)) for f in figures)
    held = set(tokens(quotes)) | set(fold(quotes).split())
    return all(token in held for token in tokens(claim) or [fold(claim)])
