"""HTTP/1.1 as read from the wire: uvicorn's parser, with what it lets through and we do not.

llhttp refuses what two parsers may read in two ways (Content-Length beside Transfer-Encoding, folded headers, bare line
feeds). Left to us: no Host or several, other codings than `chunked`, heads without end, trailers that would become headers, and
senders who never finish."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from assistant.http import problem_kinds, problems

HEAD_S = 15.0
"""Seconds for the request line and headers, from the connection or from the first byte after the last request."""
MESSAGE_S = 40.0
"""Seconds for the body. A body that is read is given less by `rate_limits`, which says so in a problem; this closes the
connection of a body that nobody waits for."""
MAX_HEAD_BYTES = 32 * 1024


class MalformedRequest(Exception):
    """Turned into a 400 by the parser."""


class StrictProtocol(HttpToolsProtocol):
    """One connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer: asyncio.TimerHandle | None = None
        self._in_head = True
        self._turned = False
        self._head_bytes = self._header_bytes = 0
        self._allow(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        self._allow(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head and self._timer is None:
            self._allow(HEAD_S)
        self._turned = False
        super().data_received(data)
        # A header that does not end is never handed to `on_header`. Where a message ends or begins within the data, the rest
        # of it is not head.
        if self._in_head and not self._turned and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.send_400_response("head too large")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._turned = True
        self._head_bytes = self._header_bytes = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:  # a trailer: nothing may be added to headers that were already judged
            return
        super().on_header(name, value)
        self._header_bytes += len(name) + len(value) + 4
        if self._header_bytes > MAX_HEAD_BYTES:
            raise MalformedRequest("head too large")

    def on_headers_complete(self) -> None:
        version = self.parser.get_http_version()
        hosts = [value for name, value in self.headers if name == b"host"]
        codings = [value.strip().lower() for name, value in self.headers if name == b"transfer-encoding"]
        if len(hosts) > 1 or (not hosts and version != "1.0"):
            raise MalformedRequest("one Host")
        if codings not in ([], [b"chunked"]) or (codings and version == "1.0"):
            raise MalformedRequest("chunked only")
        self._in_head = False
        self._allow(MESSAGE_S)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = True
        self._turned = True
        self._head_bytes = 0
        self._allow(None)
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """A problem, as everywhere; there is no request yet to which a path or an identifier belong."""
        details = problems.problem_details({}, problem_kinds.MALFORMED, problem_kinds.MALFORMED.advice)
        body = json.dumps(details.model_dump(exclude_none=True), ensure_ascii=False).encode()
        head = (
            f"HTTP/1.1 400 Bad Request\r\ncontent-type: {problems.MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n"
            "x-content-type-options: nosniff\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def _allow(self, seconds: float | None) -> None:
        """Closes the connection after that many seconds, unless called again before; None stops the clock."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self._close)

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


def configuration(trusted_proxies: str) -> dict[str, Any]:
    """Options of `uvicorn.Config` for reading requests: strictly, without WebSockets, and with the client's address taken
    from `X-Forwarded-For` where one of these proxies (addresses and networks, comma-separated) says so."""
    return {
        "http": StrictProtocol,
        "ws": "none",
        "proxy_headers": bool(trusted_proxies.strip()),
        "forwarded_allow_ips": trusted_proxies,
    }
