"""What a build has to do: which documents are new, changed, renamed or gone since the live snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.documents.document import Document
from index.ingest.corpus_folder import Reading
from index.ingest.file_identity import Duplicate, Renamed
from index.storage.passages import CUT_VERSION
from index.storage.snapshot import Snapshot


@dataclass(frozen=True)
class Plan:
    """What a build would do, by document id."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    redescribed: tuple[str, ...] = ()
    """Only metadata changed: written again, not encoded again."""
    renamed: tuple[Renamed, ...] = ()
    """Documents whose text is known and whose path is new."""
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    """Files whose text is indexed once, from another file, and cited with it."""

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.redescribed or self.renamed or self.removed)

    @property
    def touched(self) -> frozenset[str]:
        """Ids of the documents whose answers may change most."""
        return frozenset((*self.added, *self.changed, *self.redescribed, *self.removed))


class Hashed(NamedTuple):
    """A document and what tells whether it changed."""

    document: Document
    content: str
    """See `content_hash`."""
    encoding: str
    """See `encoding_hash`."""


def content_hash(document: Document) -> str:
    """Changes whenever anything of the document does."""
    return _digest(document.model_dump_json(exclude_defaults=True))


def encoding_hash(document: Document) -> str:
    """Changes whenever its passages or vectors would: title, names, headings, text and the way they are cut."""
    headings = [heading.model_dump() for heading in document.headings]
    return _digest(json.dumps([CUT_VERSION, document.title, document.names, headings, document.text]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def hashed(documents: Iterable[Document]) -> list[Hashed]:
    """The documents with their hashes."""
    return [Hashed(document, content_hash(document), encoding_hash(document)) for document in documents]


def plan_of(documents: Sequence[Hashed], reading: Reading, live: Snapshot | None) -> Plan:
    """What leads from `live`, or from nothing, to what was read: `documents`, with what `reading` tells of their files."""
    old = {} if live is None else {identity: (c, e) for _, identity, c, e in live.store.hashes()}
    renamed = {entry.id: entry for entry in reading.renamed if entry.id in old}
    groups: dict[str, list[str]] = {"added": [], "changed": [], "redescribed": [], "unchanged": []}
    for document, content, encoding in documents:
        before = old.pop(document.id, None)
        if before is None:
            groups["added"].append(document.id)
        elif before[1] != encoding:
            groups["changed"].append(document.id)
        elif before[0] == content:
            groups["unchanged"].append(document.id)
        elif document.id not in renamed:
            groups["redescribed"].append(document.id)
    return Plan(
        renamed=tuple(renamed.values()),
        removed=tuple(sorted(old)),
        duplicates=reading.duplicates,
        **{name: tuple(ids) for name, ids in groups.items()},
    )
