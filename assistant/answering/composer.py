"""Choice of the composer for a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assistant.answering.candidates import Candidate
from assistant.answering.draft import Draft
from assistant.answering.extraction import extract
from assistant.question import Question
from assistant.retrieval import Hit
from index.snapshot import Snapshot


def compose(
    question: Question, hits: Sequence[Hit], candidates: Sequence[Candidate], snapshot: Snapshot, as_of: dt.date
) -> Draft:
    """The draft of the first composer that has one; extraction always has, where there are candidates."""
    return extract(question, candidates)
