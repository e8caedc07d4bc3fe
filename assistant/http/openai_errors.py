"""Errors as clients of the OpenAI protocol read them, on the routes below `/v1/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from assistant.http.problem_kinds import ProblemDetails, ProblemKind

PREFIX = "/v1/"
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class OpenAIErrorDetails(BaseModel):
    """Ce qui ne va pas."""

    model_config = ConfigDict(extra="forbid")

    message: str = Field(description="Ce qui ne va pas ici, et que faire, en français.")
    type: str = Field(
        description="invalid_request_error, authentication_error, permission_error, rate_limit_error ou server_error."
    )
    param: str | None = Field(description="Premier champ refusé, s'il y en a un.")
    code: str = Field(description="Genre d'erreur, expliqué par GET /api/v1/problems/{code}.")


class OpenAIError(BaseModel):
    """Une erreur, telle que l'attendent les clients du protocole d'OpenAI."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "error": {
                        "message": "messages : champ obligatoire.",
                        "type": "invalid_request_error",
                        "param": "messages",
                        "code": "requete-invalide",
                    }
                }
            ]
        },
    )

    error: OpenAIErrorDetails


def speaks_openai(scope: Any) -> bool:
    """Whether the request of that ASGI scope came in through the OpenAI protocol."""
    return str(scope.get("path", "")).startswith(PREFIX)


def error_of(problem: ProblemDetails, code: str) -> OpenAIError:
    status = _status(problem)
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    param = problem.errors[0].field if problem.errors else None
    return OpenAIError(error=OpenAIErrorDetails(message=problem.detail, type=kind, param=param, code=code))


def response(problem: ProblemDetails, code: str, headers: dict[str, str] | None) -> JSONResponse:
    return JSONResponse(error_of(problem, code).model_dump(), _status(problem), headers=headers)


def documented(*kinds: ProblemKind) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route of the protocol that may answer with these kinds of error."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        status = 400 if kind.status == 422 else kind.status
        known = responses.get(status)
        title = kind.title if known is None else f"{known['description']} ; {kind.title}"
        schema = {"$ref": "#/components/schemas/OpenAIError"}
        responses[status] = {"description": title, "content": {"application/json": {"schema": schema}}}
    return responses


def _status(problem: ProblemDetails) -> int:
    """The protocol has no 422: clients take a refused field for a 400."""
    return 400 if problem.status == 422 else problem.status
