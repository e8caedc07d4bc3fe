"""GET /api/v1/index: which snapshot answers, built from what and when. POST /api/v1/index/rebuild: build the next one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from assistant.http import problem_kinds, problems
from assistant.http.admission import Role, require
from assistant.maintenance.rebuild import Rebuild, RebuildState
from assistant.presentation import api_models
from assistant.service.answering import LiveAssistant, live_assistant, live_snapshot
from index.errors import LockedError
from index.storage.manifest import Counts, EncoderStamp
from index.storage.snapshot import Snapshot

router = APIRouter(tags=["Index"])


class ModelReply(api_models.Reply):
    """Le modèle de rédaction."""

    name: str
    host: str = Field(description="Machine à laquelle les questions sont envoyées.")
    local: bool = Field(description="Vrai quand rien ne quitte le serveur.")
    masked: bool = Field(
        description="Vrai quand ce qui identifie une personne est masqué dans la question avant l'envoi."
    )


class IndexReply(api_models.Reply):
    """L'index en service."""

    id: str = Field(description="Identifiant de la génération.")
    created_on: dt.datetime = Field(description="Fin de sa construction.")
    encoder: EncoderStamp = Field(description="Le modèle de plongement et son empreinte.")
    counts: Counts = Field(description="Nombre de documents, de passages, de phrases et de titres.")
    kinds: dict[str, int] = Field(description="Nombre de documents par genre.")
    left_out: int = Field(
        description="Nombre de problèmes relevés à la construction ; « assistant check » les détaille."
    )
    model: ModelReply | None = Field(description="Modèle de rédaction ; nul quand aucun n'est réglé.")
    rebuild: RebuildState = Field(description="La dernière reconstruction demandée, ou celle qui est en cours.")


@router.get(
    "/index",
    summary="Décrit l'index en service",
    dependencies=[Depends(require(Role.LECTURE))],
    responses=problems.documented(problem_kinds.NO_INDEX),
)
def describe_index(
    request: Request,
    snapshot: Annotated[Snapshot, Depends(live_snapshot)],
    assistant: Annotated[LiveAssistant, Depends(live_assistant)],
) -> IndexReply:
    """Ni chemin ni nom de fichier du serveur n'y figure."""
    manifest = snapshot.manifest
    endpoint = assistant.endpoint
    model = None
    if endpoint is not None:
        model = ModelReply(name=endpoint.model, host=endpoint.host, local=endpoint.local, masked=endpoint.mask)
    return IndexReply(
        id=manifest.id, created_on=manifest.created_on, encoder=manifest.encoder, counts=manifest.counts,
        kinds=manifest.kinds, left_out=len(manifest.problems), model=model, rebuild=_rebuild(request).state(),
    )  # fmt: skip


@router.get(
    "/index/rebuild",
    summary="Dit où en est la reconstruction de l'index",
    dependencies=[Depends(require(Role.LECTURE))],
)
def describe_rebuild(request: Request) -> RebuildState:
    """Répond aussi sans index. Une construction lancée sur le serveur par « assistant index » s'y voit tant qu'elle dure."""
    return _rebuild(request).state()


@router.post(
    "/index/rebuild",
    status_code=202,
    summary="Reconstruit l'index",
    dependencies=[Depends(require(Role.ADMIN))],
    responses=problems.documented(problem_kinds.BUILDING),
)
def rebuild(request: Request) -> RebuildState:
    """Relit le corpus du serveur et n'encode que ce qui a changé, dans un processus à part : les réponses continuent, avec
    l'index d'avant jusqu'à ce que le nouveau soit entier."""
    try:
        return _rebuild(request).start()
    except LockedError:
        raise problems.ProblemError(problem_kinds.BUILDING, problem_kinds.BUILDING.advice) from None


def _rebuild(request: Request) -> Rebuild:
    return request.app.state.rebuild
