"""What a request must pass before it reaches a route: the host it names, the key it shows, how often its sender asks, and
how long its body takes."""

from __future__ import annotations

import asyncio
import math

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.rate import RateLimit, group_of, is_local
from assistant.http import problem_kinds, problems
from assistant.http.admission import caller_of
from assistant.request_errors import AccessError
from index.settings import Settings

BODY_S = 30.0
"""Seconds in which a whole body (1 MiB at most) must have arrived."""
PER_ADDRESS = 120
PER_KEY = 600
"""Requests a minute where the settings do not say; those sent from this machine are then not counted."""
WRONG_KEYS = 30
"""Wrong keys a minute from one address, likewise. A key cannot be guessed at any rate; this spares the log and the processor."""

_COUNTED = ("/api/", "/recus/", "/v1/", "/mcp", "/gradio_api/queue/join")
"""Not counted: health, documentation, and what the page loads and listens to; its questions are."""


class Gate:
    """Wraps the routes; inside the guard, which gives every answer its headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._hosts = tuple(host.lower() for host in settings.trusted_hosts)
        self._per_address = _Allowance(settings.rate_per_address, PER_ADDRESS)
        self._per_key = _Allowance(settings.rate_per_key, PER_KEY)
        self._wrong_keys = _Allowance(settings.rate_per_address, WRONG_KEYS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            self._let_in(scope)
        except (problems.ProblemError, AccessError) as error:
            await problems.response_of(scope, error)(scope, receive, send)
            return
        await self.app(scope, _in_time(receive), send)

    def _let_in(self, scope: Scope) -> None:
        """Raises ProblemError for a request that goes no further."""
        if self._hosts and not self._knows(Headers(scope=scope).get("host", "")):
            raise problems.ProblemError(problem_kinds.WRONG_HOST, problem_kinds.WRONG_HOST.advice)
        if not scope["path"].startswith(_COUNTED):
            return
        address = (scope.get("client") or ("inconnue",))[0]
        sender = group_of(address)
        try:
            key_id = caller_of(scope).key_id
        except problems.ProblemError:
            _refuse_for(self._wrong_keys.take(sender, local=is_local(address)))
            raise
        allowance, who = (self._per_key, key_id) if key_id else (self._per_address, sender)
        _refuse_for(allowance.take(who, local=is_local(address)))

    def _knows(self, header: str) -> bool:
        host = header.lower()
        host = host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]
        return any(host == known or (known.startswith("*.") and host.endswith(known[1:])) for known in self._hosts)


class _Allowance:
    """A rate by setting: None is the usual one, with this machine let through; 0 is none."""

    def __init__(self, setting: int | None, usual: int) -> None:
        self._spares_local = setting is None
        rate = usual if setting is None else setting
        self._limit = RateLimit(rate) if rate else None

    def take(self, caller: str, *, local: bool) -> float:
        if self._limit is None or (local and self._spares_local):
            return 0
        return self._limit.take(caller)


def _refuse_for(seconds: float) -> None:
    if seconds > 0:
        headers = {"Retry-After": str(math.ceil(seconds))}
        raise problems.ProblemError(problem_kinds.TOO_MANY, problem_kinds.TOO_MANY.advice, headers)


def _in_time(receive: Receive) -> Receive:
    """Hands on the messages of a body that arrives in time; after that, the client's silence is its own business."""
    end = asyncio.get_running_loop().time() + BODY_S
    whole = False

    async def receiving() -> Message:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(end):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        whole = not message.get("more_body", False)
        return message

    return receiving
