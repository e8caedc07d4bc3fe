"""GET /api/v1/events, /offers, /operators: the typed records of the corpus, with their validity on a day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.http import problem_kinds, problems
from assistant.presentation import api_models
from assistant.service import record_listing
from assistant.service.answering import live_snapshot
from assistant.service.record_listing import EventItem, EventsQuery, OfferItem, OffersQuery, OperatorItem, RecordsQuery
from index.storage.snapshot import Snapshot

router = APIRouter(tags=["Fiches"])

Live = Annotated[Snapshot, Depends(live_snapshot)]
_PROBLEMS = problems.documented(problem_kinds.INVALID, problem_kinds.NO_INDEX)


@router.get("/events", summary="Liste les événements", responses=_PROBLEMS)
def list_events(query: Annotated[EventsQuery, Query()], snapshot: Live) -> api_models.Listing[EventItem]:
    """Par ordre chronologique."""
    return record_listing.list_events(query, snapshot)


@router.get("/offers", summary="Liste les offres", responses=_PROBLEMS)
def list_offers(query: Annotated[OffersQuery, Query()], snapshot: Live) -> api_models.Listing[OfferItem]:
    """Par ordre alphabétique."""
    return record_listing.list_offers(query, snapshot)


@router.get("/operators", summary="Liste les opérateurs", responses=_PROBLEMS)
def list_operators(query: Annotated[RecordsQuery, Query()], snapshot: Live) -> api_models.Listing[OperatorItem]:
    """Par ordre alphabétique."""
    return record_listing.list_operators(query, snapshot)
