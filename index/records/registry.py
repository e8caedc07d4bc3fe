"""The kinds of record: one file each in `index/records/kinds/`, and those that other packages bring.

A package brings a kind by an entry point of the group `assistant.record_kinds` that names a `RecordKind`, or by `register`.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Any

from index.errors import IndexingError
from index.programmes.programme import Programme
from index.records import kinds as shipped
from index.records.record_kind import RecordKind

ENTRY_POINTS = "assistant.record_kinds"
_FREE = ("document", "Fiche ou texte", "fiches ou textes")
"""Kind of a text that is no record, and its labels."""

_registered: dict[str, RecordKind[Any]] = {}


def register(kind: RecordKind[Any]) -> None:
    """Adds a kind: its records are from then on read, checked, rendered, indexed, listed and cited like all others.

    Raises ValueError where its id or its collection is taken, or it names a field that its model lacks."""
    _discover()
    _add(kind)


def _add(kind: RecordKind[Any]) -> None:
    if _registered.get(kind.id) is kind:
        return
    if kind.id in (_FREE[0], *_registered):
        raise ValueError(f"there is a kind of record {kind.id!r} already: choose another id")
    if kind.collection in (other.collection for other in _registered.values()):
        raise ValueError(f"{kind.collection!r} is the collection of another kind of record: choose another")
    named = [kind.title, *kind.shown, *kind.presented, *(one.field for one in kind.filters or ())]
    named += [one for one in (kind.named_after, kind.ordered_by) if one is not None]
    absent = [name for name in named if name not in kind.model.model_fields]
    if absent:
        raise ValueError(f"records of the kind {kind.id!r} have no field {', '.join(absent)}: correct its declaration")
    _registered[kind.id] = kind


def kinds() -> tuple[RecordKind[Any], ...]:
    """All kinds: the shipped ones in the order of their ids, then the others in the order of their registration.

    Raises IndexingError where an entry point cannot be loaded."""
    _discover()
    return tuple(_registered.values())


def kind_of(identity: str) -> RecordKind[Any] | None:
    """The kind of that id; None for a free document and for a kind whose package is not installed."""
    _discover()
    return _registered.get(identity)


def collections() -> dict[str, RecordKind[Any]]:
    """The kinds by the top-level key of their lists in a record file."""
    return {kind.collection: kind for kind in kinds()}


def naming_kinds() -> list[RecordKind[Any]]:
    """Kinds whose titles are names that questions use, the preferred one first."""
    return sorted((k for k in kinds() if k.name_rank is not None), key=lambda kind: kind.name_rank or 0)


def labels_of(identity: str, programme: Programme) -> tuple[str, str]:
    """French label and plural of a kind of document, record or not; the id itself where nothing declares it."""
    kind = kind_of(identity)
    if kind is not None:
        return kind.labels(programme)
    return _FREE[1:] if identity == _FREE[0] else (identity, identity)


@lru_cache(maxsize=1)
def _discover() -> None:
    for module in pkgutil.iter_modules(shipped.__path__, f"{shipped.__name__}."):
        _add(importlib.import_module(module.name).KIND)
    for point in entry_points(group=ENTRY_POINTS):
        try:
            _add(point.load())
        except Exception as error:
            raise IndexingError(
                f"the kind of record {point.value!r} cannot be used ({error}): mend or remove its package"
            ) from error
