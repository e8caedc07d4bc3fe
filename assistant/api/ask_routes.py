"""POST /api/v1/ask and /api/v1/ask/stream: a question, and its checked answer at once or sentence by
sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import ConfigDict, Field, StringConstraints

from assistant.engine.filters import Filters
from assistant.http import problem_kinds, problems
from assistant.http.middleware import problem_in_stream
from assistant.presentation import api_models
from assistant.presentation.links import base_url
from assistant.replies import MEDIA_TYPES, Format, reply
from assistant.schema import Answer, StreamEvent, Turn
from assistant.service.answering import LiveAssistant, live_assistant

router = APIRouter(tags=["Questions"])

MAX_QUESTION = 2_000
MAX_TURNS = 20

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]


class StreamRequest(api_models.Request):
    """Une question, et s'il y a lieu la conversation qui la précède et les documents où chercher."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "Qui peut entrer dans le programme ?"},
                {
                    "question": "Et en 2019 ?",
                    "history": [
                        {"role": "user", "content": "Quel est le budget du programme ?"},
                        {"role": "assistant", "content": "Le budget est de 14 millions d'euros en 2024. [1]"},
                    ],
                    "as_of": "2026-11-21",
                },
                {
                    "question": "Quelles aides pour recruter ?",
                    "filters": {"kind": ["offer", "rule"], "status": "in_force"},
                },
            ]
        }
    )

    question: Question = Field(description="La question, en français ; 2 000 caractères au plus.")
    history: list[Turn] = Field(
        default=[],
        max_length=MAX_TURNS,
        description="Les messages précédents, du plus ancien au plus récent ; 20 au plus.",
    )
    as_of: api_models.AsOf = None
    engine: Literal["auto", "extractive", "generative"] | None = Field(
        default=None, description="Moteur de réponse ; celui des réglages du serveur par défaut."
    )
    filters: Filters | None = Field(default=None, description="Documents où chercher ; tous par défaut.")
    explain: bool = Field(default=False, description="Vrai : la réponse dit aussi ce qui l'a décidée (champ « trace »).")


class AskRequest(StreamRequest):
    """Une question, et la forme de la réponse."""

    format: Literal["json", Format] = Field(
        default="json",
        description="json : l'objet réponse. email, markdown, docx, odt : une réponse prête à envoyer, avec salutation, "
        "sources et dates.",
    )


_PROBLEMS = problems.documented(
    problem_kinds.UNREADABLE,
    problem_kinds.TOO_LARGE,
    problem_kinds.NOT_JSON,
    problem_kinds.INVALID,
    problem_kinds.REFUSED_QUESTION,
    problem_kinds.NO_ENGINE,
    problem_kinds.NO_INDEX,
    problem_kinds.VECTORS_AWAY,
    problem_kinds.OVERLOADED,
)

Live = Annotated[LiveAssistant, Depends(live_assistant)]


_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_REPLIES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "L'objet réponse, ou le fichier du format demandé.",
        "content": {media_type: _FILE for media_type in MEDIA_TYPES},
    }
}


@router.post("/ask", summary="Pose une question", response_model=Answer, responses={**_PROBLEMS, **_REPLIES})
async def ask(request: Request, body: AskRequest, assistant: Live) -> Response:
    """Répond en une fois. Chaque phrase renvoie à des citations exactes : `text[start:end] == quote` dans le
    texte du document cité. La réponse est en français quel que soit l'en-tête `Accept-Language`."""
    asking = partial(
        assistant.ask_async,
        body.question,
        body.history,
        as_of=body.as_of,
        engine=body.engine,
        filters=body.filters,
        explain=body.explain,
    )
    if body.format == "json":  # as text: FastAPI would check once more what is an answer already
        return Response(await asking(into=Answer.model_dump_json), media_type="application/json")
    made = await asking(into=partial(reply, format=body.format, base_url=base_url(request)))
    named = {"Content-Disposition": f'attachment; filename="{made.filename}"'}
    return Response(made.content, media_type=made.media_type, headers=named)


def _begun(body: StreamRequest, assistant: Live) -> Iterator[StreamEvent]:
    """Dependency: the events, the first of them at hand. No index, a full server and a filter or an engine that is not
    there are problems before the stream begins, not events inside it."""
    events = assistant.stream(
        body.question, body.history, as_of=body.as_of, engine=body.engine, filters=body.filters, explain=body.explain
    )
    return chain((next(events),), events)


@router.post(
    "/ask/stream",
    summary="Pose une question, réponse au fil de l'eau",
    response_class=EventSourceResponse,
    responses=_PROBLEMS,
)
def stream(request: Request, events: Annotated[Iterator[StreamEvent], Depends(_begun)]) -> Iterator[ServerSentEvent]:
    """Événements : `status`, puis `sentence` et `citation`, enfin `done`, dont les données sont la réponse
    entière telle que la donne `/ask`. Un `status` à l'étape `reprise` annule les phrases déjà reçues. En cas
    d'échec, un événement `error` porte le problème (RFC 9457)."""
    try:
        for event in events:
            yield ServerSentEvent(event=event.event, raw_data=json.dumps(event.data, ensure_ascii=False))
    except Exception as error:
        _, problem = problem_in_stream(request.scope, error)
        yield ServerSentEvent(event="error", raw_data=problem.model_dump_json(exclude_none=True))
