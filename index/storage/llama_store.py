"""Any LlamaIndex vector store: one that the settings name by its class is asked through LlamaIndex's own interface."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotError, VectorServerError
from index.storage.vector_store import BATCH, Entry, collection_name

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores.types import BasePydanticVectorStore

T = TypeVar("T")
logger = logging.getLogger("assistant.index")

COLLECTION, DIMENSION = "{collection}", "{dimension}"
"""What stands in the options for the name of a snapshot's collection, and for the numbers of a vector."""
PASSAGE = "passage_id"
"""Key of a node's metadata. Ids of nodes are UUIDs, which some stores insist on."""
_SECRET = re.compile(r"passw|secret|token|key", re.IGNORECASE)
_SHOWN = 200
"""Characters of a store's own error that are passed on."""


class LlamaBackend:
    """Makes a LlamaIndex vector store for each snapshot."""

    def __init__(self, name: str, make: Callable[..., BasePydanticVectorStore], options: Mapping[str, Any]) -> None:
        """`make`: its class or one of its class methods, called with `options` in which `{collection}` and `{dimension}` are
        replaced. Raises ValueError where no option names the collection: generations would lie in one table."""
        if COLLECTION not in str(options):
            raise ValueError(f"no option holds {COLLECTION}, where the store wants the name of its table or collection")
        self.name = name
        self._make = make
        self._options = options
        self._calls = StoreCalls(name, options)

    def create(self, folder: Path, dimension: int, live: Path | None = None) -> LlamaStore:
        """An empty collection: no LlamaIndex store copies one."""
        return self.open(folder, dimension)

    def open(self, folder: Path, dimension: int) -> LlamaStore:
        """Raises VectorServerError where the store cannot be made; most turn to their server at the first question only."""
        options = filled(self._options, {COLLECTION: collection_name(folder), DIMENSION: dimension})
        return LlamaStore(self._calls.run(lambda: self._make(**options)), self._calls)

    def drop(self, folder: Path) -> None:
        """Empties the collection: LlamaIndex has no word for removing it, though some stores do. Raises VectorServerError."""
        store = self.open(folder, 1).llama_store

        def empty() -> None:
            try:
                store.clear()
            except NotImplementedError:
                name = collection_name(folder)
                logger.warning("the vector store %s cannot empty a collection: remove %s there", self.name, name)

        self._calls.run(empty)


class LlamaStore:
    """A `VectorStore` over a LlamaIndex vector store. Nodes hold the passage's text and `node_metadata`."""

    def __init__(self, store: BasePydanticVectorStore, calls: StoreCalls) -> None:
        self.llama_store = store
        self._calls = calls

    def add(self, entries: Sequence[Entry]) -> None:
        """Adds passages that it does not hold yet. Raises VectorServerError."""
        for start in range(0, len(entries), BATCH):
            nodes = [_node(entry) for entry in entries[start : start + BATCH]]
            self._calls.run(lambda nodes=nodes: self.llama_store.add(nodes))  # type: ignore[misc]

    def finish(self) -> None:
        """Nothing: LlamaIndex's interface has no word for it."""

    def delete(self, ids: Sequence[str]) -> None:
        """Deletes by passage id, unknown ids are ignored. Raises VectorServerError."""
        for start in range(0, len(ids), BATCH):
            numbers = [_node_id(identity) for identity in ids[start : start + BATCH]]
            self._calls.run(lambda numbers=numbers: self.llama_store.delete_nodes(numbers))  # type: ignore[misc]

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[str]:
        """Ids of the `k` passages of highest cosine, best first; fewer where the store gives fewer. Raises VectorServerError, and
        SnapshotError for a store that returns no nodes."""
        from llama_index.core.vector_stores.types import VectorStoreQuery

        if k == 0:
            return []
        query = VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=k)
        nodes = self._calls.run(lambda: self.llama_store.query(query)).nodes
        if nodes is None:
            raise SnapshotError(f"the vector store {self._calls.store} keeps no nodes: name one that stores texts")
        return [node.metadata[PASSAGE] for node in nodes]

    def count(self) -> int | None:
        """None: LlamaIndex's interface counts nothing."""
        return None

    def ids(self) -> set[str] | None:
        """None: LlamaIndex's interface lists nothing without reading every vector."""
        return None

    def close(self) -> None:
        """Lets go of the store, which closes its connections itself."""


class StoreCalls:
    """Calls a store, and turns whatever it raises into errors of ours, without the secrets of its options."""

    def __init__(
        self, store: str, options: Mapping[str, Any], is_lost: Callable[[Exception], bool] = lambda error: False
    ) -> None:
        """`store`: its name; `is_lost`: whether an error says that the collection is not there."""
        self.store = store
        self._secrets = sorted(secrets_of(options), key=len, reverse=True)
        self._is_lost = is_lost

    def run(self, action: Callable[[], T]) -> T:
        """The result of a call to the store. Raises VectorServerError, or SnapshotError where the collection is not there."""
        try:
            return action()
        except Exception as error:  # each store has its own
            reason = self._reason(error)
            if self._is_lost(error):
                raise SnapshotError(
                    f"the vector store {self.store} does not hold the vectors of this index ({reason}): run `assistant index`"
                ) from error
            raise VectorServerError(
                f"the vector store {self.store} does not answer ({reason}): start it, or correct "
                "ASSISTANT_VECTOR_STORE_OPTIONS; where it lost its data, run `assistant index`"
            ) from error

    def _reason(self, error: Exception) -> str:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        for secret in self._secrets:
            reason = reason.replace(secret, "…")
        return reason[:_SHOWN]


def filled(options: Any, values: Mapping[str, str | int]) -> Any:
    """A copy of the options, however nested, with `values` in place of their names: as they are where one stands alone, within
    a longer text else."""
    if isinstance(options, Mapping):
        return {key: filled(value, values) for key, value in options.items()}
    if isinstance(options, list | tuple):
        return [filled(value, values) for value in options]
    if not isinstance(options, str) or options in values:
        return values.get(options, options)
    for name, value in values.items():
        options = options.replace(name, str(value))
    return options


def secrets_of(options: Any, key: str = "") -> Iterator[str]:
    """Texts of the options that must not be shown: those whose key says so, and passwords in addresses."""
    if isinstance(options, Mapping):
        for name, value in options.items():
            yield from secrets_of(value, name)
    elif isinstance(options, list | tuple):
        for value in options:
            yield from secrets_of(value, key)
    elif isinstance(options, str) and options:
        if _SECRET.search(key):
            yield options
        elif "://" in options and (password := urlsplit(options).password):
            yield password


def _node_id(passage_id: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, passage_id))


def _node(entry: Entry) -> TextNode:
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    return TextNode(
        id_=_node_id(entry.id),
        text=entry.text,
        embedding=entry.vector.tolist(),
        start_char_idx=entry.passage.start,
        end_char_idx=entry.passage.end,
        metadata={PASSAGE: entry.id, **entry.metadata},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=entry.document.id)},
    )
