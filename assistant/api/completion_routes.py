"""POST /v1/chat/completions and GET /v1/models: the assistant behind the OpenAI protocol, for Open WebUI and the like."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from assistant.api.ask_routes import MAX_TURNS
from assistant.api.completion_models import (
    MODEL,
    AnswerSummary,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    CompletionCitation,
    CompletionRequest,
    Delta,
    ModelCard,
    ModelList,
    Proven,
    Said,
    Usage,
)
from assistant.http import openai_errors, problem_kinds, problems
from assistant.http.middleware import problem_in_stream
from assistant.presentation.links import base_url, text_url
from assistant.question.question_reader import check
from assistant.replies import markdown_letter
from assistant.replies.letter import letter_of, statement
from assistant.schema import Answer, Sentence, Turn
from assistant.service.answering import LiveAssistant, assistant_of, live_snapshot, place_free
from index.storage.snapshot import Snapshot

router = APIRouter(prefix="/v1", tags=["Protocole d'OpenAI"])

_LONGEST_TURN = 20_000
_AGAIN = "\n\n**Réponse reprise**\n\n"
"""Before an answer that replaces what was said so far: a model had begun one that did not hold."""
_ERRORS = openai_errors.documented(
    problem_kinds.UNREADABLE,
    problem_kinds.INVALID,
    problem_kinds.REFUSED_QUESTION,
    problem_kinds.TOO_LARGE,
    problem_kinds.NOT_JSON,
    problem_kinds.NO_INDEX,
    problem_kinds.OVERLOADED,
)


async def _openai_door(request: Request) -> LiveAssistant:
    return assistant_of(request).through("openai")


Live = Annotated[LiveAssistant, Depends(_openai_door)]
Opened = Annotated[Snapshot, Depends(live_snapshot)]


@router.get("/models", summary="Liste les modèles", responses=openai_errors.documented(problem_kinds.NO_INDEX))
def list_models(snapshot: Opened) -> ModelList:
    """Un seul : l'assistant, avec le moteur que disent les réglages du serveur."""
    return ModelList(data=[_card(snapshot)])


@router.get(
    "/models/{model}",
    summary="Décrit un modèle",
    responses=openai_errors.documented(problem_kinds.INVALID, problem_kinds.UNKNOWN_MODEL, problem_kinds.NO_INDEX),
)
def get_model(model: Annotated[str, Path(max_length=200, description="Nom du modèle.")], snapshot: Opened) -> ModelCard:
    """404 pour un autre nom que celui de la liste."""
    if model != MODEL:
        raise problems.ProblemError(problem_kinds.UNKNOWN_MODEL, problem_kinds.UNKNOWN_MODEL.advice)
    return _card(snapshot)


@router.post(
    "/chat/completions",
    summary="Répond à une conversation",
    response_model=Completion,
    responses={**_ERRORS, 200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    # No index and no place are errors before a stream begins, not inside it.
    dependencies=[Depends(live_snapshot), Depends(place_free)],
)
def complete(request: Request, body: CompletionRequest, assistant: Live) -> JSONResponse | StreamingResponse:
    """Le dernier message « user » est la question, les précédents la conversation ; les messages « system » sont
    ignorés : rien ne change ce que l'assistant doit prouver. Les sources suivent la réponse, numérotées ; le champ
    `citations` les donne entières. Avec `stream`, chaque fragment est une phrase déjà vérifiée."""
    question, history = _conversation(body)
    exchange = _Exchange(request)
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        return StreamingResponse(
            _stream(request, assistant, question, history, exchange, usage),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )
    answer = assistant.ask(question, history)
    letter = letter_of(answer, exchange.base_url)
    completion = Completion(
        id=exchange.id,
        created=exchange.created,
        model=MODEL,
        choices=[Choice(message=Said(content=markdown_letter.content(letter)))],
        usage=_usage(answer),
        **dict(_proven(answer, exchange.base_url)),
    )
    return JSONResponse(completion.model_dump(mode="json"))


class _Exchange:
    """What every part of one completion repeats."""

    def __init__(self, request: Request) -> None:
        self.id = f"chatcmpl-{secrets.token_hex(12)}"
        self.created = int(time.time())
        self.base_url = base_url(request)

    def chunk(self, delta: Delta, **fields: object) -> str:
        choice = ChunkChoice(delta=delta, finish_reason=fields.pop("finish_reason", None))  # type: ignore[arg-type]
        return _event(Chunk(id=self.id, created=self.created, model=MODEL, choices=[choice], **fields))  # type: ignore[arg-type]

    def usage(self, answer: Answer) -> str:
        return _event(Chunk(id=self.id, created=self.created, model=MODEL, choices=[], usage=_usage(answer)))


def _stream(
    request: Request, assistant: LiveAssistant, question: str, history: list[Turn], exchange: _Exchange, usage: bool
) -> Iterator[str]:
    """The chunks as server-sent events: the role, each sentence as it is verified, sources and citations, `[DONE]`."""
    sent = ""
    try:
        yield exchange.chunk(Delta(role="assistant", content=""))
        for event in assistant.stream(question, history):
            if isinstance(event.body, Sentence):
                said = markdown_letter.sentence(statement(event.body.text, event.body.citations))
                piece = f" {said}" if sent else said
                sent += piece
                yield exchange.chunk(Delta(content=piece))
            elif isinstance(event.body, dict) and event.body.get("stage") == "reprise" and sent:
                # The protocol cannot take words back: it is said.
                sent = ""
                yield exchange.chunk(Delta(content=_AGAIN))
            elif isinstance(event.body, Answer):
                answer = event.body
                letter = letter_of(answer, exchange.base_url)
                yield exchange.chunk(Delta(content=_rest(markdown_letter.content(letter), sent)))
                yield exchange.chunk(Delta(), finish_reason="stop", **dict(_proven(answer, exchange.base_url)))
                if usage:
                    yield exchange.usage(answer)
        yield "data: [DONE]\n\n"
    except Exception as error:
        kind, problem = problem_in_stream(request.scope, error)
        yield _event(openai_errors.error_of(problem, kind.slug))


def _rest(content: str, sent: str) -> str:
    """What follows the sentences already sent; the whole answer, said to replace them, where they are not its beginning."""
    return content[len(sent) :] if content.startswith(sent) else _AGAIN + content


def _conversation(body: CompletionRequest) -> tuple[str, list[Turn]]:
    """(the question, the turns before it). Raises ProblemError or QuestionError where there is none to answer."""
    asked = [number for number, message in enumerate(body.messages) if message.role == "user"]
    last = body.messages[asked[-1]] if asked else None
    if last is None or not (last.text.strip() or not last.only_text):
        raise _refused("aucun message « user » avec un texte : la question est le dernier d'entre eux.")
    if not last.only_text:
        raise _refused("le dernier message « user » contient une image ou un fichier : n'envoyez que du texte.")
    check(last.text.strip())  # now: once a stream has begun, an error has no status of its own
    turns = [
        Turn(role="user" if message.role == "user" else "assistant", content=message.text[:_LONGEST_TURN])
        for message in body.messages[: asked[-1]]
        if message.role in ("user", "assistant") and message.text.strip()
    ]
    return last.text.strip(), turns[-MAX_TURNS:]


def _refused(detail: str) -> problems.ProblemError:
    return problems.ProblemError(problem_kinds.REFUSED_QUESTION, f"messages : {detail}")


def _proven(answer: Answer, base_url: str) -> Proven:
    citations = [
        CompletionCitation.model_validate(
            {
                **citation.model_dump(),
                "text_url": base_url + text_url(citation.document_id, citation.start, citation.end),
            }
        )
        for citation in answer.citations
    ]
    summary = AnswerSummary(
        id=answer.id,
        status=answer.status,
        intent=answer.intent,
        missing=answer.missing,
        suggestions=answer.suggestions,
        as_of=answer.as_of.isoformat(),
        understood_as=answer.understood_as,
        receipt=answer.receipt,
    )
    return Proven(citations=citations, answer=summary)


def _usage(answer: Answer) -> Usage:
    """What the endpoint counted for this answer; zero where no model was asked, or its answer was given again."""
    asked = answer.receipt.generation
    if asked is None or asked.cached:
        return Usage()
    read, written = asked.prompt_tokens or 0, asked.completion_tokens or 0
    return Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)


def _card(snapshot: Snapshot) -> ModelCard:
    return ModelCard(id=MODEL, created=int(snapshot.manifest.created_on.timestamp()))


def _event(content: BaseModel) -> str:
    return f"data: {content.model_dump_json(exclude_none=True)}\n\n"
