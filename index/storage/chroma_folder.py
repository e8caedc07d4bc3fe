"""Chroma embedded: the vectors of a snapshot lie in its folder."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from index.errors import SnapshotError
from index.storage.chroma_collection import ChromaCollection

T = TypeVar("T")

FOLDER = "chroma"
"""Chroma's files in the folder of a snapshot."""
_COLLECTION = "passages"
_DATABASE = "chroma.sqlite3"
_RETURNED_S = 5.0
"""Within which a connection is back in Chroma's pool, however busy the machine is."""
_PAUSE_S = 0.01


class ChromaFolder:
    """The backend that needs nothing beside the index: copied with it, removed with it."""

    name = "chroma"

    def create(self, folder: Path, dimension: int, live: Path | None = None) -> ChromaCollection:
        """A copy of the collection of `live`, whose graph need not be made again; an empty one without."""
        if live is not None:
            shutil.copytree(live / FOLDER, folder / FOLDER)
        return ChromaCollection(FolderConnection(folder / FOLDER), _COLLECTION, create=True)

    def open(self, folder: Path, dimension: int) -> ChromaCollection:
        """Raises SnapshotError where it is not there."""
        if not (folder / FOLDER).is_dir():  # Chroma would make an empty one
            raise SnapshotError(f"snapshot {folder.name} has no vector store: run `assistant index --full`")
        return ChromaCollection(FolderConnection(folder / FOLDER), _COLLECTION)

    def drop(self, folder: Path) -> None:
        """Removes its files."""
        shutil.rmtree(folder / FOLDER, ignore_errors=True)


class FolderConnection:
    """Chroma in this process, its files in `folder`."""

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
        """The result of calls to the client. Raises SnapshotError for whatever fails in them."""
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
        """Releases the files; the connection may not be used afterwards."""
        self.client.close()

    def _failed(self, error: Exception) -> SnapshotError:
        return SnapshotError(f"the vector store {self._folder} fails ({error}): run `assistant index --full`")
