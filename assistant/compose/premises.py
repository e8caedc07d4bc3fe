"""False premises: what a question states and asks to confirm is held against the sources, never repeated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.compose.draft import Draft
from assistant.question.answer_types import AnswerType
from assistant.search.sentence_match import holds
from index.language.dates import find_dates
from index.language.quantities import find_quantities, same_value
from index.language.words import fold, tokens

CORRECTED = "Les documents disent autre chose :"
UNCONFIRMED = "Les documents ne le confirment pas :"
"""Where the quotes hold nothing that stands against the claim either."""


def held_against(claims: Sequence[str], draft: Draft, asked: str = "") -> Draft:
    """The draft, introduced as a correction where its quotes do not hold every claim. `asked`: the question the
    claims were taken from, which tells what its figures count.

    Nothing introduces one that does: a sentence may repeat a claim in order to deny it."""
    if not claims or not draft.sentences:
        return draft
    quotes = " ".join(quote.text for sentence in draft.sentences for quote in sentence.quotes)
    first, *others = draft.sentences
    if first.lead or all(_stands(claim, quotes) for claim in claims):
        return draft
    wrong = [claim for claim in claims if not _stands(claim, quotes)]
    lead = CORRECTED if any(_is_opposed(claim, quotes, asked) for claim in wrong) else UNCONFIRMED
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


def _is_opposed(claim: str, quotes: str, asked: str) -> bool:
    """True where the quotes hold another thing of the same kind: a date, a figure that counts the same, a name."""
    if find_dates(claim):
        return bool(find_dates(quotes))
    figures = find_quantities(claim)
    if figures:
        counted = {q.unit for q in find_quantities(asked or claim) if any(same_value(q, figure) for figure in figures)}
        return any(quantity.unit in counted for quantity in find_quantities(quotes))
    place = re.search(rf"\b(?:[àÀ]|au|aux) {re.escape(claim)}\b", asked) is not None
    return holds(AnswerType.PLACE if place else AnswerType.PERSON, quotes)
