"""Small corpora written for a test, the real encoder with a memory, and copies of one built index."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.build.builder import Report, build
from index.encoder.encoder import Encoder
from index.storage.snapshot import SNAPSHOTS, Snapshot, current_id, open_current

TEXTS = {
    "prets.md": (
        "---\ntitle: Les prêts\npublisher: Banque des Territoires\npublished_on: 2019-03\n---\n"
        "## Durée\n\nLa Banque des Territoires prête aux communes. Ces prêts durent jusqu'à 40 ans.\n"
    ),
    "lancement.txt": "Lancement\n\nLe programme a été lancé le 22 novembre 2018. Il comptait alors 124 territoires.\n",
    "vte.txt": "Le VTE\n\nLe volontariat territorial en entreprise aide les PME à recruter de jeunes diplômés.\n",
    "ademe.txt": "L'ADEME\n\nL'Agence de la transition écologique finance les études de décarbonation des usines.\n",
}
"""Four documents of one passage each."""


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes the files below `folder`, and returns it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


class RecordingEncoder(Encoder):
    """The real encoder, which remembers the texts it was given."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.encoded: list[str] = []
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]] | None = None) -> Any:
        self.encoded.extend(texts)
        return super().encode_passages(texts, spans)

    def encode_queries(self, texts: Sequence[str]) -> Any:
        self.asked.extend(texts)
        return super().encode_queries(texts)


@dataclass(frozen=True)
class Place:
    """A corpus, and the data directory of its index."""

    corpus: Path
    data: Path
    encoder: RecordingEncoder

    def build(self, **options: Any) -> Report:
        """Builds, and forgets what was encoded before."""
        self.encoder.encoded.clear()
        self.encoder.asked.clear()
        return build([self.corpus], self.data, self.encoder, **options)

    def copy(self, folder: Path) -> Place:
        """The same corpus and index elsewhere, to change at will."""
        shutil.copytree(self.corpus, folder / "corpus")
        shutil.copytree(self.data, folder / "data")
        return Place(folder / "corpus", folder / "data", self.encoder)

    def change(self, files: Mapping[str, str | bytes]) -> None:
        write(self.corpus, files)

    @property
    def live_folder(self) -> Path:
        return self.data / SNAPSHOTS / (current_id(self.data) or "")

    def open(self) -> Snapshot:
        return open_current(self.data)

    def files(self) -> dict[str, tuple[int, int]]:
        """Every file below the data directory with its size and time of change."""
        return {
            str(path.relative_to(self.data)): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in self.data.rglob("*")
            if path.is_file()
        }


def nearest(snapshot: Snapshot, encoder: Encoder, query: str, k: int = 3) -> list[str]:
    """Ids of the passages nearest to a query by vector."""
    return snapshot.vectors.nearest(encoder.encode_query(query), k)


def passage_ids(snapshot: Snapshot) -> list[str]:
    """Ids of all passages, in the order of their rows."""
    return snapshot.ids_of(range(len(snapshot.passages)))


__all__ = ["TEXTS", "Place", "RecordingEncoder", "nearest", "passage_ids", "write"]
