"""GET /api/v1/index: which snapshot answers, built from what and when."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from assistant.api import models, problems
from assistant.api.opening import LiveAssistant, live_assistant, live_snapshot
from index.manifest import Counts, EncoderStamp
from index.snapshot import Snapshot

router = APIRouter(tags=["Index"])


class ModelReply(models.Reply):
    """Le modèle de rédaction."""

    name: str
    host: str = Field(description="Machine à laquelle les questions sont envoyées.")
    local: bool = Field(description="Vrai quand rien ne quitte le serveur.")
    masked: bool = Field(
        description="Vrai quand ce qui identifie une personne est masqué dans la question avant l'envoi."
    )


class IndexReply(models.Reply):
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


@router.get("/index", summary="Décrit l'index en service", responses=problems.documented(problems.NO_INDEX))
def describe_index(
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
        kinds=manifest.kinds, left_out=len(manifest.problems), model=model,
    )  # fmt: skip
