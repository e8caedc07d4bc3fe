"""GET /api/v1/events, /offers, /operators: the typed records of the corpus, with their validity on a day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from assistant.api import models, problems
from assistant.api.links import text_url
from assistant.api.opening import live_snapshot
from assistant.schema import ValidityState
from index.documents import Document, Source, Status, Validity
from index.records import Beneficiary, Event, EventKind, Offer, OfferKind, Operator
from index.snapshot import Snapshot

router = APIRouter(tags=["Fiches"])

Live = Annotated[Snapshot, Depends(live_snapshot)]
State = Literal["in_force", "expired", "superseded", "announced", "unknown"]
_PROBLEMS = problems.documented(problems.INVALID, problems.NO_INDEX)


class Held(BaseModel):
    """What the API adds to each record."""

    validity: ValidityState = Field(description="Validité de la fiche au jour demandé.")
    references: list[Source] = Field(description="Les publications nommées par « sources ».")
    text_url: str = Field(description="Page lisible de la fiche.")


class EventItem(Event, Held):
    """Un événement du programme."""


class OfferItem(Offer, Held):
    """Une offre d'un opérateur."""


class OperatorItem(Operator, Held):
    """Un opérateur du programme."""


Shown = TypeVar("Shown", EventItem, OfferItem, OperatorItem)


class RecordsQuery(models.Page):
    """Quelles fiches lister."""

    as_of: models.AsOf = None
    state: State | None = Field(
        default=None, description="Ne garder que les fiches dans cet état de validité."
    )


class EventsQuery(RecordsQuery):
    """Quels événements lister."""

    phase: Literal["préparation", "1", "2", "voisin"] | None = Field(
        default=None, description="Phase du programme."
    )
    nature: EventKind | None = Field(default=None, description="Nature de l'événement.")
    operator: str | None = Field(default=None, max_length=80, description="Identifiant d'un opérateur.")


class OffersQuery(RecordsQuery):
    """Quelles offres lister."""

    operator: str | None = Field(default=None, max_length=80, description="Identifiant d'un opérateur.")
    aid: OfferKind | None = Field(default=None, description="Forme de l'aide.")
    beneficiary: Beneficiary | None = Field(default=None, description="À qui elle s'adresse.")
    reserved: bool | None = Field(default=None, description="Réservée, ou non, aux Territoires d'industrie.")


@router.get("/events", summary="Liste les événements", responses=_PROBLEMS)
def list_events(query: Annotated[EventsQuery, Query()], snapshot: Live) -> models.Listing[EventItem]:
    """Par ordre chronologique."""
    events = [
        event
        for event in all_records(snapshot, EventItem, "event", query)
        if query.phase in (None, event.phase)
        and query.nature in (None, event.nature)
        and (query.operator is None or query.operator in event.operators)
    ]
    return _listing(sorted(events, key=lambda event: (event.date, event.id)), query)


@router.get("/offers", summary="Liste les offres", responses=_PROBLEMS)
def list_offers(query: Annotated[OffersQuery, Query()], snapshot: Live) -> models.Listing[OfferItem]:
    """Par ordre alphabétique."""
    offers = [
        offer
        for offer in all_records(snapshot, OfferItem, "offer", query)
        if (query.operator is None or query.operator in offer.operators)
        and (query.aid is None or query.aid in offer.aid)
        and (query.beneficiary is None or query.beneficiary in offer.beneficiaries)
        and query.reserved in (None, offer.reserved)
    ]
    return _listing(sorted(offers, key=lambda offer: (offer.name.casefold(), offer.id)), query)


@router.get("/operators", summary="Liste les opérateurs", responses=_PROBLEMS)
def list_operators(query: Annotated[RecordsQuery, Query()], snapshot: Live) -> models.Listing[OperatorItem]:
    """Par ordre alphabétique."""
    operators = all_records(snapshot, OperatorItem, "operator", query)
    return _listing(sorted(operators, key=lambda operator: (operator.name.casefold(), operator.id)), query)


def all_records(snapshot: Snapshot, shown: type[Shown], kind: str, query: RecordsQuery) -> list[Shown]:
    """Every record of a kind in the state asked, whatever the page asked, in the order of ids."""
    as_of = query.as_of or models.today()
    found = []
    for document in snapshot.documents(kind):
        if document.record is None:  # a free document may declare any kind; only a record has fields
            continue
        validity = _validity(document, as_of)
        if query.state in (None, validity.state):
            held = {"validity": validity, "references": document.sources, "text_url": text_url(document.id)}
            found.append(shown.model_validate({**document.record, **held}))
    return found


def _validity(document: Document, as_of: dt.date) -> ValidityState:
    if document.kind == "event":
        return event_validity(Event.model_validate(document.record), as_of)
    return models.validity(document, as_of)


def event_validity(event: Event, as_of: dt.date) -> ValidityState:
    """An event lasts from its date to its end: announced before, in force meanwhile, expired once it has
    taken place. One that was only announced, and whose day has passed, is unknown: no source says that it
    took place."""
    end = event.end or event.date
    if event.status in (Status.SUPERSEDED, Status.ERRONEOUS):
        state = Validity.SUPERSEDED
    elif event.date.first > as_of:
        state = Validity.ANNOUNCED
    elif event.status is not Status.CLOSED and end.last < as_of:
        state = Validity.UNKNOWN
    else:
        state = Validity.EXPIRED if end.last < as_of else Validity.IN_FORCE
    return models.period(event.date, end, state)


def _listing(items: list[Shown], query: RecordsQuery) -> models.Listing[Shown]:
    return models.Listing(
        total=len(items), page=query.page, page_size=query.page_size, items=query.cut(items)
    )
