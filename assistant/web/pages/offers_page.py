"""/offres: the offers of the operators, to search and to filter; those that have ended only when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from assistant.presentation import api_models
from assistant.service.answering import live_snapshot
from assistant.service.record_listing import OfferItem, RecordsQuery, all_records
from assistant.web.navigation import OFFERS
from assistant.web.pages import layout
from assistant.web.site import Site
from assistant.web.timeline_events import operator_names
from index.language.words import fold
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
    everything = sorted(all_records(snapshot, OfferItem, "offer", RecordsQuery()), key=lambda o: (fold(o.name), o.id))
    site = Site(snapshot)
    names = operator_names(snapshot)
    aids = _used((kind for offer in everything for kind in offer.aid), site.texts.aid)
    beneficiaries = _used((who for offer in everything for who in offer.beneficiaries), site.texts.beneficiary)
    layout.known("aide", query.aide, site.programme.aids, dict(aids))
    layout.known("pour", query.pour, site.programme.beneficiaries, dict(beneficiaries))
    found = [offer for offer in everything if _found(offer, query, names)]
    shown = [offer for offer in found if query.terminees or offer.validity.state not in _ENDED]
    proposing = {operator for offer in everything for operator in offer.operators}
    return layout.view(
        "offers.html",
        OFFERS,
        site,
        query=query,
        shown=shown,
        hidden=len(found) - len(shown),
        names=names,
        operators=sorted(((key, names.get(key, key)) for key in proposing), key=lambda pair: fold(pair[1])),
        aids=aids,
        beneficiaries=beneficiaries,
        hint=", ".join(name.lower() for _, name in aids[:2]) + "…",
    )


def _found(offer: OfferItem, query: OffersQuery, names: dict[str, str]) -> bool:
    return (
        (not query.operateur or query.operateur in offer.operators)
        and (not query.aide or query.aide in offer.aid)
        and (not query.pour or query.pour in offer.beneficiaries)
        and (not query.reservees or offer.reserved)
        and _says(offer, query.q, names)
    )


def _says(offer: OfferItem, searched: str, names: dict[str, str]) -> bool:
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
