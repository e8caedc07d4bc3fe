"""From a question and its evidence to the draft of the first composer that has one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.compose.composer import Composer
from assistant.compose.composer_order import composers
from assistant.compose.context import Context
from assistant.compose.draft import Draft
from assistant.compose.premises import held_against
from assistant.compose.repetition import said_once
from assistant.question.question import Question, terms_of
from assistant.schema import Intent
from index.documents.quote import Quote
from index.language.text import Text
from index.storage.snapshot import Snapshot

_BETWEEN = re.compile(r"\bentre\s+(.+?)\s+et\s+([^?]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Composition:
    """What came of asking composers one after the other."""

    draft: Draft | None
    """That of the last one asked; None where none had one."""
    asked: Sequence[Composer]
    """Those asked, in their order; after the one that stepped in, none."""

    @property
    def stepped_in(self) -> Composer | None:
        """Whose draft it is."""
        return self.asked[-1] if self.draft is not None else None


def compose_unjudged(context: Context) -> Composition:
    """What composers make of the question and the records alone."""
    return _first(composers(needing_evidence=False), context)


def compose(context: Context) -> Composition:
    """What composers make of evidence that was found to answer: nothing said twice, the question's period, sides and premises
    held against it. Extraction always has a draft, an empty one where there are no candidates."""
    composed = _first(composers(needing_evidence=True), context)
    if composed.draft is None:
        return composed
    question = context.question
    draft = _of_both(question, _of_its_time(question, said_once(composed.draft)), context.snapshot)
    return replace(composed, draft=held_against(question.claims, draft, question.text))


def _first(among: Sequence[Composer], context: Context) -> Composition:
    for number, composer in enumerate(among, 1):
        draft = composer.compose(context)
        if draft is not None:
            return Composition(draft, among[:number])
    return Composition(None, among)


def _of_both(question: Question, draft: Draft, snapshot: Snapshot) -> Draft:
    """The draft, said to be partial where the question compares with something that the corpus never mentions."""
    sides = _BETWEEN.search(question.text) if question.intent is Intent.COMPARISON and draft.sentences else None
    unknown = [
        side.strip()
        for side in (sides.groups() if sides else ())
        if not all(question.is_held(token, snapshot.keywords) for token in terms_of(Text(side)))
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
