"""Events of a snapshot as the timeline shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from assistant.compose.record_fields import attribution_of
from assistant.presentation.links import text_url
from assistant.web.timeline_drawing import Moment
from index.documents.document import Document, Validity
from index.records.kinds.event import KIND as EVENT
from index.records.kinds.event import Event
from index.storage.snapshot import Snapshot


def operator_names(snapshot: Snapshot) -> dict[str, str]:
    """Operator id → name."""
    return {d.id: d.title for d in snapshot.documents("operator") if d.record is not None}


def moments(snapshot: Snapshot, as_of: dt.date) -> list[Moment]:
    """All events of the snapshot, in no order."""
    operators = operator_names(snapshot)
    return [
        moment_of(document, operators, as_of)
        for document in snapshot.documents("event")
        if document.record is not None  # a free document may declare any kind; only a record has fields
    ]


def moment_of(document: Document, operators: Mapping[str, str], as_of: dt.date) -> Moment:
    """The event of a document that has its record; its source opens at the sentence that tells it."""
    event = Event.model_validate(document.record)
    told = attribution_of(document, "text")
    newest = _newest(document, told.sources if told else ())
    return Moment(
        id=event.id,
        title=event.title,
        date=event.date,
        end=event.end,
        phase=event.phase,
        nature=event.nature,
        operators=tuple(operators.get(operator, operator) for operator in event.operators),
        sure=EVENT.period(event, as_of).state is not Validity.UNKNOWN,
        source=text_url(document.id, told.start, told.end) if told else text_url(document.id),
        publisher=newest[0],
        published_on=newest[1],
        note=event.date_note,
    )


def _newest(document: Document, ids: Iterable[str]) -> tuple[str | None, str | None]:
    """Publisher and date of the latest of those sources."""
    held = [source for source in document.sources if source.id in ids]
    dated = [source for source in held if source.published_on is not None]
    if dated:
        source = max(dated, key=lambda source: str(source.published_on))
        return source.publisher, source.published_on.iso() if source.published_on else None
    return (held[0].publisher, None) if held else (document.publisher, None)
