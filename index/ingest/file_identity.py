"""Origins: which file each document was read from, and which document a file is from one build to the next."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from index.documents.document import Document, Source

ORIGINS_FILE = "origins.json"
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Origin:
    """A free file and the document it is."""

    path: str
    """Relative to its corpus folder."""
    id: str
    declared: bool
    """True where the id is declared with the file: it then lives and dies with its declaration."""
    text: str
    """Digest of the canonical text: what a renamed file is recognised by."""
    read: str | None = None
    """Digest of all that its reading depends on; None where it must be read again, because only one of the files
    with its text is kept."""
    notes: tuple[str, ...] = ()
    """What its reader said is not in the text."""


_ORIGINS = TypeAdapter(tuple[Origin, ...])


@dataclass(frozen=True)
class Renamed:
    """A document that kept its id under another path."""

    id: str
    before: str
    after: str


@dataclass(frozen=True)
class Duplicate:
    """A file whose text is that of a document already indexed from another file."""

    path: str
    document_id: str


@dataclass(frozen=True)
class FileRead:
    """A free file as it was read, before it is settled which document it is: `document.id` is its declared id, or
    the one its path would give."""

    document: Document
    declared: bool
    read: str | None
    notes: tuple[str, ...] = ()


def recalling(origins: Sequence[Origin], document: Callable[[str], Document]) -> Callable[[str], FileRead | None]:
    """Recalls what `document`, a snapshot's store by id, holds of files that have not changed since."""
    by_digest = {origin.read: origin for origin in origins if origin.read}

    def recall(read: str) -> FileRead | None:
        origin = by_digest.get(read)
        return FileRead(document(origin.id), origin.declared, read, origin.notes) if origin else None

    return recall


@dataclass(frozen=True)
class Settled:
    """Free documents with their identity."""

    documents: tuple[Document, ...]
    origins: tuple[Origin, ...]
    renamed: tuple[Renamed, ...]
    duplicates: tuple[Duplicate, ...]


def save_origins(folder: Path, origins: Sequence[Origin]) -> None:
    (folder / ORIGINS_FILE).write_bytes(_ORIGINS.dump_json(tuple(origins)))


def load_origins(folder: Path) -> tuple[Origin, ...]:
    """Origins of a snapshot; none where they cannot be read: files are then known by their path alone."""
    try:
        return _ORIGINS.validate_json((folder / ORIGINS_FILE).read_bytes())
    except (OSError, ValueError):
        return ()


def digest(*parts: str | bytes) -> str:
    """32 hexadecimal characters that change whenever one of the parts does."""
    hashed = hashlib.sha256()
    for part in parts:
        value = part.encode() if isinstance(part, str) else part
        hashed.update(len(value).to_bytes(8, "little") + value)
    return hashed.hexdigest()[:32]


@lru_cache(maxsize=1)
def reading_version() -> str:
    """Digest of the code and the tables of `index`: what another program read is read again."""
    return digest(*(path.read_bytes() for path in program_files()))


def program_files() -> list[Path]:
    """The files of `index` that decide what is read in a text, in a fixed order."""
    package = Path(__file__).parent.parent
    return sorted(path for path in package.rglob("*") if path.suffix in (".py", ".yaml"))


def identity_of(path: str) -> str:
    """Id of a free file: its path without the suffix, separators as dashes, other odd characters as underscores."""
    stem = path.rsplit(".", 1)[0]
    return _UNSAFE.sub("_", stem.replace("/", "-")).strip("_-") or "document"


def settle(files: Sequence[FileRead], known: Sequence[Origin], taken: Iterable[str] = ()) -> Settled:
    """Which documents the free files of all corpora are. `known`: those of the live snapshot; `taken`: ids of records.

    One document per text: files with the same text share it. Its id is the first that holds of: the id declared with
    one of its files; the id one of these paths had; the id of a file that is gone and had this text; the id its first
    path gives, numbered where it is taken. Its metadata are those of the file that declares most of them; the others
    are its `also_at`. See docs/decisions/identity-of-files.md."""
    groups: dict[str, list[FileRead]] = defaultdict(list)
    for file in files:
        groups[digest(file.document.text)].append(file)
    ids = _identities(groups, _Known(known, [file.document.path for file in files]), set(taken))
    documents: list[Document] = []
    origins: list[Origin] = []
    duplicates: list[Duplicate] = []
    for text, members in groups.items():
        chosen = max(members, key=_told)  # the first of those that tell most
        others = [file for file in members if file is not chosen]
        identity = ids[text]
        documents.append(chosen.document.model_copy(update={"id": identity, **_copies(others)}))
        for file in members:
            read = None if others else file.read
            origins.append(Origin(file.document.path, identity, file.declared, text, read, file.notes))
        duplicates.extend(Duplicate(file.document.path, identity) for file in others)
    return Settled(tuple(documents), tuple(origins), tuple(_renamed(documents, origins, known)), tuple(duplicates))


class _Known:
    """The known origins, by what they can be recognised by: each path once, each text of a file that is gone once."""

    def __init__(self, origins: Sequence[Origin], present: Sequence[str]) -> None:
        self._by_path: dict[str, list[Origin]] = defaultdict(list)
        self._gone: dict[str, list[Origin]] = defaultdict(list)
        paths = set(present)
        for origin in origins:
            if origin.declared:
                continue
            if origin.path in paths:
                self._by_path[origin.path].append(origin)
            else:
                self._gone[origin.text].append(origin)

    def by_path(self, text: str, members: Sequence[FileRead]) -> list[str]:
        """Ids these paths had; those with this very text first: two corpora may hold a file of one name."""
        found = [origin for file in members for origin in self._by_path[file.document.path]]
        return [origin.id for origin in sorted(found, key=lambda origin: origin.text != text)]

    def by_text(self, text: str) -> list[str]:
        return [origin.id for origin in self._gone[text]]


def _identities(groups: Mapping[str, Sequence[FileRead]], known: _Known, taken: set[str]) -> dict[str, str]:
    """Id by text. Each way of being recognised is tried for every document before the next one."""
    ids: dict[str, str] = {}

    def assign(text: str, candidates: Iterable[str]) -> None:
        if text not in ids:
            free = next((candidate for candidate in candidates if candidate not in taken), None)
            if free is not None:
                ids[text] = free
                taken.add(free)

    for text, members in groups.items():
        declared = [file.document.id for file in members if file.declared]
        if declared:
            assign(text, [*declared, _numbered(declared[0], taken)])
    for text, members in groups.items():
        assign(text, known.by_path(text, members))
    for text in groups:
        assign(text, known.by_text(text))
    for text, members in groups.items():
        if text not in ids:
            assign(text, [_numbered(identity_of(members[0].document.path), taken)])
    return ids


def _numbered(identity: str, taken: set[str]) -> str:
    """The id, or with the first number that makes it free."""
    candidate, number = identity, 2
    while candidate in taken:
        candidate, number = f"{identity}-{number}", number + 1
    return candidate


def _told(file: FileRead) -> int:
    """How much of where it comes from is declared with a file."""
    document = file.document
    names = ("publisher", "published_on", "url", "valid_from", "valid_to", "status")
    told = sum(getattr(document, name) is not None and name not in document.inferred for name in names)
    return 2 * told + file.declared


def _copies(others: Sequence[FileRead]) -> dict[str, object]:
    fields = ("title", "publisher", "published_on", "url", "authority")
    return {
        "also_at": tuple(
            Source(id=file.document.path, **{name: getattr(file.document, name) for name in fields}) for file in others
        )
    }


def _renamed(documents: Sequence[Document], origins: Sequence[Origin], known: Sequence[Origin]) -> Iterable[Renamed]:
    """Documents none of whose earlier paths is left."""
    paths: dict[str, set[str]] = defaultdict(set)
    for origin in origins:
        paths[origin.id].add(origin.path)
    before: dict[str, list[str]] = defaultdict(list)
    for origin in known:
        before[origin.id].append(origin.path)
    for document in documents:
        earlier = before.get(document.id, [])
        if earlier and not paths[document.id] & set(earlier):
            yield Renamed(document.id, earlier[0], document.path)
