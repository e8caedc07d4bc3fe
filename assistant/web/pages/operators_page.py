"""/operateurs: who does what in the programme, and what each proposes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from assistant.service.answering import live_snapshot
from assistant.service.record_listing import RecordsQuery, records_of
from assistant.web.navigation import OPERATORS
from assistant.web.pages import layout
from assistant.web.site import Site
from index.language.words import fold
from index.records.kinds.event import KIND as EVENT
from index.records.kinds.offer import KIND as OFFER
from index.records.kinds.operator import KIND as OPERATOR
from index.storage.snapshot import Snapshot

router = APIRouter(route_class=layout.PageRoute, include_in_schema=False)


@router.get(OPERATORS.path)
def operators(snapshot: Annotated[Snapshot, Depends(live_snapshot)]) -> HTMLResponse:
    query = RecordsQuery()
    offers = records_of(snapshot, OFFER, query)
    events = [event for event, _ in records_of(snapshot, EVENT, query)]
    shown = sorted(records_of(snapshot, OPERATOR, query), key=lambda pair: (fold(pair[0].name), pair[0].id))
    return layout.view(
        "operators.html",
        OPERATORS,
        Site(snapshot),
        shown=shown,
        offers={operator.id: [pair for pair in offers if operator.id in pair[0].operators] for operator, _ in shown},
        events={operator.id: sum(operator.id in e.operators for e in events) for operator, _ in shown},
    )
