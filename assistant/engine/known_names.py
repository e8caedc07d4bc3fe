"""What filters may name, and which of it a name means: one resolver behind every door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.request_errors import UnknownNameError
from index.language.close_names import closest
from index.language.words import fold
from index.records.record import OfVocabulary, Record, RefersTo, mark_of, values_of
from index.records.record_kind import Filter, RecordKind
from index.records.registry import kind_of, labels_of
from index.storage.snapshot import Snapshot

_LISTED = 30
"""Known ids that an error names."""


@dataclass(frozen=True)
class KnownNames:
    """The values of a filter."""

    field: str
    """The filter, as its door calls it."""
    what: str
    """What its values are, in the French plural."""
    names: Mapping[str, tuple[str, ...]]
    """Id → other names."""

    def id_of(self, asked: str) -> str:
        """The id that `asked` is, or a name of which it is, accents and case aside. Raises UnknownNameError, whose message
        never holds what was asked."""
        called = {fold(name): identity for identity, names in self.names.items() for name in names}
        called.update((fold(identity), identity) for identity in self.names)
        found = called.get(fold(asked))
        if found is not None:
            return found
        near = closest(asked, called)
        hint = f", la plus proche est « {called[fold(near)]} »" if near else ""
        more = ", …" if len(self.names) > _LISTED else ""
        listed = ", ".join(list(self.names)[:_LISTED]) or "aucun"
        raise UnknownNameError(f"Filtre « {self.field} » : valeur inconnue{hint} ; {self.what} : {listed}{more}.")


def known_operators(snapshot: Snapshot) -> KnownNames:
    """The operators of an index, by id, name and other names."""
    return KnownNames("operator", "opérateurs de cet index", _records(snapshot, "operator"))


def known_kinds(snapshot: Snapshot) -> KnownNames:
    """The kinds of the documents of an index, by id and label."""
    names = {kind: labels_of(kind, snapshot.programme) for kind in snapshot.manifest.kinds}
    return KnownNames("kind", "genres de documents de cet index", names)


def known_values(snapshot: Snapshot, kind: RecordKind, own: Filter, records: list[Record]) -> KnownNames:
    """What `own`, a filter of a kind, may name: what its `records` hold, and what the programmes declare besides."""
    held = sorted({value for one in records for value in values_of(getattr(one, own.field))})
    names: dict[str, tuple[str, ...]] = {}
    what = "valeurs connues"
    refers, vocabulary = mark_of(kind.model, own.field, RefersTo), mark_of(kind.model, own.field, OfVocabulary)
    referred = kind_of(refers.what) if refers is not None else None
    if referred is not None:
        what = f"{referred.labels(snapshot.programme)[1]} de cet index"
        names.update(_records(snapshot, referred.id))
    if vocabulary is not None:
        for programme in snapshot.programmes.entries:
            names.update((term.id, (term.name,)) for term in getattr(programme, vocabulary.name))
    return KnownNames(own.name, what, {**names, **{value: names.get(value, ()) for value in held}})


def _records(snapshot: Snapshot, kind: str) -> dict[str, tuple[str, ...]]:
    return {document.id: (document.title, *document.names) for document in snapshot.documents(kind)}
