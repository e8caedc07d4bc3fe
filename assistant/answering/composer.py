"""Choice of the composer for a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assistant.answering.candidates import Candidate
from assistant.answering.disagreement import compose_disagreement
from assistant.answering.draft import Draft
from assistant.answering.extraction import extract
from assistant.answering.figures import compose_figure
from assistant.answering.offers import compose_offers
from assistant.answering.operators import compose_operators
from assistant.answering.premise import held_against
from assistant.answering.presentation import compose_comparison, compose_definition
from assistant.answering.timeline import compose_timeline
from assistant.question import Question
from index.snapshot import Snapshot


def compose(question: Question, candidates: Sequence[Candidate], snapshot: Snapshot, as_of: dt.date) -> Draft:
    """The draft of the first composer that has one; extraction always has, where there are candidates."""
    return held_against(question.claims, _composed(question, candidates, snapshot, as_of))


def _composed(question: Question, candidates: Sequence[Candidate], snapshot: Snapshot, as_of: dt.date) -> Draft:
    return (
        compose_disagreement(question, candidates)
        or compose_comparison(question, candidates, snapshot)
        or compose_definition(question, candidates, snapshot)
        or compose_timeline(question, snapshot)
        or compose_operators(question, snapshot)
        or compose_offers(question, snapshot, as_of)
        or compose_figure(question, candidates)
        or extract(question, candidates)
    )
