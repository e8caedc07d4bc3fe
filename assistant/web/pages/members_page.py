"""/membres: whether a place is in the official list of the programme's members, which may not be imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from assistant.compose.membership import SURE
from assistant.compose.record_fields import attribution_of
from assistant.presentation import api_models
from assistant.presentation.links import text_url
from assistant.service.answering import live_snapshot
from assistant.web.navigation import MEMBERS
from assistant.web.pages import layout
from assistant.web.site import Site
from index.members.directory import Match, TerritoryDirectory
from index.records.kinds.territory import Territory
from index.storage.snapshot import Snapshot

router = APIRouter(route_class=layout.PageRoute, include_in_schema=False)

_MOST = 8


class MembersQuery(api_models.Request):
    """What is looked up."""

    q: str = Field(default="", max_length=200)


@dataclass(frozen=True)
class Found:
    """A member that the words may name."""

    member: Territory
    named: str
    """The name in the list that was recognised."""
    sure: bool
    """False: only alike."""
    source: str


@router.get(MEMBERS.path)
def members(
    query: Annotated[MembersQuery, Query()], snapshot: Annotated[Snapshot, Depends(live_snapshot)]
) -> HTMLResponse:
    documents = [document for document in snapshot.documents("territory") if document.record is not None]
    site = Site(snapshot)
    directory = TerritoryDirectory.of_documents(documents, site.programme) if query.q and documents else None
    matches = directory.find(query.q, _MOST) if directory else []
    list_source = documents[0].sources[0] if documents and documents[0].sources else None
    return layout.view(
        "members.html",
        site.members,
        site,
        named=site.programme.members,
        query=query,
        count=len(documents),
        source=list_source,
        found=_found(matches, snapshot),
    )


def _found(matches: Sequence[Match], snapshot: Snapshot) -> list[Found]:
    """The sure ones where there are some, else those that look alike; a member and its only place of the same name once."""
    sure = [match for match in matches if match.score >= SURE]
    told = {(match.territory.id, match.name): match for match in sure or matches}
    return [
        Found(match.territory, match.name, match.score >= SURE, _source(match, snapshot)) for match in told.values()
    ]


def _source(match: Match, snapshot: Snapshot) -> str:
    document = snapshot.document(match.territory.id)
    field = "name"
    if match.intercommunality is not None:
        field = f"intercommunalities[{match.territory.intercommunalities.index(match.intercommunality)}]"
    told = attribution_of(document, field)
    return text_url(document.id, told.start, told.end) if told else text_url(document.id)
