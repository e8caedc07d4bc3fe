"""Who is asking, and whether they may: `dependencies=[Depends(require(Role.ADMIN))]` on a route.

A key comes as `Authorization: Bearer ati_…` or `X-API-Key: ati_…`. Reading needs one where the settings say so; the other
roles always do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.datastructures import Headers
from starlette.types import Scope

from assistant.access import keys
from assistant.access.roles import Role
from assistant.http import problem_kinds, problems
from assistant.http.login import refuse_other_origins

__all__ = ["Caller", "Role", "allow", "caller_of", "require"]

BEARER = HTTPBearer(
    scheme_name="cle", auto_error=False, bearerFormat="ati_…",
    description="Clé donnée par l'exploitant, créée par « assistant keys create ».",
)  # fmt: skip
HEADER = APIKeyHeader(
    scheme_name="cle-x-api-key", name="X-API-Key", auto_error=False, description="La même clé, autre en-tête."
)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="assistant"'}


@dataclass(frozen=True)
class Caller:
    """Who sent a request: the key it showed, if any, and what that or the settings let it do."""

    role: Role | None
    key_id: str | None = None
    key_name: str | None = None


def caller_of(scope: Scope) -> Caller:
    """The caller of the request of that ASGI scope.

    Raises ProblemError (401) for a key that is wrong or revoked, even where none is needed: its holder must learn it.
    Raises AccessError when the keys cannot be read."""
    state = scope.setdefault("state", {})
    if "caller" not in state:
        state["caller"] = _identify(scope)
    return state["caller"]


def _identify(scope: Scope) -> Caller:
    app = scope["app"].state
    token = _token(Headers(scope=scope))
    is_open = app.settings.access == "open"
    # Clients of the OpenAI protocol send a key whether one is needed or not; where none is, only ours are judged.
    if token is None or (is_open and not token.startswith(keys.PREFIX)):
        return Caller(Role.LECTURE if is_open else None)
    key = app.keys.find(token)
    if key is None:
        raise problems.ProblemError(
            problem_kinds.WRONG_KEY,
            problem_kinds.WRONG_KEY.advice,
            {"WWW-Authenticate": 'Bearer realm="assistant", error="invalid_token"'},
        )
    return Caller(key.role, key.id, key.name)


def _token(headers: Headers) -> str | None:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return headers.get("x-api-key") or None


def allow(request: Request, role: Role) -> None:
    """For what a route decides inside: raises ProblemError, 401 without a key where one is needed, 403 where its role is
    too small."""
    caller = caller_of(request.scope)
    if caller.role is not None and caller.role.allows(role):
        return
    if caller.key_id is None:
        raise problems.ProblemError(problem_kinds.NO_KEY, f"{problem_kinds.NO_KEY.advice} Rôle demandé : {role}.", CHALLENGE)
    raise problems.ProblemError(
        problem_kinds.FORBIDDEN,
        f"Le rôle de cette clé est {caller.role} ; il faut le rôle {role}. {problem_kinds.FORBIDDEN.advice}",
    )


def require(role: Role, *, page: bool = False) -> Callable[..., Awaitable[None]]:
    """A dependency that lets callers of that role through, and states it in the OpenAPI document.

    `page`: readers of the page, who have no key, may too: for what the page links to or sends. Theirs is the role of
    reading, never more."""
    if page and role is not Role.LECTURE:
        raise ValueError("readers of the page may read, and no more")

    async def allowed(
        request: Request,
        _bearer: object = Security(BEARER, scopes=[role.value]),
        _header: object = Security(HEADER, scopes=[role.value]),
    ) -> None:
        caller = caller_of(request.scope)
        login = request.app.state.page_login if page else None
        known = caller.role is not None and caller.role.allows(role)
        if known or login is None or caller.key_id is not None:
            allow(request, role)
            return
        if not login.knows(request.scope):
            raise login.refusal(request.scope)
        refuse_other_origins(request.scope)

    return allowed
