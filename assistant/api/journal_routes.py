"""GET /api/v1/journal: the whole journal as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from assistant.http import problem_kinds, problems
from assistant.http.admission import Role, require
from assistant.journal import Journal
from assistant.presentation import api_models
from assistant.service.answering import live_journal

router = APIRouter(tags=["Reçus et avis"], dependencies=[Depends(require(Role.ADMIN))])


class JournalQuery(api_models.Request):
    """Depuis quand."""

    days: int | None = Field(
        default=None, ge=1, le=3650, description="Nombre de jours ; tout ce qui est gardé par défaut.", examples=[30]
    )


@router.get(
    "/journal",
    summary="Exporte le journal en CSV",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"text/csv": {"schema": {"type": "string"}}},
            "description": "Tableau, une réponse par ligne.",
        },
        **problems.documented(
            problem_kinds.NO_KEY,
            problem_kinds.WRONG_KEY,
            problem_kinds.FORBIDDEN,
            problem_kinds.INVALID,
            problem_kinds.NO_JOURNAL,
        ),
    },
)
def export_journal(
    query: Annotated[JournalQuery, Query()], journal: Annotated[Journal, Depends(live_journal)]
) -> StreamingResponse:
    """Séparé par des points-virgules, en UTF-8. Un texte qui serait lu comme une formule est précédé d'une
    apostrophe."""
    since = None if query.days is None else dt.datetime.now(dt.UTC) - dt.timedelta(days=query.days)
    lines = journal.export(since)
    header = next(lines)  # a journal that cannot be read is a 503, not a table cut short
    return StreamingResponse(
        _chunks(chain([header], lines)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="journal.csv"', "Cache-Control": "no-store"},
    )


def _chunks(lines: Iterator[str], size: int = 64 * 1024) -> Iterator[bytes]:
    """Lines by the tens of kilobytes: each chunk costs a turn of the event loop."""
    buffer: list[str] = []
    held = 0
    for line in lines:
        buffer.append(line)
        held += len(line)
        if held >= size:
            yield "".join(buffer).encode()
            buffer, held = [], 0
    if buffer:
        yield "".join(buffer).encode()
