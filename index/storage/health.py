"""The health of a snapshot: whether all of it is there, as it was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.errors import SnapshotError, VectorServerError
from index.storage.chroma_folder import FOLDER
from index.storage.snapshot import Snapshot, damaged
from index.storage.vector_backends import EMBEDDED, backend_held
from index.storage.vector_store import VectorBackend

_PROBES = 16
_SAME = 0.999
"""Cosine from which two vectors are one: passages with the same text have the same vector."""


def file_sizes(folder: Path) -> dict[str, int]:
    """Size in bytes of every file of a snapshot. Chroma rewrites some of its own when it opens them, to the same
    sizes."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()
    }


def damage(snapshot: Snapshot) -> str | None:
    """The first thing wrong with the files of a snapshot that opened, or None. Reads a hundredth of a second, and
    touches nothing: the vector store is not opened, because that writes to it and a server may be reading it."""
    return next(_lost_files(snapshot), None)


def check_vectors(snapshot: Snapshot) -> None:
    """Opens the vector store. Raises SnapshotError where it is not whole: an index of which a part is lost is not put to use;
    VectorServerError where it is away."""
    lost = next(_lost_files(snapshot, f"{FOLDER}/"), None)
    if lost is None and snapshot.vectors.count() is None:
        lost = lost_vectors(snapshot)
    if lost:
        raise damaged(snapshot.folder, lost)


def has_vectors(snapshot: Snapshot, backend: VectorBackend) -> bool:
    """Whether its vectors are where a build with `backend` would put them, and are all there; those in its folder are taken to
    be, as `damage` looks at them. Raises VectorServerError where that cannot be known."""
    if backend_held(snapshot.folder) != backend.name:
        return False
    try:
        if backend.name != EMBEDDED.name:
            check_vectors(snapshot)
    except VectorServerError:
        raise
    except SnapshotError:
        return False
    return True


def ask_vectors(snapshot: Snapshot) -> None:
    """Asks the vector store for one neighbour. Raises VectorServerError where it does not answer."""
    if len(snapshot.passages):
        snapshot.nearest(snapshot.passage_vectors[:1][0], 1)


def _lost_files(snapshot: Snapshot, within: str = "") -> Iterator[str]:
    for name, size in snapshot.manifest.files.items():
        if not name.startswith(within):
            continue
        path = snapshot.folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif path.stat().st_size != size:
            yield f"{name} has {path.stat().st_size} bytes instead of {size}"
        elif path.suffix in (".sqlite", ".sqlite3") and not _sound(path):
            yield f"{name} is corrupt"


def _sound(path: Path) -> bool:
    """SQLite's own check of its pages; 0.02 s for 16 MB."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.Error:
        return False


def lost_vectors(snapshot: Snapshot) -> str | None:
    """What is wrong with the vector store, or None: it opens, holds as many vectors as there are passages, and finds
    sample passages by their own vectors. Its graph is approximate: one probe alone proves nothing. Raises VectorServerError
    where it is away."""
    held = len(snapshot.passages)
    rows = sorted({held * number // _PROBES for number in range(_PROBES)}) if held else []
    missed = 0
    try:
        for row in rows:
            own = snapshot.passage_vectors[row : row + 1][0]
            missed += not (snapshot.cosines(snapshot.nearest(own, 3), own) > _SAME).any()
    except VectorServerError:
        raise  # nothing is known of what it holds
    except SnapshotError as error:
        return str(error)
    return f"{missed} of {len(rows)} passages are not found by their own vector" if missed * 2 > len(rows) else None
