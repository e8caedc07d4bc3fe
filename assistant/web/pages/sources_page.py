"""/sources: the documents behind the answers, their dates, how fresh they are, and what the last index changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from assistant.engine.known_names import known_kinds
from assistant.presentation import api_models
from assistant.presentation.links import text_url
from assistant.service.answering import live_snapshot
from assistant.web import navigation
from assistant.web.freshness import OLD_YEARS, ages, changes, line
from assistant.web.navigation import SOURCES
from assistant.web.pages import layout
from assistant.web.site import Site
from index.documents.document import Document
from index.language.dates import PartialDate
from index.language.words import fold
from index.records.registry import labels_of
from index.storage.snapshot import Snapshot

router = APIRouter(route_class=layout.PageRoute, include_in_schema=False)

_PAGE = 50


class SourcesQuery(api_models.Request):
    """What to list."""

    q: str = Field(default="", max_length=200)
    genre: str = Field(default="", max_length=40)
    page: int = Field(default=1, ge=1, le=100_000)


@router.get(SOURCES.path)
def sources(
    query: Annotated[SourcesQuery, Query()], snapshot: Annotated[Snapshot, Depends(live_snapshot)]
) -> HTMLResponse:
    today = api_models.today()
    everything = list(snapshot.documents())
    kind = known_kinds(snapshot).id_of(query.genre) if query.genre else None
    found = sorted((d for d in everything if kind in (None, d.kind) and _found(d, query.q)), key=_newest_first)
    pages = max(1, -(-len(found) // _PAGE))
    number = min(query.page, pages)
    manifest = snapshot.manifest
    site = Site(snapshot)
    return layout.view(
        "sources.html",
        SOURCES,
        site,
        query=query,
        total=len(found),
        lines=[line(document, today) for document in found[(number - 1) * _PAGE : number * _PAGE]],
        text_url=text_url,
        number=number,
        pages=pages,
        earlier=_page(query, number - 1) if number > 1 else None,
        later=_page(query, number + 1) if number < pages else None,
        kinds=[(kind, labels_of(kind, snapshot.programme)[0]) for kind in manifest.kinds],
        ages=ages(everything, today),
        old_years=OLD_YEARS,
        built=manifest.created_on.astimezone(),
        count=manifest.counts.documents,
        left_out=len(manifest.problems),
        changes=changes(snapshot),
    )


def _page(query: SourcesQuery, number: int) -> str:
    return navigation.with_query(SOURCES, q=query.q, genre=query.genre, page=number)


def _found(document: Document, searched: str) -> bool:
    publishers = [f"{source.title} {source.publisher or ''}" for source in document.sources]
    told = fold(" ".join([document.title, document.publisher or "", *publishers]))
    return all(word in told for word in fold(searched).split())


def _newest_first(document: Document) -> tuple[int, str]:
    date = document.published_on or PartialDate(1)
    return -date.first.toordinal(), fold(document.title)
