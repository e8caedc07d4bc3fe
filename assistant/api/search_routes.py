"""GET /api/v1/search: the passages nearest to a query, best first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from assistant.api.ask_routes import Question
from assistant.engine.filters import Filters
from assistant.http import problem_kinds, problems
from assistant.presentation import api_models
from assistant.schema import SearchResult
from assistant.service.answering import LiveAssistant, live_assistant

router = APIRouter(tags=["Recherche"])


class SearchQuery(Filters):
    """Ce que l'on cherche, et dans quels documents."""

    q: Question = Field(
        description="Mots ou question, 2 000 caractères au plus.", examples=["prêt long terme"]
    )
    k: int = Field(default=10, ge=1, le=100, description="Nombre de passages voulus.")


class SearchReply(api_models.Reply):
    """Les passages trouvés, du meilleur au moins bon, tous documents confondus."""

    results: list[SearchResult]


@router.get(
    "/search",
    summary="Cherche des passages",
    responses=problems.documented(
        problem_kinds.INVALID, problem_kinds.REFUSED_QUESTION, problem_kinds.NO_INDEX, problem_kinds.OVERLOADED
    ),
)
def search(
    query: Annotated[SearchQuery, Query()], assistant: Annotated[LiveAssistant, Depends(live_assistant)]
) -> SearchReply:
    """Une seule liste pour tous les documents ; `start` et `end` situent le passage dans le texte du
    document."""
    return SearchReply(results=assistant.search(query.q, query.k, filters=query))
