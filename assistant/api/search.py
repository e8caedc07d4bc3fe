"""GET /api/v1/search: the passages nearest to a query, best first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from assistant.api import models, problems
from assistant.api.ask import Question
from assistant.api.opening import LiveAssistant, live_assistant
from assistant.filters import Filters
from assistant.schema import SearchResult

router = APIRouter(tags=["Recherche"])


class SearchQuery(Filters):
    """Ce que l'on cherche, et dans quels documents."""

    q: Question = Field(
        description="Mots ou question, 2 000 caractères au plus.", examples=["prêt long terme"]
    )
    k: int = Field(default=10, ge=1, le=100, description="Nombre de passages voulus.")


class SearchReply(models.Reply):
    """Les passages trouvés, du meilleur au moins bon, tous documents confondus."""

    results: list[SearchResult]


@router.get(
    "/search",
    summary="Cherche des passages",
    responses=problems.documented(
        problems.INVALID, problems.REFUSED_QUESTION, problems.NO_INDEX, problems.OVERLOADED
    ),
)
def search(
    query: Annotated[SearchQuery, Query()], assistant: Annotated[LiveAssistant, Depends(live_assistant)]
) -> SearchReply:
    """Une seule liste pour tous les documents ; `start` et `end` situent le passage dans le texte du
    document."""
    return SearchReply(results=assistant.search(query.q, query.k, filters=query))
