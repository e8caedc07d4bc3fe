"""What every request goes through, page included: identifier, size limit, security headers, one log line,
last resort.

One pure ASGI middleware rather than five: streams pass unbuffered, and an error anywhere inside still gets
its headers. Nothing here ever logs a query string, a body or an exception's message: they may hold a
question.
"""

from __future__ import annotations

import logging
import re
import time
import traceback
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.http import problem_kinds, problems

logger = logging.getLogger("assistant.api")

MAX_BODY_BYTES = 1024 * 1024
"""Twenty turns of 20,000 characters, most of them two bytes in UTF-8, fit with room to spare."""

_LOGGED = ("/api/", "/v1/", "/mcp")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
TRANSPORT_POLICY = "max-age=31536000"
"""Sent over HTTPS, as the server or a trusted proxy sees it."""
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""For answers that are data; a route that serves HTML sets its own policy, which is kept."""


class RequestGuard:
    """Wraps the whole application. `max_body` is in bytes."""

    def __init__(self, app: ASGIApp, max_body: int = MAX_BODY_BYTES) -> None:
        self.app = app
        self.max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        exchange = _Exchange(send, request_id, secure=scope.get("scheme") == "https")
        began = time.perf_counter()
        try:
            if _declared_length(scope) > self.max_body:
                response = problems.problem_response(scope, problem_kinds.TOO_LARGE, problem_kinds.TOO_LARGE.advice)
                await response(scope, receive, exchange.send)
            else:
                await self.app(scope, receive, exchange.send)
        except Exception as error:
            _log_defect(request_id, error)
            if not exchange.started:
                response = problems.problem_response(scope, problem_kinds.INTERNAL, problem_kinds.INTERNAL.advice)
                await response(scope, receive, exchange.send)
        finally:
            milliseconds = (time.perf_counter() - began) * 1000
            _count(scope, exchange.status, milliseconds)
            # Supervision asks every few seconds, and the page loads fifty files: not worth a line each.
            level = logging.INFO if scope["path"].startswith(_LOGGED) else logging.DEBUG
            _log_request(level, scope, exchange.status, milliseconds, request_id)


class _Exchange:
    """The response on its way out: notes its status and adds the headers."""

    def __init__(self, send: Send, request_id: str, *, secure: bool) -> None:
        self._send = send
        self._secure = secure
        self._request_id = request_id
        self.status: int | None = None

    @property
    def started(self) -> bool:
        return self.status is not None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", API_POLICY)
            if self._secure:
                headers.setdefault("Strict-Transport-Security", TRANSPORT_POLICY)
        await self._send(message)


def _request_id(headers: Headers) -> str:
    """The caller's identifier where it is harmless, so that a proxy's and ours agree; else a new one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())


def _declared_length(scope: Scope) -> int:
    """Content-Length in bytes; 0 where it is absent or not a number (the server counts what arrives
    instead)."""
    given = Headers(scope=scope).get("content-length", "")
    return int(given) if given.isascii() and given.isdigit() else 0


def route_of(scope: Scope) -> str:
    """The address with its parameters blanked, such as /api/v1/documents/{document_id}: what was asked for is nobody's
    business, and an address that does not exist may hold anything. As many values as there are routes."""
    route, path = scope.get("route"), scope["path"]
    if route is None:  # a folder of files is known by its own address
        return scope.get("root_path") or "(aucune route)"
    # A route knows its address below its router's; what stands before it holds no parameter.
    tail = route.path_format.format(**scope.get("path_params", {}))
    prefix = path.removesuffix(tail)
    return prefix + route.path_format if path != prefix else route.path_format


def _count(scope: Scope, status: int | None, milliseconds: float) -> None:
    """For the metrics; a client that left before the answer began is counted as status 0."""
    application = scope.get("app")
    if application is not None:
        application.state.metrics.requested(scope["method"], route_of(scope), status or 0, milliseconds / 1000)


def _log_request(level: int, scope: Scope, status: int | None, milliseconds: float, request_id: str) -> None:
    fields = {
        "method": scope["method"],
        "route": route_of(scope),
        "status": status,
        "duration_ms": round(milliseconds, 1),
        "request_id": request_id,
    }
    line = "%(method)s %(route)s %(status)s %(duration_ms).0f ms %(request_id)s"
    logger.log(level, line, {**fields, "status": status or "-"}, extra=fields)


def _log_defect(request_id: str, error: BaseException) -> None:
    """Type and frames of a defect, without its message, which may quote the question."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("request %s failed with %s\n%s", request_id, type(error).__name__, frames)


def log_defect(scope: Scope, error: BaseException) -> None:
    """For routes that must answer a defect themselves, such as a stream that has already begun."""
    _log_defect(scope.get("state", {}).get("request_id", ""), error)


def problem_in_stream(scope: Scope, error: Exception) -> tuple[problem_kinds.ProblemKind, problem_kinds.ProblemDetails]:
    """Kind and details of a failure that a stream must tell itself, its status line being gone; a defect is logged."""
    known = problems.of_exception(error)
    if known is None:
        log_defect(scope, error)
    kind, detail = known or (problem_kinds.INTERNAL, problem_kinds.INTERNAL.advice)
    return kind, problems.problem_details(scope, kind, detail)
