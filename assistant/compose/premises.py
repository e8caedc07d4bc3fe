"""False premises: what a question states and asks to confirm is held against the sources, never repeated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.compose.draft import Draft
from assistant.question.answer_types import AnswerType
from assistant.search.sentence_match import holds_form
from index.language.quantities import find_quantities, same_value
from index.language.text import Text

CORRECTED = "Les documents disent autre chose :"
UNCONFIRMED = "Les documents ne le confirment pas :"
"""Where the quotes hold nothing that stands against the claim either."""


def held_against(claims: Sequence[str], draft: Draft, asked: str = "") -> Draft:
    """The draft, introduced as a correction where its quotes do not hold every claim. `asked`: the question the
    claims were taken from, which tells what its figures count.

    Nothing introduces one that does: a sentence may repeat a claim in order to deny it."""
    if not claims or not draft.sentences:
        return draft
    quotes = Text(" ".join(quote.text for sentence in draft.sentences for quote in sentence.quotes))
    first, *others = draft.sentences
    wrong = [claim for claim in map(Text, claims) if not _stands(claim, quotes)]
    if first.lead or not wrong:
        return draft
    lead = CORRECTED if any(_is_opposed(claim, quotes, asked) for claim in wrong) else UNCONFIRMED
    return replace(draft, sentences=(replace(first, lead=lead), *others))


def _stands(claim: Text, quotes: Text) -> bool:
    """Dates and figures by value, names by their stems."""
    if claim.dates:
        return all(any(d.value.overlaps(q.value) for q in quotes.dates) for d in claim.dates)
    if claim.quantities:
        return all(any(same_value(f, q) for q in quotes.quantities) for f in claim.quantities)
    held = quotes.stems.union(quotes.folded.split())
    return all(token in held for token in claim.tokens or (claim.folded,))


def _is_opposed(claim: Text, quotes: Text, asked: str) -> bool:
    """True where the quotes hold another thing of the same kind: a date, a figure that counts the same, a name."""
    if claim.dates:
        return bool(quotes.dates)
    if claim.quantities:
        figures = find_quantities(asked) if asked else claim.quantities
        counted = {q.unit for q in figures if any(same_value(q, figure) for figure in claim.quantities)}
        return any(quantity.unit in counted for quantity in quotes.quantities)
    place = re.search(rf"\b(?:[àÀ]|au|aux) {re.escape(claim.raw)}\b", asked) is not None
    return holds_form(AnswerType.PLACE if place else AnswerType.PERSON, quotes.forms)
