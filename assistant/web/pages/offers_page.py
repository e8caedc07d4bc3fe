"""/offres: the offers of the operators, to search and to filter; those that have ended only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from assistant.presentation import api_models
from assistant.service.answering import live_snapshot
from assistant.service.record_listing import RecordsQuery, query_of, records_of
from assistant.web.navigation import OFFERS
from assistant.web.pages import layout
from assistant.web.site import Site
from assistant.web.timeline_events import operator_names
from index.language.words import fold
from index.records.kinds.offer import KIND as OFFER
from index.records.kinds.offer import Offer
from index.storage.snapshot import Snapshot

router = APIRouter(route_class=layout.PageRoute, include_in_schema=False)

_ENDED = ("expired", "superseded")


class OffersQuery(api_models.Request):
    """What to show. Ticked boxes say "oui"."""

    q: str = Field(default="", max_length=200)
    operateur: str = Field(default="", max_length=80)
    aide: str = Field(default="", max_length=160)
    pour: str = Field(default="", max_length=160)
    reservees: Literal["", "oui"] = ""
    terminees: Literal["", "oui"] = ""
    presentation: Literal["", "tableau"] = ""


@router.get(OFFERS.path)
def offers(
    query: Annotated[OffersQuery, Query()], snapshot: Annotated[Snapshot, Depends(live_snapshot)]
) -> HTMLResponse:
    everything = [offer for offer, _ in records_of(snapshot, OFFER, RecordsQuery())]
    site = Site(snapshot)
    names = operator_names(snapshot)
    found = [pair for pair in records_of(snapshot, OFFER, _filters(query)) if _says(pair[0], query.q, names)]
    shown = [(offer, held) for offer, held in found if query.terminees or held.validity.state not in _ENDED]
    aids = _used((kind for offer in everything for kind in offer.aid), site.texts.aid)
    proposing = {operator for offer in everything for operator in offer.operators}
    return layout.view(
        "offers.html",
        OFFERS,
        site,
        query=query,
        shown=sorted(shown, key=lambda pair: (fold(pair[0].name), pair[0].id)),
        hidden=len(found) - len(shown),
        names=names,
        operators=sorted(((key, names.get(key, key)) for key in proposing), key=lambda pair: fold(pair[1])),
        aids=aids,
        beneficiaries=_used((who for offer in everything for who in offer.beneficiaries), site.texts.beneficiary),
        hint=", ".join(name.lower() for _, name in aids[:2]) + "…",
    )


def _filters(query: OffersQuery) -> RecordsQuery:
    asked = {
        "operator": query.operateur or None, "aid": query.aide or None, "beneficiary": query.pour or None,
        "reserved": True if query.reservees else None,
    }  # fmt: skip
    return query_of(OFFER).model_validate(asked)


def _says(offer: Offer, searched: str, names: dict[str, str]) -> bool:
    """Whether each word searched begins a word of the offer, accents and case aside."""
    if not searched:
        return True
    told = [
        offer.name, *offer.aliases, offer.text, offer.eligible, offer.conditions or "", offer.amount or "", offer.period,
        *offer.aid, *offer.beneficiaries, *(names.get(operator, "") for operator in offer.operators),
    ]  # fmt: skip
    written = " " + " ".join(fold(" ".join(told)).replace("'", " ").replace("-", " ").split())
    return all(f" {word}" in written for word in fold(searched).replace("'", " ").replace("-", " ").split())


def _used(ids: Iterable[str], name: Callable[[str], str]) -> list[tuple[str, str]]:
    """Choices of a list, each id with its name, in alphabetical order."""
    return sorted(((identity, name(identity)) for identity in set(ids)), key=lambda choice: fold(choice[1]))
