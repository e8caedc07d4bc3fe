"""What the index was made from, how old it is, and what its last build changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.presentation import labels
from assistant.presentation.api_models import validity
from index.documents.document import Document, Source
from index.errors import SnapshotError
from index.storage.document_store import DocumentStore
from index.storage.generations import whole_snapshots
from index.storage.manifest import Manifest
from index.storage.snapshot import Snapshot

OLD_YEARS = 5
"""Age from which a publication is counted as old."""


@dataclass(frozen=True)
class Changes:
    """What the last build changed, by title; `since` is when the one before it was built."""

    since: dt.datetime
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class Ages:
    """How old the publications behind the documents are."""

    publications: int
    newest: Source | None
    old: int
    undated: int


def changes(snapshot: Snapshot) -> Changes | None:
    """The difference with the snapshot kept for a return; None where there is none, as after the first build."""
    earlier = [identity for identity in whole_snapshots(snapshot.folder.parent.parent) if identity < snapshot.id]
    if not earlier:
        return None
    folder = snapshot.folder.parent / earlier[-1]
    try:
        manifest = Manifest.load(folder)
        store = DocumentStore(folder / "documents.sqlite")
        before = {identity: (ordinal, content) for ordinal, identity, content, _ in store.hashes()}
        now = {identity: (ordinal, content) for ordinal, identity, content, _ in snapshot.store.hashes()}
        removed = tuple(store.at(before[identity][0]).title for identity in before if identity not in now)
    except (SnapshotError, OSError):  # being removed right now, or of another version
        return None
    return Changes(
        since=manifest.created_on,
        added=tuple(snapshot.store.at(now[i][0]).title for i in now if i not in before),
        changed=tuple(snapshot.store.at(now[i][0]).title for i in now if i in before and before[i][1] != now[i][1]),
        removed=removed,
    )


def ages(documents: Sequence[Document], today: dt.date) -> Ages:
    """Over the publications that records name, and the documents that speak for themselves."""
    sources = {source.id: source for document in documents for source in document.sources}
    dated = [source for source in sources.values() if source.published_on is not None]
    limit = today.replace(year=today.year - OLD_YEARS, day=min(today.day, 28))
    return Ages(
        publications=len(sources),
        newest=max(dated, key=lambda source: source.published_on.first if source.published_on else dt.date.min)
        if dated
        else None,
        old=sum(source.published_on is not None and source.published_on.last < limit for source in dated),
        undated=len(sources) - len(dated),
    )


@dataclass(frozen=True)
class Line:
    """A document in the table of sources."""

    document: Document
    date: str | None
    age: str | None
    state: str


def line(document: Document, today: dt.date) -> Line:
    return Line(
        document=document,
        date=labels.french_date(document.published_on),
        age=labels.age(document.published_on, today),
        state=validity(document, today).state,
    )
