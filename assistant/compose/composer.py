"""Choice of the composer for a question."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.compose.disagreement import compose_disagreement
from assistant.compose.draft import Draft
from assistant.compose.eligibility import compose_eligibility
from assistant.compose.event_list import compose_timeline
from assistant.compose.extraction import extract
from assistant.compose.figures import compose_figure
from assistant.compose.offer_list import compose_offers
from assistant.compose.operator_list import compose_operators
from assistant.compose.premises import held_against
from assistant.compose.presentation import compose_comparison, compose_definition
from assistant.compose.record_fields import Records
from assistant.compose.repetition import said_once
from assistant.compose.undisclosed import compose_untold
from assistant.question.question import Question, terms_of
from assistant.reading.candidates import Candidate
from assistant.schema import Intent
from index.documents.quote import Quote
from index.storage.snapshot import Snapshot

_BETWEEN = re.compile(r"\bentre\s+(.+?)\s+et\s+([^?]+)", re.IGNORECASE)


def compose_listed(question: Question, records: Records, as_of: dt.date) -> Draft | None:
    """A whole list of records (chronology, operators, offers), which needs no evidence but the question; None where no
    list is asked for."""
    return (
        compose_timeline(question, records)
        or compose_operators(question, records)
        or compose_offers(question, records, as_of)
    )


def compose(question: Question, candidates: Sequence[Candidate], snapshot: Snapshot) -> Draft:
    """The draft of the first composer that has one; extraction always has, where there are candidates."""
    draft = (
        compose_disagreement(question, candidates)
        or compose_comparison(question, candidates, snapshot)
        or compose_definition(question, candidates, snapshot)
        or compose_eligibility(question, candidates)
        or compose_untold(question, candidates)
        or compose_figure(question, candidates)
        or extract(question, candidates)
    )
    draft = _of_both(question, _of_its_time(question, said_once(draft)), snapshot)
    return held_against(question.claims, draft, question.text)


def _of_both(question: Question, draft: Draft, snapshot: Snapshot) -> Draft:
    """The draft, said to be partial where the question compares with something that the corpus never mentions."""
    sides = _BETWEEN.search(question.text) if question.intent is Intent.COMPARISON and draft.sentences else None
    unknown = [
        side.strip()
        for side in (sides.groups() if sides else ())
        if not all(question.is_held(token, snapshot.keywords) for token in terms_of(side))
    ]
    missing = (f"Les documents consultés ne parlent pas de : « {side} »." for side in unknown)
    return replace(draft, missing=(*draft.missing, *missing))


def _of_its_time(question: Question, draft: Draft) -> Draft:
    """The draft, said to be partial where the question names a period and no quote is of it."""
    if not question.period or not draft.sentences:
        return draft
    if any(_falls_in(quote, question) for sentence in draft.sentences for quote in sentence.quotes):
        return draft
    period = " et ".join(question.text[m.start : m.end] for m in question.period)
    return replace(draft, missing=(*draft.missing, f"Aucune source consultée ne répond pour : {period}."))


def _falls_in(quote: Quote, question: Question) -> bool:
    spans = [(mention.first, mention.last) for mention in quote.analysis.dates]
    attribution = quote.document.attribution_at(quote.start, quote.end)
    known = (attribution.valid_from if attribution else None, quote.document.published_on, quote.document.valid_from)
    spans += [(date.first, date.last) for date in known if date is not None]
    return any(question.in_period(first, last) for first, last in spans)
