"""A Chroma server that holds the vectors: how to reach it, and what its failures mean."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from index.errors import SnapshotError, VectorServerError
from index.storage.chroma_collection import ChromaCollection
from index.storage.vector_store import collection_name

T = TypeVar("T")

_ANSWER_S = 20.0
"""Seconds given to one request, some thousand vectors to store at the most; a search takes a few milliseconds."""
_PROBE_S = 3.0
"""Seconds given to the first sign of life."""


@dataclass(frozen=True)
class ChromaServer:
    """The backend of a server started with `chroma run`, or of anything that speaks its protocol behind an address of its own."""

    name: ClassVar[str] = "chroma-server"

    url: str
    """`http` or `https`, with a path where a proxy serves it below one."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with every request, such as the token a proxy wants; never shown."""

    def __repr__(self) -> str:
        return f"ChromaServer({self.url!r})"

    def create(self, folder: Path, dimension: int, live: Path | None = None) -> ChromaCollection:
        """An empty collection: only Chroma's distributed deployment copies one."""
        return ChromaCollection(self.connect(), collection_name(folder), create=True)

    def open(self, folder: Path, dimension: int) -> ChromaCollection:
        """Raises SnapshotError where it is not there, VectorServerError where the server is away."""
        return ChromaCollection(self.connect(), collection_name(folder))

    def drop(self, folder: Path) -> None:
        """Raises VectorServerError where the server is away."""
        with closing(self.connect()) as connection, suppress(NoCollectionError):
            connection.run(partial(connection.client.delete_collection, collection_name(folder)))

    def connect(self) -> ServerConnection:
        """Raises VectorServerError where nothing answers, or something else than Chroma does."""
        return ServerConnection(self)


class NoCollectionError(SnapshotError):
    """The server answers, and does not hold the vectors asked for."""


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
        server since restarted: they must bear it. Raises VectorServerError, or NoCollectionError."""
        import httpx
        from chromadb.errors import NotFoundError

        try:
            try:
                return action()
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                return action()
        except NotFoundError as error:
            raise NoCollectionError(
                f"the Chroma server {self._server.url} does not hold the vectors of this index: run `assistant index`"
            ) from error
        except Exception as error:  # as above
            raise self._away(error) from error

    def _away(self, error: Exception) -> VectorServerError:
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        return VectorServerError(
            f"the Chroma server {self._server.url} does not answer ({reason}): start it, or correct ASSISTANT_CHROMA_URL"
        )
