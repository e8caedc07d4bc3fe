"""Passage vectors in Chroma, through LlamaIndex's vector store; one collection per snapshot."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

_COLLECTION = "passages"
_BATCH = 1_000
_CONFIGURATION: Any = {"hnsw": {"space": "cosine", "ef_construction": 128, "ef_search": 128, "max_neighbors": 24}}
"""A little above Chroma's defaults (100, 100, 16): these vectors live in a narrow band, where a graph errs more."""


class VectorStore:
    """The `passages` collection of one snapshot, embedded in `folder`."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        try:
            self._client: Any = chromadb.PersistentClient(
                path=str(folder), settings=Settings(anonymized_telemetry=False)
            )
            self._collection: Any = self._client.get_or_create_collection(
                _COLLECTION, configuration=_CONFIGURATION, embedding_function=None
            )
        except Exception as error:  # chromadb raises bare exceptions of its Rust core
            raise SnapshotError(
                f"the vector store {folder} cannot be opened ({error}): run `assistant index --full`"
            ) from error
        self._folder = folder

    def close(self) -> None:
        """Releases the files; the store may not be used afterwards."""
        self._client.close()

    def __len__(self) -> int:
        with self._failing():
            return int(self._collection.count())

    @contextmanager
    def _failing(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except ChromaError as error:
            raise SnapshotError(
                f"the vector store {self._folder} fails ({error}): run `assistant index --full`"
            ) from error

    @property
    def llama_store(self) -> ChromaVectorStore:
        """The same collection as a LlamaIndex vector store."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        return ChromaVectorStore(chroma_collection=self._collection)

    def add(self, nodes: Iterable[BaseNode]) -> None:
        """Adds nodes that carry their embedding."""
        store, iterator = self.llama_store, iter(nodes)
        with self._failing():
            while batch := list(itertools.islice(iterator, _BATCH)):
                store.add(batch)

    def delete(self, ids: Sequence[str]) -> None:
        """Deletes by passage id; unknown ids are ignored."""
        with self._failing():
            for start in range(0, len(ids), _BATCH):
                self._collection.delete(ids=list(ids[start : start + _BATCH]))

    def ids(self) -> set[str]:
        """Ids of all passages held."""
        with self._failing():
            return set(self._collection.get(include=[])["ids"])

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[str]:
        """Ids of the `k` passages of highest cosine, best first; `k` may not exceed the number held."""
        if k == 0:
            return []
        with self._failing():
            found: Any = self._collection.query(query_embeddings=[vector], n_results=k, include=[])
        return list(found["ids"][0])
