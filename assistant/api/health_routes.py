"""GET /health/live and /health/ready: is the process up, and can it answer?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from assistant.http import problem_kinds, problems
from assistant.presentation import api_models
from assistant.service.answering import live_snapshot
from index.storage.health import ask_vectors
from index.storage.snapshot import Snapshot

router = APIRouter(prefix="/health", tags=["Santé"])


class Live(api_models.Reply):
    """Le processus répond."""

    status: Literal["live"] = "live"


class Ready(api_models.Reply):
    """Le service peut répondre aux questions."""

    status: Literal["ready"] = "ready"
    snapshot: str = Field(description="Identifiant de l'index en service.")


@router.get("/live", summary="Le processus est-il en vie ?")
async def live() -> Live:
    """Ne touche ni l'index ni l'encodeur."""
    return Live()


@router.get(
    "/ready",
    summary="Le service peut-il répondre ?",
    responses=problems.documented(problem_kinds.NO_INDEX, problem_kinds.VECTORS_AWAY),
)
def ready(snapshot: Annotated[Snapshot, Depends(live_snapshot)]) -> Ready:
    """503 tant qu'aucun index utilisable n'est ouvert, ou que le serveur de ses vecteurs ne répond pas."""
    ask_vectors(snapshot)
    return Ready(snapshot=snapshot.id)
