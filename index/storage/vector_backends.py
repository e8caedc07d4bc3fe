"""Which vector stores there are, which one a setting names, and which one holds a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

from index.errors import SnapshotError, VectorServerError
from index.storage.chroma_folder import ChromaFolder
from index.storage.vector_store import VectorBackend, VectorStore

BACKENDS: Mapping[str, str] = {
    "chroma": "index.storage.chroma_folder:ChromaFolder",
    "chroma-server": "index.storage.chroma_server:ChromaServer",
    "postgres": "index.storage.postgres_store:PostgresBackend",
}
"""Name in the settings, and the class that keeps its collections; any other is named by its own `module:Class`."""
EMBEDDED = ChromaFolder()
"""The backend of whoever names none."""
BACKEND_FILE = "vector_store"
"""In the folder of a snapshot whose vectors are elsewhere: the name of their backend. Written before the collection is made:
what a killed build leaves there is known by it, and so removed."""


def backend_of(name: str, options: Mapping[str, Any]) -> VectorBackend:
    """The backend of that name in `BACKENDS`, or of a `module:Class`: one of ours (`VectorBackend`), made with `options`, or
    else any LlamaIndex vector store, which is made with them for each snapshot (`index.storage.llama_store`).

    Raises SnapshotError where it cannot be imported, or does not take these options."""
    module, _, path = BACKENDS.get(name, name).partition(":")
    try:
        found = attrgetter(path)(import_module(module))
        if all(hasattr(found, method) for method in ("create", "open", "drop")):
            return found(**options)
        from index.storage.llama_store import LlamaBackend

        return LlamaBackend(name, found, options)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise SnapshotError(
            f"the vector store {name} cannot be used ({error}): install its package, or correct ASSISTANT_VECTOR_STORE and "
            "ASSISTANT_VECTOR_STORE_OPTIONS"
        ) from error


def backend_held(folder: Path) -> str:
    """Name of the backend that holds, or was to hold, the vectors of that snapshot."""
    try:
        return (folder / BACKEND_FILE).read_text("utf-8")
    except FileNotFoundError:
        return EMBEDDED.name


def create_vectors(folder: Path, backend: VectorBackend, dimension: int, live: Path | None = None) -> VectorStore:
    """The collection of the snapshot written in `folder`: empty, or what was copied of that of the snapshot `live`."""
    if backend.name != EMBEDDED.name:
        (folder / BACKEND_FILE).write_text(backend.name, "utf-8")
    same = live if live is not None and backend_held(live) == backend.name else None
    return backend.create(folder, dimension, same)


def open_vectors(folder: Path, backend: VectorBackend, dimension: int) -> VectorStore:
    """The collection of a whole snapshot, which the settings' backend holds or its own folder. Raises SnapshotError where it
    is not there, VectorServerError where its server is away."""
    held = backend_held(folder)
    if held == EMBEDDED.name:
        return EMBEDDED.open(folder, dimension)
    if held != backend.name:
        raise SnapshotError(
            f"the vectors of snapshot {folder.name} are in the store {held}, the settings name {backend.name}: set "
            "ASSISTANT_VECTOR_STORE or ASSISTANT_CHROMA_URL as it was, or run `assistant index` to bring them over"
        )
    return backend.open(folder, dimension)


def drop_vectors(folders: Sequence[Path], backend: VectorBackend) -> list[Path]:
    """Drops the collections of these snapshots; returns the folders of which nothing is left elsewhere. Those in a store that
    the settings no longer name are given up."""
    kept: list[Path] = []
    for folder in folders if backend.name != EMBEDDED.name else ():
        if backend_held(folder) != backend.name:
            continue
        try:
            backend.drop(folder)
        except VectorServerError:
            kept.append(folder)  # the next build tries again
        except SnapshotError:
            continue  # there is none
    return [folder for folder in folders if folder not in kept]
