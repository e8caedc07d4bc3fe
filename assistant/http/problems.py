"""Errors as the API gives them: problem details (RFC 9457), in French, for every status of 400 and above."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.http import openai_errors, problem_kinds
from assistant.http.validation import FieldProblem, french_errors
from assistant.request_errors import (
    AccessError,
    EngineError,
    JournalError,
    OverloadError,
    QuestionError,
    UnknownAnswerError,
    UnknownNameError,
)
from index.encoder.encoder_card import EncoderError
from index.errors import SnapshotError, VectorServerError

logger = logging.getLogger("assistant.api")

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 30
"""What a client waits before it asks a server without an index again: a small corpus is indexed within that
time."""
OVERLOAD_S = 2
"""What a client waits before it asks a full server again: a full queue empties in about that time on two cores."""


class ProblemError(Exception):
    """Raised by a route to answer with a problem of `kind`; `detail` is French and says what to do."""

    def __init__(
        self,
        kind: problem_kinds.ProblemKind,
        detail: str,
        headers: dict[str, str] | None = None,
        *,
        status: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers
        self.status = status
        """Where it is not the kind's: a browser without a login is sent to it."""


@contextmanager
def refused_filters() -> Iterator[None]:
    """Where a list is asked for, makes a filter that names what the index does not hold an invalid request."""
    try:
        yield
    except UnknownNameError as error:
        raise ProblemError(problem_kinds.INVALID, str(error)) from None


def problem_details(
    scope: Any, kind: problem_kinds.ProblemKind, detail: str, errors: list[FieldProblem] | None = None
) -> problem_kinds.ProblemDetails:
    """The problem body for the request of that ASGI scope. Its path is shown, its query never is."""
    return problem_kinds.ProblemDetails(
        type=f"{problem_kinds.TYPES_PATH}/{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=detail,
        instance=scope.get("path", ""),
        request_id=scope.get("state", {}).get("request_id", ""),
        errors=errors,
    )


def problem_response(
    scope: Any,
    kind: problem_kinds.ProblemKind,
    detail: str,
    *,
    errors: list[FieldProblem] | None = None,
    status: int | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The whole response; `status` overrides the kind's where one kind stands for several statuses.

    Under `/v1/` it is an error of the OpenAI protocol, the only ones that its clients read."""
    body = problem_details(scope, kind, detail, errors)
    if status is not None:
        body = body.model_copy(update={"status": status})
    if openai_errors.speaks_openai(scope):
        return openai_errors.response(body, kind.slug, headers)
    content = body.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, body.status, headers=headers, media_type=MEDIA_TYPE)


def of_exception(error: Exception) -> tuple[problem_kinds.ProblemKind, str] | None:
    """Kind and detail of an error that the product raises on purpose, or None for a defect."""
    if isinstance(error, ProblemError):
        return error.kind, error.detail
    if isinstance(error, AccessError):
        return problem_kinds.NO_ACCESS, problem_kinds.NO_ACCESS.advice
    if isinstance(error, OverloadError):
        return problem_kinds.OVERLOADED, problem_kinds.OVERLOADED.advice
    if isinstance(error, UnknownAnswerError):
        return problem_kinds.UNKNOWN_RECEIPT, problem_kinds.UNKNOWN_RECEIPT.advice
    if isinstance(error, JournalError):
        return problem_kinds.NO_JOURNAL, problem_kinds.NO_JOURNAL.advice
    if isinstance(error, QuestionError):
        return problem_kinds.REFUSED_QUESTION, str(error)
    if isinstance(error, EngineError):
        return problem_kinds.NO_ENGINE, str(error)
    if isinstance(error, VectorServerError):
        return problem_kinds.VECTORS_AWAY, "Le serveur des vecteurs ne répond pas. Réessayez dans quelques instants."
    if isinstance(error, SnapshotError | EncoderError):
        # The exception names paths and commands of the server: for its log and its operator, not for a
        # client.
        return (
            problem_kinds.NO_INDEX,
            "L'assistant n'a pas d'index utilisable pour l'instant. Réessayez dans quelques instants.",
        )
    return None


_RETRY_AFTER_S = {
    problem_kinds.NO_INDEX: RETRY_AFTER_S,
    problem_kinds.NO_ACCESS: RETRY_AFTER_S,
    problem_kinds.NO_PROVIDER: RETRY_AFTER_S,
    problem_kinds.NO_JOURNAL: RETRY_AFTER_S,
    problem_kinds.OVERLOADED: OVERLOAD_S,
    problem_kinds.VECTORS_AWAY: 5,
}


def response_of(scope: Any, error: Exception) -> JSONResponse:
    """The answer to an error that the product raises on purpose."""
    known = of_exception(error)
    kind, detail = known if known is not None else (problem_kinds.INTERNAL, problem_kinds.INTERNAL.advice)
    headers = error.headers if isinstance(error, ProblemError) else None
    if kind in _RETRY_AFTER_S:
        headers = {"Retry-After": str(_RETRY_AFTER_S[kind])}
    # Names a file or an address of ours, and no question: for whoever repairs it.
    if isinstance(error, AccessError | JournalError | VectorServerError):
        logger.error("%s", error)
    status = error.status if isinstance(error, ProblemError) else None
    return problem_response(scope, kind, detail, status=status, headers=headers)


async def _on_known(request: Request, error: Exception) -> JSONResponse:
    return response_of(request.scope, error)


async def _on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    raw = error.errors()
    if any(item["type"] == "json_invalid" for item in raw):
        return problem_response(
            request.scope, problem_kinds.UNREADABLE, "Le corps de la requête n'est pas du JSON valide."
        )
    content_type = request.headers.get("content-type", "")
    if _body_was_not_parsed(raw) and "json" not in content_type:
        return problem_response(request.scope, problem_kinds.NOT_JSON, problem_kinds.NOT_JSON.advice)
    fields = french_errors(raw)
    detail = " ".join(f"{field.field} : {field.message}" for field in fields[:3])
    return problem_response(request.scope, problem_kinds.INVALID, detail, errors=fields)


def _body_was_not_parsed(errors: Any) -> bool:
    """FastAPI hands the raw bytes to the model when the content type is not JSON: the body as a whole is
    refused."""
    return any(tuple(item["loc"]) == ("body",) and item["type"] != "missing" for item in errors)


_OF_STATUS = {
    404: problem_kinds.NO_ROUTE,
    405: problem_kinds.WRONG_METHOD,
    408: problem_kinds.TOO_SLOW,
    413: problem_kinds.TOO_LARGE,
    400: problem_kinds.UNREADABLE,
}


async def _on_http(request: Request, error: HTTPException) -> JSONResponse:
    kind = _OF_STATUS.get(error.status_code, problem_kinds.OTHER)
    headers = dict(error.headers) if error.headers else None
    return problem_response(request.scope, kind, kind.advice, status=error.status_code, headers=headers)


def install(app: FastAPI) -> None:
    """Makes every error of `app` a problem; unforeseen ones are caught by `assistant.http.middleware`."""
    for known in (
        ProblemError,
        AccessError,
        OverloadError,
        QuestionError,
        EngineError,
        UnknownAnswerError,
        JournalError,
        SnapshotError,
        EncoderError,
    ):
        app.add_exception_handler(known, _on_known)
    app.add_exception_handler(RequestValidationError, _on_invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _on_http)  # type: ignore[arg-type]


def documented(*kinds: problem_kinds.ProblemKind) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that may answer with these kinds of problem."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        known = responses.get(kind.status)
        title = kind.title if known is None else f"{known['description']} ; {kind.title}"
        schema = {"$ref": "#/components/schemas/ProblemDetails"}
        responses[kind.status] = {"description": title, "content": {MEDIA_TYPE: {"schema": schema}}}
    return responses


router = APIRouter(prefix=problem_kinds.TYPES_PATH, tags=["Erreurs"])


class ProblemPage(BaseModel):
    """Ce que veut dire un genre d'erreur."""

    type: str = Field(description="Adresse de cette page, telle que dans les erreurs.")
    title: str = Field(description="Nom du genre d'erreur.")
    status: int = Field(description="Code HTTP.")
    advice: str = Field(description="Que faire.")


@router.get("/{slug}", summary="Explique un genre d'erreur", responses=documented(problem_kinds.UNKNOWN_PROBLEM))
def explain(
    slug: Annotated[str, Path(max_length=80, description="Fin du champ « type » d'une erreur.")],
) -> ProblemPage:
    """Page désignée par le champ `type` des erreurs."""
    kind = problem_kinds.KINDS.get(slug)
    if kind is None:
        raise ProblemError(problem_kinds.UNKNOWN_PROBLEM, problem_kinds.UNKNOWN_PROBLEM.advice)
    return ProblemPage(
        type=f"{problem_kinds.TYPES_PATH}/{kind.slug}", title=kind.title, status=kind.status, advice=kind.advice
    )
