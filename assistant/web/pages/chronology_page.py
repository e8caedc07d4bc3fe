"""/chronologie: the events of the programme, drawn and in a table, to filter and to zoom."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from assistant.presentation import api_models
from assistant.service.answering import live_snapshot
from assistant.service.record_listing import query_of, records_of
from assistant.web import navigation
from assistant.web.navigation import CHRONOLOGY
from assistant.web.pages import layout
from assistant.web.site import Site
from assistant.web.timeline_drawing import Moment, draw, extent, within
from assistant.web.timeline_events import moments, operator_names
from index.records.kinds.event import KIND as EVENT
from index.storage.snapshot import Snapshot

router = APIRouter(route_class=layout.PageRoute, include_in_schema=False)

WIDTH = 1120
"""Pixels; a narrow screen scrolls the drawing sideways."""
_SHORTEST = dt.timedelta(days=90)
"""Where zooming in ends: days are then well apart."""


class ChronologyQuery(api_models.Request):
    """What to show: filters, and the window of time."""

    phase: str = Field(default="", max_length=160)
    nature: str = Field(default="", max_length=160)
    operateur: str = Field(default="", max_length=80)
    de: dt.date | Literal[""] = ""
    a: dt.date | Literal[""] = ""


@router.get(CHRONOLOGY.path)
def chronology(
    query: Annotated[ChronologyQuery, Query()], snapshot: Annotated[Snapshot, Depends(live_snapshot)]
) -> HTMLResponse:
    today = api_models.today()
    everything = moments(snapshot, today)
    site = Site(snapshot)
    operators = operator_names(snapshot)
    phases = site.texts.phases(moment.phase for moment in sorted(everything, key=lambda moment: moment.date))
    kept = _kept(everything, query, snapshot)
    whole = extent(everything) if everything else (dt.date(today.year, 1, 1), dt.date(today.year, 12, 31))
    first, last = _window(query, whole)
    shown = within(kept, first, last)
    return layout.view(
        "chronology.html",
        CHRONOLOGY,
        site,
        query=query,
        shown=shown,
        left_out=len(kept) - len(shown),
        drawing=draw(shown, phases, first, last, WIDTH, today) if shown else None,
        zooms=_zooms(query, first, last, whole),
        years=range(whole[0].year, whole[1].year + 1),
        first=first,
        last=last,
        natures=[(nature, site.texts.nature(nature)) for nature in sorted({moment.nature for moment in everything})],
        phases=phases,
        operators=sorted(
            ((key, name) for key, name in operators.items() if any(name in m.operators for m in everything)),
            key=lambda pair: pair[1].casefold(),
        ),
    )


def _kept(everything: list[Moment], query: ChronologyQuery, snapshot: Snapshot) -> list[Moment]:
    """Those of the events that the filters let through. Raises UnknownNameError."""
    filters = {"phase": query.phase or None, "nature": query.nature or None, "operator": query.operateur or None}
    found = records_of(snapshot, EVENT, query_of(EVENT).model_validate(filters))
    kept = {event.id for event, _ in found}
    return [moment for moment in everything if moment.id in kept]


def _window(query: ChronologyQuery, whole: tuple[dt.date, dt.date]) -> tuple[dt.date, dt.date]:
    """The days asked for, in order and inside the whole."""
    first, last = sorted((query.de or whole[0], query.a or whole[1]))
    first, last = max(whole[0], first), min(whole[1], last)
    return (first, last) if last - first >= dt.timedelta(days=1) else whole


def _zooms(
    query: ChronologyQuery, first: dt.date, last: dt.date, whole: tuple[dt.date, dt.date]
) -> dict[str, str | None]:
    """Addresses of the windows around this one; None where there is nothing further."""
    half, quarter = (last - first) / 2, (last - first) / 4

    def to(start: dt.date, end: dt.date) -> str | None:
        start, end = max(start, whole[0]), min(end, whole[1])
        return None if (start, end) == (first, last) else _address(query, start, end)

    span = last - first
    earlier = max(whole[0], first - half)
    later = min(whole[1], last + half)
    return {
        "in": to(first + quarter, last - quarter) if span > _SHORTEST else None,
        "out": to(first - half, last + half),
        "earlier": to(earlier, earlier + span),
        "later": to(later - span, later),
        "all": to(*whole),
    }


def _address(query: ChronologyQuery, first: dt.date, last: dt.date) -> str:
    return navigation.with_query(
        CHRONOLOGY,
        phase=query.phase,
        nature=query.nature,
        operateur=query.operateur,
        de=first.isoformat(),
        a=last.isoformat(),
    )
