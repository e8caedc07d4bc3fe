"""A collection of Chroma, wherever that runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError
from index.storage.vector_store import BATCH, Entry

if TYPE_CHECKING:
    from llama_index.vector_stores.chroma import ChromaVectorStore

T = TypeVar("T")

_CONFIGURATION: Any = {"hnsw": {"space": "cosine", "ef_construction": 128, "ef_search": 128, "max_neighbors": 24}}
"""A little above Chroma's defaults (100, 100, 16): these vectors live in a narrow band, where a graph errs more."""


class Connection(Protocol):
    """Where collections are: in a folder, or on a server."""

    client: Any

    def run(self, action: Callable[[], T]) -> T:
        """The result of calls to the client. Raises SnapshotError for whatever fails in them."""
        ...

    def close(self) -> None: ...


class ChromaCollection:
    """A `VectorStore` in Chroma."""

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

    def count(self) -> int:
        """Passages held."""
        return int(self._connection.run(self._collection.count))

    @property
    def llama_store(self) -> ChromaVectorStore:
        """This collection as a LlamaIndex vector store."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        return ChromaVectorStore(chroma_collection=self._collection)

    def add(self, entries: Sequence[Entry]) -> None:
        """Adds passages, as LlamaIndex writes its nodes but for the text: the snapshot holds that, and Chroma would index
        every three letters of it (300 passages a second instead of 1,600, and seven times the disk)."""
        for start in range(0, len(entries), BATCH):
            batch = entries[start : start + BATCH]
            self._connection.run(
                partial(
                    self._collection.add,
                    ids=[entry.id for entry in batch],
                    embeddings=[entry.vector for entry in batch],
                    metadatas=[{"_node_content": _node(entry)} for entry in batch],
                )
            )

    def finish(self) -> None:
        """Nothing: the graph grows with each passage."""

    def delete(self, ids: Sequence[str]) -> None:
        """Deletes by passage id; unknown ids are ignored."""
        for start in range(0, len(ids), BATCH):
            self._connection.run(partial(self._collection.delete, ids=list(ids[start : start + BATCH])))

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


def _node(entry: Entry) -> str:
    """The JSON of a LlamaIndex `TextNode`, written without importing that library (3 s, 100 MB)."""
    return json.dumps(
        {
            "id_": entry.id,
            "metadata": entry.metadata,
            "relationships": {"1": {"node_id": entry.document.id, "class_name": "RelatedNodeInfo"}},
            "start_char_idx": entry.passage.start,
            "end_char_idx": entry.passage.end,
            "class_name": "TextNode",
        },
        ensure_ascii=False,
    )
