"""Typed records as every door lists them: filtered, in their order, with their validity on a day."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeVar

from pydantic import BaseModel, Field

from assistant.presentation import api_models
from assistant.presentation.links import text_url
from assistant.schema import ValidityState
from index.documents.document import Document, Source, Status, Validity
from index.records.models import Event, EventKind, Offer, Operator
from index.storage.snapshot import Snapshot

State = Literal["in_force", "expired", "superseded", "announced", "unknown"]


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


class RecordsQuery(api_models.Page):
    """Quelles fiches lister."""

    as_of: api_models.AsOf = None
    state: State | None = Field(
        default=None, description="Ne garder que les fiches dans cet état de validité."
    )


class EventsQuery(RecordsQuery):
    """Quels événements lister."""

    phase: str | None = Field(default=None, max_length=160, description="Phase du programme.")
    nature: EventKind | None = Field(default=None, description="Nature de l'événement.")
    operator: str | None = Field(default=None, max_length=80, description="Identifiant d'un opérateur.")


class OffersQuery(RecordsQuery):
    """Quelles offres lister."""

    operator: str | None = Field(default=None, max_length=80, description="Identifiant d'un opérateur.")
    aid: str | None = Field(default=None, max_length=160, description="Forme de l'aide.")
    beneficiary: str | None = Field(
        default=None, max_length=160, description="À qui elle s'adresse.")
    reserved: bool | None = Field(default=None, description="Réservée, ou non, aux membres du programme.")


def list_events(query: EventsQuery, snapshot: Snapshot) -> api_models.Listing[EventItem]:
    """Par ordre chronologique."""
    events = [
        event
        for event in all_records(snapshot, EventItem, "event", query)
        if query.phase in (None, event.phase)
        and query.nature in (None, event.nature)
        and (query.operator is None or query.operator in event.operators)
    ]
    return _listing(sorted(events, key=lambda event: (event.date, event.id)), query)


def list_offers(query: OffersQuery, snapshot: Snapshot) -> api_models.Listing[OfferItem]:
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


def list_operators(query: RecordsQuery, snapshot: Snapshot) -> api_models.Listing[OperatorItem]:
    """Par ordre alphabétique."""
    operators = all_records(snapshot, OperatorItem, "operator", query)
    return _listing(sorted(operators, key=lambda operator: (operator.name.casefold(), operator.id)), query)


def all_records(snapshot: Snapshot, shown: type[Shown], kind: str, query: RecordsQuery) -> list[Shown]:
    """Every record of a kind in the state asked, whatever the page asked, in the order of ids."""
    as_of = query.as_of or api_models.today()
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
    return api_models.validity(document, as_of)


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
    return api_models.period(event.date, end, state)


def _listing(items: list[Shown], query: RecordsQuery) -> api_models.Listing[Shown]:
    return api_models.Listing(
        total=len(items), page=query.page, page_size=query.page_size, items=query.cut(items)
    )
