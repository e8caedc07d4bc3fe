"""GET /health/live and /health/ready: is the process up, and can it answer?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from assistant.api import models, problems
from assistant.api.opening import live_snapshot
from index.snapshot import Snapshot

router = APIRouter(prefix="/health", tags=["Santé"])


class Live(models.Reply):
    """Le processus répond."""

    status: Literal["live"] = "live"


class Ready(models.Reply):
    """Le service peut répondre aux questions."""

    status: Literal["ready"] = "ready"
    snapshot: str = Field(description="Identifiant de l'index en service.")


@router.get("/live", summary="Le processus est-il en vie ?")
async def live() -> Live:
    """Ne touche ni l'index ni l'encodeur."""
    return Live()


@router.get(
    "/ready", summary="Le service peut-il répondre ?", responses=problems.documented(problems.NO_INDEX, problems.VECTORS_AWAY)
)
def ready(snapshot: Annotated[Snapshot, Depends(live_snapshot)]) -> Ready:
    """503 tant qu'aucun index utilisable n'est ouvert, ou que le serveur de ses vecteurs ne répond pas."""
    if not snapshot.is_scanned:
        len(snapshot.vectors)  # asks the store, wherever it is
    return Ready(snapshot=snapshot.id)
