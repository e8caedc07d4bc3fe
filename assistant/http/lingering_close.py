"""Answers given before a body has wholly arrived: a wrong key, an unknown address, a body that is too large.

Closing a connection while its sender still writes makes the network drop what was answered: the caller reads « connection
reset » in place of the problem that says what to do. So the end of the answer waits while the rest of the body is read and
thrown away, as web servers do (nginx's `lingering_close`). It matters for callers who do not keep connections: Python's
urllib, and every proxy that speaks HTTP/1.0."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LINGER_S = 10.0
"""Seconds given to the rest of a body; most of those that are too large have arrived by then."""


class Lingering:
    """Wraps the whole application, its guard included. The answer itself leaves at once, and whole: only answers that
    declare their length, and do not say that the connection ends, are waited for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if "content-length" not in headers and "transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        whole = lingers = held = False

        async def receiving() -> Message:
            nonlocal whole
            message = await receive()
            whole = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        async def sending(message: Message) -> None:
            nonlocal lingers, held
            if message["type"] == "http.response.start":
                told = Headers(raw=message["headers"])
                lingers = "content-length" in told and told.get("connection") != "close"
            elif lingers and not whole and not message.get("more_body", False):
                held = True
                message = {**message, "more_body": True}
            await send(message)

        await self.app(scope, receiving, sending)
        if held:
            with suppress(TimeoutError):
                async with asyncio.timeout(LINGER_S):
                    while not whole:
                        await receiving()
            await send({"type": "http.response.body"})
