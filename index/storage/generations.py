"""The snapshots of a data directory: which are whole, which are dead, which may go."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from index.storage.manifest import MANIFEST_FILE
from index.storage.snapshot import SNAPSHOTS, remove_snapshots
from index.storage.vector_backends import EMBEDDED
from index.storage.vector_store import VectorBackend


def snapshot_folders(data: Path) -> Iterator[Path]:
    """Folders of all snapshots, oldest first, whole or not."""
    root = data / SNAPSHOTS
    yield from sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else ()


def whole_snapshots(data: Path) -> list[str]:
    """Ids of the complete snapshots, oldest first."""
    return [path.name for path in snapshot_folders(data) if (path / MANIFEST_FILE).is_file()]


def dead_snapshots(data: Path) -> list[Path]:
    """Folders that killed builds left, and that of the build that is running."""
    return [path for path in snapshot_folders(data) if not (path / MANIFEST_FILE).is_file()]


def remove_dead(data: Path, backend: VectorBackend = EMBEDDED) -> None:
    """Removes what killed builds left; to be called under the lock, when nothing here is being written."""
    remove_snapshots(dead_snapshots(data), backend)


def prune(data: Path, kept: Collection[str | None], backend: VectorBackend = EMBEDDED) -> None:
    """Removes every snapshot but those `kept`: the live one and the one that was live before, for `--rollback`.
    Readers that still hold an older one keep its files: the system frees them when they are closed."""
    dead = [data / SNAPSHOTS / identity for identity in whole_snapshots(data) if identity not in kept]
    remove_snapshots(dead, backend)


def flush(folder: Path) -> None:
    """Forces every file of a snapshot to the disk, so that a power cut never leaves `CURRENT` naming empty files."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
