"""Passage vectors in Chroma, in the snapshot's folder or on a server; one collection per snapshot."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError, VectorServerError
from index.storage.chroma_server import ChromaServer

if TYPE_CHECKING:
    from llama_index.vector_stores.chroma import ChromaVectorStore

T = TypeVar("T")

_EMBEDDED = "passages"
_BATCH = 1_000
_CONFIGURATION: Any = {"hnsw": {"space": "cosine", "ef_construction": 128, "ef_search": 128, "max_neighbors": 24}}
"""A little above Chroma's defaults (100, 100, 16): these vectors live in a narrow band, where a graph errs more."""


_RETURNED_S = 5.0
"""Within which a connection is back in Chroma's pool, however busy the machine is."""
_PAUSE_S = 0.01
_DATABASE = "chroma.sqlite3"
FOLDER = "chroma"
"""Chroma's files in the folder of a snapshot whose vectors are embedded."""
NAME_FILE = "collection"
"""Or the name of its collection on a server. Written before the collection is made: what a killed build leaves on a
server is known by it, and so removed."""


class Connection(Protocol):
    """Where collections are: in a folder, or on a server."""

    client: Any

    def run(self, action: Callable[[], T]) -> T:
        """The result of calls to the client. Raises SnapshotError for whatever fails in them."""
        ...

    def close(self) -> None: ...


class FolderConnection:
    """Chroma embedded in this process, its files in `folder`."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._folder = folder
        try:
            self.client: Any = chromadb.PersistentClient(
                path=str(folder), settings=Settings(anonymized_telemetry=False)
            )
        except Exception as error:  # chromadb raises bare exceptions of its Rust core
            raise self._failed(error) from error

    def run(self, action: Callable[[], T]) -> T:
        from chromadb.errors import ChromaError

        end = time.monotonic() + _RETURNED_S
        while True:
            try:
                return action()
            except Exception as error:  # as above
                # Files removed under a reader stay readable through the connection it has. Chroma opens another where that
                # is not back in its pool yet, and fails; a moment later it is.
                removed = isinstance(error, ChromaError) and not (self._folder / _DATABASE).exists()
                if not removed or time.monotonic() > end:
                    raise self._failed(error) from error
                time.sleep(_PAUSE_S)

    def close(self) -> None:
        """Releases the files; the store may not be used afterwards."""
        self.client.close()

    def _failed(self, error: Exception) -> SnapshotError:
        return SnapshotError(f"the vector store {self._folder} fails ({error}): run `assistant index --full`")


@dataclass(frozen=True)
class Entry:
    """A passage to be found by its vector, `(d,) float32`."""

    vector: NDArray[np.float32]
    document_id: str
    title: str
    start: int
    end: int

    @property
    def id(self) -> str:
        return f"{self.document_id}:{self.start}-{self.end}"

    def node(self) -> str:
        """The JSON of a LlamaIndex `TextNode`, written without importing that library (3 s, 100 MB)."""
        return json.dumps(
            {
                "id_": self.id,
                "metadata": {"document_id": self.document_id, "title": self.title},
                "relationships": {"1": {"node_id": self.document_id, "class_name": "RelatedNodeInfo"}},
                "start_char_idx": self.start,
                "end_char_idx": self.end,
                "class_name": "TextNode",
            },
            ensure_ascii=False,
        )


class VectorStore:
    """One collection: that of a snapshot."""

    def __init__(self, connection: Connection, collection: str, *, create: bool = False) -> None:
        """Raises SnapshotError when there is no such collection and it is not to be created."""
        self._connection = connection

        def opened() -> Any:
            if not create:
                return connection.client.get_collection(collection, embedding_function=None)
            return connection.client.get_or_create_collection(
                collection, configuration=_CONFIGURATION, embedding_function=None
            )

        try:
            self._collection: Any = connection.run(opened)
        except SnapshotError:
            connection.close()
            raise

    def close(self) -> None:
        """Releases files or connections; the store may not be used afterwards."""
        self._connection.close()

    def __len__(self) -> int:
        return int(self._connection.run(self._collection.count))

    @property
    def llama_store(self) -> ChromaVectorStore:
        """The same collection as a LlamaIndex vector store."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        return ChromaVectorStore(chroma_collection=self._collection)

    def add(self, entries: Sequence[Entry]) -> None:
        """Adds passages, as LlamaIndex writes its nodes but for the text: the snapshot holds that, and Chroma would index
        every three letters of it (300 passages a second instead of 1,600, and seven times the disk)."""
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            self._connection.run(
                partial(
                    self._collection.add,
                    ids=[entry.id for entry in batch],
                    embeddings=[entry.vector for entry in batch],
                    metadatas=[{"_node_content": entry.node()} for entry in batch],
                )
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Deletes by passage id; unknown ids are ignored."""
        for start in range(0, len(ids), _BATCH):
            self._connection.run(partial(self._collection.delete, ids=list(ids[start : start + _BATCH])))

    def ids(self) -> set[str]:
        """Ids of all passages held."""
        found: Any = self._connection.run(partial(self._collection.get, include=[]))
        return set(found["ids"])

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[str]:
        """Ids of the `k` passages of highest cosine, best first; `k` may not exceed the number held."""
        if k == 0:
            return []
        search = partial(self._collection.query, query_embeddings=[vector], n_results=k, include=[])
        return list(self._connection.run(search)["ids"][0])


def create_vectors(folder: Path, server: ChromaServer | None) -> VectorStore:
    """The collection of the snapshot written in `folder`, empty at first, or with what `folder/chroma` already holds."""
    if server is None:
        return VectorStore(FolderConnection(folder / FOLDER), _EMBEDDED, create=True)
    connection = server.connect()
    name = f"passages-{folder.name}"
    (folder / NAME_FILE).write_text(name, "utf-8")
    return VectorStore(connection, name, create=True)


def open_vectors(folder: Path, server: ChromaServer | None) -> VectorStore:
    """The collection of a whole snapshot. Raises SnapshotError where it is not there, VectorServerError where its server
    is away."""
    if not are_on_server(folder):
        if not (folder / FOLDER).is_dir():  # Chroma would make an empty one
            raise SnapshotError(f"snapshot {folder.name} has no vector store: run `assistant index --full`")
        return VectorStore(FolderConnection(folder / FOLDER), _EMBEDDED)
    if server is None:
        raise SnapshotError(
            f"the vectors of snapshot {folder.name} are on a Chroma server: set ASSISTANT_CHROMA_URL, or run "
            "`assistant index` to bring them back"
        )
    return VectorStore(server.connect(), (folder / NAME_FILE).read_text("utf-8"))


def are_on_server(folder: Path) -> bool:
    """Whether the vectors of that snapshot are, or were to be, on a server."""
    return (folder / NAME_FILE).is_file()


def drop_vectors(folders: Sequence[Path], server: ChromaServer | None) -> list[Path]:
    """Drops the collections of these snapshots from the server; returns the folders of which nothing is left there.
    Without a server the collections of one in use before are given up."""
    if server is None:
        return list(folders)
    away = [folder for folder in folders if are_on_server(folder)]
    dropped = [folder for folder in folders if folder not in away]
    try:
        connection = server.connect() if away else None
    except VectorServerError:
        return dropped  # the next build tries again
    if connection is not None:
        for folder in away:
            name = (folder / NAME_FILE).read_text("utf-8")
            with suppress(VectorServerError):
                with suppress(SnapshotError):  # there is no such collection
                    connection.run(partial(connection.client.delete_collection, name))
                dropped.append(folder)
        connection.close()
    return dropped
