"""The drawing under an answer: the events it tells on a timeline, or the figure it gives over time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from assistant.presentation.programme_texts import ProgrammeTexts
from assistant.schema import Answer
from assistant.web import navigation
from assistant.web.navigation import CHRONOLOGY
from assistant.web.series_drawing import Evolution, evolution_of
from assistant.web.timeline_drawing import Drawing, draw, extent
from assistant.web.timeline_events import moment_of, operator_names
from index.documents.document import Document
from index.storage.snapshot import Snapshot

WIDTH = 680
"""Pixels of a timeline under an answer; a narrow screen scrolls it sideways."""
_FEWEST = 2
"""Events without which there is nothing to see."""


@dataclass(frozen=True)
class Illustration:
    """One of the two."""

    timeline: Drawing | None = None
    evolution: Evolution | None = None
    more: str = ""
    """Address of the view that shows the rest."""


def illustrate(answer: Answer, snapshot: Snapshot) -> Illustration | None:
    """What can be drawn of the documents that an answer cites; None where nothing can."""
    cited = [citation.document_id for citation in answer.citations]
    documents = [document for identity, _ in Counter(cited).most_common() if (document := _held(snapshot, identity))]
    events = [document for document in documents if document.kind == "event"]
    if len(events) >= _FEWEST:
        return _timeline(events, snapshot, answer.as_of)
    first = next((document for document in documents if document.id == cited[0]), None)
    if first is not None and first.kind == "figure":
        drawing = evolution_of(first)
        return Illustration(evolution=drawing) if drawing else None
    return None


def _held(snapshot: Snapshot, document_id: str) -> Document | None:
    """The record of that id; None where the index has changed meanwhile, and for a free text."""
    try:
        document = snapshot.document(document_id)
    except KeyError:
        return None
    return document if document.record is not None else None


def _timeline(events: list[Document], snapshot: Snapshot, as_of: dt.date) -> Illustration:
    names = operator_names(snapshot)
    moments = [moment_of(document, names, as_of) for document in events]
    first, last = extent(moments)
    phases = ProgrammeTexts(snapshot.programme).phases(moment.phase for moment in moments)
    more = navigation.with_query(CHRONOLOGY, de=first.isoformat(), a=last.isoformat())
    return Illustration(timeline=draw(moments, phases, first, last, WIDTH, as_of), more=more)
