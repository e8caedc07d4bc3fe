"""A snapshot: one immutable generation of the index, opened for reading."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.documents.document import Document
from index.errors import SnapshotError
from index.language.general_lexicon import Lexicon
from index.programmes.programme import Programme, Programmes
from index.storage.accepted_questions import AcceptedQuestions
from index.storage.annotations import Annotations
from index.storage.arrays import RowFile, mapped
from index.storage.corpus_words import CorpusWords
from index.storage.document_store import DocumentStore
from index.storage.keywords import VOCABULARY, KeywordIndex
from index.storage.manifest import MANIFEST_FILE, Manifest
from index.storage.passages import Passage
from index.storage.string_table import Vocabulary
from index.storage.vector_backends import BACKEND_FILE, EMBEDDED, drop_vectors, open_vectors
from index.storage.vector_store import VectorBackend, VectorStore

CURRENT_FILE = "CURRENT"
SNAPSHOTS = "snapshots"

PASSAGE_COLUMNS = ("document", "start", "end", "first_sentence", "sentences")


_ROWS_KEPT = 50_000
"""Ids of passages whose row is remembered: 8 MB."""
_OPENING = threading.Lock()
"""NumPy reads the header of an array with Python's own parser, whose compiler is not safe for threads in CPython 3.11
("AST constructor recursion depth mismatch"): snapshots are opened one at a time."""


class Snapshot:
    """The files of `<data>/snapshots/<id>/`.

    Rows of the arrays:
        `passages` (p, 5) int32, columns `PASSAGE_COLUMNS`; `sentences` (s, 2) int32, document offsets;
        `passage_vectors` (p, d) float32; `sentence_vectors` (s, d) float16; `title_vectors` (t, d) float32 with
        `title_documents` (t,) int32: the title of each document, then its other names.
    All are memory-mapped, but for the vectors of passages and sentences where they are many: of those a question reads a few
    rows. Documents are read from SQLite when asked for."""

    def __init__(
        self, folder: Path, manifest: Manifest | None = None, backend: VectorBackend = EMBEDDED
    ) -> None:
        """`manifest`: of a snapshot that is being built, and has none on the disk yet. `backend`: where the vectors are
        looked for when they are not in the folder."""
        self.folder = folder
        self._backend = backend
        self.manifest = manifest or Manifest.load(folder)
        self._rows: dict[str, int] = {}
        with _OPENING:
            self._open(folder)

    def _open(self, folder: Path) -> None:
        try:
            self.store = DocumentStore(folder / "documents.sqlite")
            self.passages = mapped(folder / "passages.npy")
            self.sentences = mapped(folder / "sentences.npy")
            self.passage_vectors = RowFile(folder / "passage_vectors.npy")
            self.sentence_vectors = RowFile(folder / "sentence_vectors.npy")
            self.title_vectors = mapped(folder / "title_vectors.npy")
            self.title_documents = mapped(folder / "title_documents.npy")
            self.questions = AcceptedQuestions(folder)
            tokens = Vocabulary(folder, VOCABULARY)
            self.keywords = KeywordIndex(folder / "keywords", tokens)
            self.document_keywords = KeywordIndex(folder / "document_keywords", tokens)
            self.words = CorpusWords(folder)
            self.annotations = Annotations(folder, len(self.passages), len(self.sentences))
            self.lexicon = Lexicon.model_validate_json((folder / "lexicon.json").read_text("utf-8"))
            self.programmes = Programmes.model_validate_json((folder / "programmes.json").read_text("utf-8"))
            held = self.store.count()
        except (OSError, EOFError, ValueError, KeyError) as error:
            raise damaged(folder, error) from error
        if held != self.manifest.counts.documents:
            raise damaged(folder, f"{held} documents of {self.manifest.counts.documents}")

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def programme(self) -> Programme:
        """The programme that it is about: the first declared, the neutral one where none is."""
        return self.programmes.main

    @cached_property
    def vectors(self) -> VectorStore:
        """Raises SnapshotError when the collection cannot be opened or lacks passages, VectorServerError when its server is
        away."""
        store = open_vectors(self.folder, self._backend, self.manifest.encoder.dimension)
        wanted = self.manifest.counts.passages
        found: int | None = -1
        try:
            found = store.count()
        finally:
            if found not in (None, wanted):
                store.close()
        if found not in (None, wanted):
            raise damaged(self.folder, f"{found} vectors for {wanted} passages")
        return store

    def nearest(self, vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        """Rows of the `k` passages of highest cosine with `vector` `(d,)`, best first: as many as there are, or as the store
        finds. Raises SnapshotError where the store is not that of this snapshot, VectorServerError where it is away."""
        ids = self.vectors.nearest(vector, min(k, len(self.passages)))
        try:
            return self.rows_of(ids)
        except KeyError as error:
            raise damaged(self.folder, f"its vectors hold {error.args[0]!r}, which is no passage") from error

    def cosines(self, rows: NDArray[np.int64], vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines `(len(rows),)` of these passages with `vector` `(d,)`."""
        return self.passage_vectors.rows(rows) @ vector

    def document(self, document_id: str) -> Document:
        """Raises KeyError for an unknown id."""
        return self.store.at(self.store.ordinal(document_id))

    def documents(self, kind: str | None = None) -> Iterator[Document]:
        """All documents, or those of one kind, ordered by id."""
        return (self.store.at(ordinal) for ordinal in self.store.ordinals(kind))

    def passage(self, row: int) -> tuple[Passage, Document]:
        """The passage of that row with its document."""
        ordinal, start, end, first, count = self.passages[row].tolist()
        document = self.store.at(ordinal)
        sentences = tuple(map(tuple, self.sentences[first : first + count].tolist()))
        anchor = sentences[0][0] if sentences else start
        return Passage(document.id, start, end, document.titles_at(anchor), sentences), document

    def rows_of(self, ids: Sequence[str]) -> NDArray[np.int64]:
        """Rows of passages by id, `(len(ids),)`. Raises KeyError for an unknown id.

        An id names its document and its place there, so nothing need be loaded to find it; what was found is remembered."""
        found = self._rows
        unknown = [identity for identity in ids if identity not in found]
        if unknown:
            if len(found) > _ROWS_KEPT:
                self._rows = found = {}  # another thread may still be reading the one before
                unknown = list(ids)
            found.update(zip(unknown, self._found(unknown), strict=True))
        return np.array([found[identity] for identity in ids], dtype=np.int64)

    def _found(self, ids: Sequence[str]) -> list[int]:
        parts = [identity.rpartition(":") for identity in ids]
        ordinals = self.store.ordinals_of({document for document, _, _ in parts})
        wanted = np.array(
            [ordinals[document] << 32 | int(place.partition("-")[0]) for document, _, place in parts], dtype=np.int64
        )
        rows = np.searchsorted(self._places, wanted)
        strange = self._places[np.minimum(rows, len(self._places) - 1)] != wanted
        if strange.any():
            raise KeyError(ids[int(np.argmax(strange))])
        return rows.tolist()

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        """`(p,)`: ordinal of the document and first character of each passage, as one ascending number."""
        return self.passages[:, 0].astype(np.int64) << 32 | self.passages[:, 1]

    def ids_of(self, rows: Sequence[int] | NDArray[np.int64]) -> list[str]:
        """Ids of the passages in these rows, in their order."""
        places = self.passages[np.asarray(rows, dtype=np.int64), :3].tolist()
        names = self.store.ids_of({ordinal for ordinal, _, _ in places})
        return [f"{names[ordinal]}:{start}-{end}" for ordinal, start, end in places]

    @cached_property
    def passages_of(self) -> NDArray[np.int64]:
        """`(documents + 1,)`: rows `passages_of[o]:passages_of[o + 1]` are the passages of document `o`."""
        return np.searchsorted(self.passages[:, 0], np.arange(self.manifest.counts.documents + 1))

    @cached_property
    def titles_of(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The documents with a row in `title_vectors`, and the first row of each."""
        documents, starts = np.unique(self.title_documents, return_index=True)
        return documents, starts

    @cached_property
    def has_title(self) -> NDArray[np.bool_]:
        """`(documents,)`: whether `title_vectors` holds a row of it."""
        found = np.zeros(self.manifest.counts.documents, dtype=bool)
        found[self.title_documents] = True
        return found

    def close(self) -> None:
        """Releases the vector store if it was opened; more than once does no harm."""
        vectors = self.__dict__.pop("vectors", None)
        if vectors is not None:
            vectors.close()


def damaged(folder: Path, what: object) -> SnapshotError:
    """The error of a snapshot of which something is lost."""
    return SnapshotError(f"snapshot {folder.name} is damaged ({what}): run `assistant index --full`")


def current_id(data: Path) -> str | None:
    """Id of the live snapshot, or None where none was ever built."""
    try:
        return (data / CURRENT_FILE).read_text("ascii", errors="replace").strip() or None
    except FileNotFoundError:
        return None


def set_current(data: Path, snapshot_id: str) -> None:
    """Makes a snapshot the live one, atomically and durably."""
    temporary = data / f"{CURRENT_FILE}.{os.getpid()}"
    with temporary.open("w", encoding="ascii") as file:
        file.write(snapshot_id + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, data / CURRENT_FILE)
    directory = os.open(data, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def remove_snapshots(folders: Sequence[Path], backend: VectorBackend) -> None:
    """Removes snapshots with their collections. Of one whose collection cannot be dropped now, the name of its store is left:
    a folder without a manifest, which the next build removes."""
    dropped = drop_vectors(folders, backend)
    for folder in folders:
        if folder in dropped:
            shutil.rmtree(folder, ignore_errors=True)
            continue
        for path in sorted(folder.iterdir(), key=lambda path: path.name != MANIFEST_FILE):
            if path.name != BACKEND_FILE:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def open_current(data: Path, backend: VectorBackend = EMBEDDED) -> Snapshot:
    """The live snapshot. Raises SnapshotError when there is none."""
    identity = current_id(data)
    if identity is None:
        raise SnapshotError(f"no index in {data}: run `assistant index --data {data}`")
    return Snapshot(data / SNAPSHOTS / identity, backend=backend)
