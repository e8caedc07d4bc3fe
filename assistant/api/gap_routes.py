"""GET /api/v1/gaps: what to update and to write next."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from assistant.gaps.finder import GapsReport, find_gaps
from assistant.http import problem_kinds, problems
from assistant.http.admission import Role, require
from assistant.journal import Journal
from assistant.presentation import api_models
from assistant.service.answering import LiveAssistant, live_assistant, live_journal

router = APIRouter(tags=["Reçus et avis"], dependencies=[Depends(require(Role.ADMIN))])


class GapsQuery(api_models.Request):
    """Sur quelle période, et combien."""

    days: int = Field(default=90, ge=1, le=3650, description="Nombre de jours.")
    limit: int = Field(default=20, ge=1, le=100, description="Groupes et documents montrés, au plus.")


@router.get(
    "/gaps",
    summary="Dit ce que les documents ne disent pas",
    responses=problems.documented(
        problem_kinds.NO_KEY,
        problem_kinds.WRONG_KEY,
        problem_kinds.FORBIDDEN,
        problem_kinds.INVALID,
        problem_kinds.NO_INDEX,
        problem_kinds.NO_JOURNAL,
    ),
)
def report_gaps(
    query: Annotated[GapsQuery, Query()],
    response: Response,
    assistant: Annotated[LiveAssistant, Depends(live_assistant)],
    journal: Annotated[Journal, Depends(live_journal)],
) -> GapsReport:
    """Les documents cités alors que leur validité est passée, puis les questions sans bonne réponse, groupées par le
    sens. Plusieurs secondes pour des centaines de questions."""
    response.headers["Cache-Control"] = "no-store"
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=query.days)
    return find_gaps(assistant.opened(), journal, since, query.limit)
