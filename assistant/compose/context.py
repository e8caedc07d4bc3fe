"""What every composer is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose.record_fields import Records
from assistant.question.question import Question
from assistant.reading.candidates import Candidate
from index.members.directory import Match
from index.programmes.programme import Programme
from index.storage.snapshot import Snapshot


@dataclass(frozen=True)
class Context:
    """One question, with all that an answer to it may be composed of."""

    question: Question
    candidates: Sequence[Candidate]
    """Sentences that may answer, best first."""
    snapshot: Snapshot
    records: Records
    """What lists are taken from: the snapshot, or what filters let through of it."""
    as_of: dt.date
    """The day validity is judged at."""
    judged: bool = False
    """Whether a reader judged the candidates: the best one is then what is answered."""
    members: Sequence[Match] = ()
    """What the imported list of members holds of the names in the question, best first."""

    @property
    def programme(self) -> Programme:
        """The programme that the snapshot is about."""
        return self.snapshot.programme
