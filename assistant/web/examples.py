"""Questions to begin with, where the programme declares none: about the records that the index holds."""

from __future__ import annotations

from itertools import islice
from typing import Any

from index.programmes.programme import Theme
from index.records.record_kind import RecordKind
from index.records.registry import kinds
from index.storage.snapshot import Snapshot

_EACH = 2
"""Questions under a heading."""
_LONGEST = 120
"""Characters of a question that is read at a glance."""


def made_from(snapshot: Snapshot) -> tuple[Theme, ...]:
    """A heading for each kind of record that has something to ask about; empty for an index of free texts only."""
    return tuple(theme for kind in kinds() if (theme := _theme(kind, snapshot)) is not None)


def _theme(kind: RecordKind[Any], snapshot: Snapshot) -> Theme | None:
    if kind.question is None:
        return None
    titles = (document.title for document in snapshot.documents(kind.id) if document.record is not None)
    asked = (kind.question.format(title=title) for title in titles)
    questions = tuple(islice((question for question in asked if len(question) <= _LONGEST), _EACH))
    many = kind.labels(snapshot.programme)[1]
    return Theme(name=many[:1].upper() + many[1:], questions=questions) if questions else None
