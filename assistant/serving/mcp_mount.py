"""/mcp: the tools of `assistant.mcp` over streamable HTTP, behind the same guard and keys as the other routes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from assistant.http.admission import Role, allow
from assistant.http.middleware import MAX_BODY_BYTES
from assistant.presentation.links import address
from assistant.service.answering import LiveAssistant
from assistant.service.served_programme import served_programme
from index.programmes.programme import Programme
from index.settings import Settings

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = "/mcp"


class ToolsDoor:
    """An ASGI application that loads the protocol's SDK with the first request (0.8 s), so that a server which nobody
    asks for tools does without; and again once another programme is served, whose name the tools bear. Every request stands
    alone: several workers may share a client."""

    def __init__(self, assistant: LiveAssistant, base_url: str) -> None:
        self._assistant = assistant
        self._base_url = base_url
        self._opening = asyncio.Lock()
        self._served: tuple[Programme, StreamableHTTPSessionManager] | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        allow(Request(scope), Role.LECTURE)
        manager = await self._opened()
        await manager.handle_request(scope, receive, send)

    async def _opened(self) -> StreamableHTTPSessionManager:
        async with self._opening:
            programme = await run_in_threadpool(served_programme, self._assistant)
            if self._served is None or self._served[0] != programme:
                server = await run_in_threadpool(_built, self._assistant, self._base_url)
                ready = asyncio.Event()
                # The one before runs on: requests may still be under way in it.
                self._running.add(asyncio.create_task(_run(server.session_manager, ready)))
                await ready.wait()
                self._served = programme, server.session_manager
            return self._served[1]


class ToolsRoute(Route):
    """Only POST: without sessions, the server has nothing to send that was not asked for, and a GET would only hold a
    connection open."""

    def __init__(self, assistant: LiveAssistant, settings: Settings) -> None:
        # Links begin with the public address, else with this machine's.
        door = ToolsDoor(assistant, settings.public_url or address(settings))
        super().__init__(PATH, endpoint=door, methods=["POST"], include_in_schema=False)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Names itself, as FastAPI's own routes do, for the log."""
        match, child = super().matches(scope)
        return match, {**child, "route": self}


def _built(assistant: LiveAssistant, base_url: str) -> MCPServer:
    from mcp.server.transport_security import TransportSecuritySettings

    from assistant.mcp.tools import build

    server = build(assistant, base_url)
    server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, max_request_body_size=MAX_BODY_BYTES,
        # Hosts and origins are judged for all routes alike, before they get here.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )  # fmt: skip
    return server


async def _run(manager: StreamableHTTPSessionManager, ready: asyncio.Event) -> None:
    """Until the server stops, which cancels it."""
    async with manager.run():
        ready.set()
        await asyncio.Event().wait()
