"""GET /metrics: what Prometheus reads."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response

from assistant.http import problem_kinds, problems
from assistant.http.admission import Role, allow

router = APIRouter(tags=["Santé"])


def may_measure(request: Request) -> None:
    """Dependency: lets through an administrator, or everybody where the settings say so."""
    if request.app.state.settings.metrics != "open":
        allow(request, Role.ADMIN)


@router.get(
    "/metrics",
    summary="Mesures du service, pour Prometheus",
    response_class=PlainTextResponse,
    responses=problems.documented(problem_kinds.NO_KEY, problem_kinds.WRONG_KEY, problem_kinds.FORBIDDEN),
    dependencies=[Depends(may_measure)],
)
def scrape(request: Request) -> Response:
    """Format texte de Prometheus. Aucune question n'y figure."""
    content, media_type = request.app.state.metrics.exposition(request.headers.get("accept", ""))
    return Response(content, media_type=media_type)
