"""/operateurs: who does what in the programme, and what each proposes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from assistant.service.answering import live_snapshot
from assistant.service.record_listing import EventItem, OfferItem, OperatorItem, RecordsQuery, all_records
from assistant.web.navigation import OPERATORS
from assistant.web.pages import layout
from assistant.web.site import Site
from index.language.words import fold
from index.storage.snapshot import Snapshot

router = APIRouter(route_class=layout.PageRoute, include_in_schema=False)


@router.get(OPERATORS.path)
def operators(snapshot: Annotated[Snapshot, Depends(live_snapshot)]) -> HTMLResponse:
    query = RecordsQuery()
    offers = all_records(snapshot, OfferItem, "offer", query)
    events = all_records(snapshot, EventItem, "event", query)
    shown = sorted(all_records(snapshot, OperatorItem, "operator", query), key=lambda o: (fold(o.name), o.id))
    return layout.view(
        "operators.html",
        OPERATORS,
        Site(snapshot),
        shown=shown,
        offers={operator.id: [o for o in offers if operator.id in o.operators] for operator in shown},
        events={operator.id: sum(operator.id in e.operators for e in events) for operator in shown},
    )
