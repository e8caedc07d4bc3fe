"""A Chroma server: where it is, how to reach it, and what its failures mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from index.errors import SnapshotError, VectorServerError

T = TypeVar("T")

_ANSWER_S = 20.0
"""Seconds given to one request, some thousand vectors to store at the most; a search takes a few milliseconds."""
_PROBE_S = 3.0
"""Seconds given to the first sign of life."""


@dataclass(frozen=True)
class ChromaServer:
    """A server started with `chroma run`, or anything that speaks its protocol behind an address of its own."""

    url: str
    """`http` or `https`, with a path where a proxy serves it below one."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with every request, such as the token a proxy wants; never shown."""

    def __repr__(self) -> str:
        return f"ChromaServer({self.url!r})"

    def connect(self) -> ServerConnection:
        """Raises VectorServerError where nothing answers, or something else than Chroma does."""
        return ServerConnection(self)


class ServerConnection:
    """An open connection; safe for threads. It outlives restarts of the server."""

    def __init__(self, server: ChromaServer) -> None:
        import chromadb
        import httpx
        from chromadb.config import Settings

        self._server = server
        try:
            # Chroma's own client waits for ever while it opens: who does not answer this is not asked further.
            alive = httpx.get(f"{server.url.rstrip('/')}/api/v2/heartbeat", headers=server.headers, timeout=_PROBE_S)
            alive.raise_for_status()
            client: Any = chromadb.HttpClient(
                server.url, headers=dict(server.headers), settings=Settings(anonymized_telemetry=False)
            )
        except Exception as error:  # a ValueError for almost anything, a bare Exception for what a proxy says
            raise self._away(error) from error
        client._server._session.timeout = httpx.Timeout(_ANSWER_S, connect=_PROBE_S)  # no setting for it; none by default
        self.client = client

    def close(self) -> None:
        """Closes the connections kept open."""
        self.client.close()

    def run(self, action: Callable[[], T]) -> T:
        """The result of some calls to the client, which are made again where the connection turns out to be that of a
        server since restarted: they must bear it. Raises VectorServerError, or SnapshotError where a collection is
        not there."""
        import httpx
        from chromadb.errors import NotFoundError

        try:
            try:
                return action()
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                return action()
        except NotFoundError as error:
            raise SnapshotError(
                f"the Chroma server {self._server.url} does not hold the vectors of this index: run `assistant index`"
            ) from error
        except Exception as error:  # as above
            raise self._away(error) from error

    def _away(self, error: Exception) -> VectorServerError:
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        return VectorServerError(
            f"the Chroma server {self._server.url} does not answer ({reason}): start it, or correct ASSISTANT_CHROMA_URL"
        )
