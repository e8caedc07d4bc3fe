"""Errors of the index. Each message says, in one line, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class IndexingError(Exception):
    """Base of all errors of this package that a user can act on."""


class SnapshotError(IndexingError):
    """There is no usable snapshot: none built, another encoder, damaged."""


class VectorServerError(SnapshotError):
    """The server that holds the vectors of a snapshot is away or refuses; the snapshot itself is sound."""


class BuildError(IndexingError):
    """A build cannot go on; the live snapshot is untouched."""


class LockedError(BuildError):
    """Another build holds the lock."""


@dataclass(eq=False)
class Problem(Exception):
    """Something wrong in a corpus, where a maintainer can find it."""

    file: str
    message: str
    line: int | None = None
    field: str | None = None
    severity: str = "error"
    """`error`: the document is left out; `warning`: it is kept."""

    def __str__(self) -> str:
        # A name may hold line ends, or marks that turn what follows around.
        file = "".join(letter if letter.isprintable() else "�" for letter in self.file)
        place = file if self.line is None else f"{file}:{self.line}"
        field = f" [{self.field}]" if self.field else ""
        return f"{place}{field} {self.message}"


class ReadingError(Exception):
    """A file cannot be read as a document; the message says why and what to do."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path
