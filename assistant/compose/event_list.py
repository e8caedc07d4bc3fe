"""Timeline: a sourced chronology in order, bounded by the period or phase asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.record_fields import as_drafted, sentences_of
from assistant.question.question import Question
from assistant.question.residual_terms import residual_terms
from index.documents.document import Document, Status
from index.documents.quote import Quote
from index.language.phrases import Phrases
from index.language.sentences import split_sentences
from index.language.text import Text
from index.language.words import tokens
from index.programmes.programme import Term
from index.records.kinds.event import Event

_ASKED = re.compile(
    r"\b(?:chronologie|historique|(?:grandes? )?etapes?|dates? (?:cles?|importantes?|principales?)|calendrier general|frise|"
    r"que s'est[- ]il passe|qu'est[- ]ce qui s'est passe|evenements?)\b"
)
_SINCE = Phrases(("depuis le début", "depuis le lancement", "depuis la création", "début", "lancement", "création"))
_SHARED = 0.3
"""Share of the events that hold a word from which it names what they are all about."""
_MOST = 6
_BUDGET = 125
_FEW = 2
"""Events up to which everything is told of each."""


def compose_timeline(context: Context) -> Draft | None:
    """The events of the period or phase asked, in order; None where no chronology is asked for.

    Events of neighbouring schemes are left out, as are those that only were envisaged."""
    question, records = context.question, context.records
    folded = question.folded
    phases = question.programme.phases
    named = [entity for entity in question.entities if not phases.found_in(Text(entity.name))]
    if not _ASKED.search(folded) or named:
        return None
    documents = list(records.documents("event"))
    if _asks_for_more(question, documents):
        return None
    events = [
        (document, event)
        for document in documents
        if _belongs(event := Event.model_validate(document.record), question)
    ]
    if not events:
        return None
    if len(events) <= _FEW:
        return _told([document for document, _ in sorted(events, key=lambda pair: pair[1].date)])
    chosen = sorted(_marking(events, context.programme.natures), key=lambda pair: pair[1].date)
    sentences: list[DraftSentence] = []
    words = 0
    for document, _ in chosen:
        quote = next(sentences_of(document, "text"))
        words += len(quote.text.split())
        if sentences and words > _BUDGET:
            break
        sentences.append(DraftSentence(quote.text.strip(), (quote,)))
    left = len(events) - len(sentences)
    plural = "s" if left > 1 else ""
    missing = (f"{left} autre{plural} événement{plural} : précisez la période.",) if left > 0 else ()
    return Draft(tuple(sentences), missing)


def _asks_for_more(question: Question, documents: Sequence[Document]) -> bool:
    """True where a telling word of the question is not one that many events share, as the programme's name is."""
    telling = residual_terms(question, (_ASKED, _SINCE, question.programme.phases.phrases), dated=True)
    held = [set(tokens(f"{document.title}\n{document.text}")) for document in documents] if telling else []
    return any(sum(term in stems for stems in held) < _SHARED * len(held) for term in telling)


def _told(documents: Sequence[Document]) -> Draft:
    """All that is known of a few events."""
    quotes = [
        Quote(document, attribution.start + start, attribution.start + end)
        for document in documents
        for attribution in document.attributions
        for start, end in split_sentences(document.text[attribution.start : attribution.end])
    ]
    return Draft(tuple(as_drafted(quotes, _BUDGET)))


def _belongs(event: Event, question: Question) -> bool:
    phases = question.programme.phases
    asked = phases.found_in(question.analysis)
    if event.status in (Status.ENVISAGED, Status.ERRONEOUS) or event.phase in phases.aside:
        return False
    if asked and event.phase not in asked:
        return False
    last = event.end or event.date
    return not question.period or question.in_period(event.date.first, last.last)


def _marking(events: Sequence[tuple[Document, Event]], natures: Sequence[Term]) -> list[tuple[Document, Event]]:
    """Those that mark a history most: by the order of the natures, then the earliest."""
    rank = {nature.id: place for place, nature in enumerate(natures)}
    return sorted(events, key=lambda pair: (rank.get(pair[1].nature, len(rank)), pair[1].date))[:_MOST]


register(
    Composer(
        "event_list",
        "une chronologie est demandée, bornée ou non par une période, et rien d'autre",
        compose_timeline,
        needs_evidence=False,
    )
)
