"""Timeline: a sourced chronology in order, bounded by the period or phase asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.record_fields import Records, as_drafted, sentences_of
from assistant.compose.series import PHASE, PHASES
from assistant.question.question import Question, terms_of
from assistant.search.sentence_match import stems_of
from index.documents.document import Document, Status
from index.documents.quote import Quote
from index.language.sentences import split_sentences
from index.language.words import fold
from index.records.kinds.event import Event

_ASKED = re.compile(
    r"\b(?:chronologie|historique|(?:grandes? )?etapes?|dates? (?:cles?|importantes?|principales?)|calendrier general|frise|"
    r"que s'est[- ]il passe|qu'est[- ]ce qui s'est passe|evenements?)\b"
)
_GENERIC = re.compile(
    r"\b(?:quelles?|sont|etaient|donne\w*|moi|presente\w*|resume\w*|voir|la|le|les|du|de|des|d'|en|au|programme|dispositif|territoires?|industrie|"
    r"depuis|debut|lancement|creation|general\w*|complet\w*|grandes?|principales?|phase|premiere|seconde|deuxieme|deux|une|\d+\w*|ce|qui|que|s'est|il|passe)\b"
)
_TELLING = 0.45
"""Rarity from which another word of the question may say that it is about something else."""
_SHARED = 0.3
"""Share of the events that hold a word from which it names what they are all about."""
_MARKING = (
    "lancement", "labellisation", "assemblée", "rapport", "convention", "bilan", "pilotage", "financement", "appel",
    "nomination", "contexte",
)  # fmt: skip
"""What marks a history most, in order: the last ones, and what stands here nowhere, are left out first."""
_MOST = 6
_BUDGET = 125
_FEW = 2
"""Events up to which everything is told of each."""


def compose_timeline(question: Question, records: Records) -> Draft | None:
    """The events of the period or phase asked, in order; None where no chronology is asked for.

    Events of neighbouring schemes are left out, as are those that only were envisaged."""
    folded = question.folded
    named = [entity for entity in question.entities if not PHASE.search(fold(entity.name))]
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
    chosen = sorted(_marking(events), key=lambda pair: pair[1].date)
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
    rest = question.folded
    for mention in question.period:
        rest = rest.replace(fold(question.text[mention.start : mention.end]), " ")
    telling = [
        term for term, weight in terms_of(_GENERIC.sub(" ", _ASKED.sub(" ", rest))).items() if weight >= _TELLING
    ]
    held = [stems_of(f"{document.title}\n{document.text}") for document in documents] if telling else []
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
    if event.phase == "voisin" or event.status in (Status.ENVISAGED, Status.ERRONEOUS):
        return False
    phase = PHASE.search(question.folded)
    if phase and event.phase != PHASES[phase.group(1) or phase.group(2)]:
        return False
    last = event.end or event.date
    return not question.period or question.in_period(event.date.first, last.last)


def _marking(events: Sequence[tuple[Document, Event]]) -> list[tuple[Document, Event]]:
    rank = {nature: place for place, nature in enumerate(_MARKING)}
    return sorted(events, key=lambda pair: (rank.get(pair[1].nature, len(rank)), pair[1].date))[:_MOST]
