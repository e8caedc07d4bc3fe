"""Where the vectors of passages are kept and asked: what a store must do, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents.document import Document
from index.storage.node_metadata import node_metadata
from index.storage.passages import Passage

BATCH = 1_000
"""Passages sent to a store at a time."""


@dataclass(frozen=True)
class Entry:
    """A passage to be found by its vector, `(d,) float32` of length one."""

    vector: NDArray[np.float32]
    passage: Passage
    document: Document
    programme: str | None
    """Id of the programme it belongs to; None of a corpus that declares none."""

    @property
    def id(self) -> str:
        return self.passage.id

    @property
    def text(self) -> str:
        return self.passage.text(self.document)

    @cached_property
    def metadata(self) -> dict[str, str]:
        """What a LlamaIndex program reads of its source, see `node_metadata`."""
        return node_metadata(self.document, self.passage, self.programme)


class VectorStore(Protocol):
    """One collection: the passages of one snapshot, by id. Safe for threads once it is open.

    Every method raises VectorServerError where a server is away or refuses, SnapshotError where what should be there is not;
    either message says what to do."""

    def add(self, entries: Sequence[Entry]) -> None:
        """Adds passages that it does not hold yet."""
        ...

    def finish(self) -> None:
        """Called once, after the last passage was added: a store that prepares its search does it now."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Deletes by passage id; unknown ids are ignored."""
        ...

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[str]:
        """Ids of the `k` passages of highest cosine with `vector` `(d,)`, best first; `k` may not exceed the number held. A store
        whose search is approximate may miss some, or return fewer."""
        ...

    def count(self) -> int | None:
        """Passages held; None where the store cannot tell."""
        ...

    def ids(self) -> set[str] | None:
        """Ids of all passages held; None where the store cannot list them."""
        ...

    def close(self) -> None:
        """Releases files or connections; the store may not be used afterwards."""
        ...


class VectorBackend(Protocol):
    """A kind of vector store at an address: it makes, opens and drops the collections of snapshots, one for each, so that
    generations stay immutable. A collection is known by the folder of its snapshot.

    Every method raises what those of `VectorStore` do."""

    @property
    def name(self) -> str:
        """As the settings name it; a snapshot remembers it."""
        ...

    def create(self, folder: Path, dimension: int, live: Path | None = None) -> VectorStore:
        """The collection of the snapshot written in `folder`, for vectors of `dimension` numbers. `live`: the folder of one in
        the same backend whose collection it may start from, where copying costs less than adding; else it is empty."""
        ...

    def open(self, folder: Path, dimension: int) -> VectorStore:
        """The collection of a whole snapshot."""
        ...

    def drop(self, folder: Path) -> None:
        """Removes the collection; nothing where there is none."""
        ...


def collection_name(folder: Path) -> str:
    """Of the collection of the snapshot in `folder`: letters, digits and underscores, which tables may be called too."""
    return f"passages_{folder.name.lower().replace('-', '_')}"
