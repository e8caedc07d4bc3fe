"""POST /api/v1/feedback: what was thought of an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from assistant.http import problem_kinds, problems
from assistant.http.admission import Role, require
from assistant.journal import Feedback, Journal, StoredFeedback
from assistant.service.answering import live_journal

router = APIRouter(tags=["Reçus et avis"])


@router.post(
    "/feedback",
    summary="Donne un avis sur une réponse",
    responses=problems.documented(
        problem_kinds.NO_KEY,
        problem_kinds.WRONG_KEY,
        problem_kinds.FORBIDDEN,
        problem_kinds.UNREADABLE,
        problem_kinds.TOO_LARGE,
        problem_kinds.NOT_JSON,
        problem_kinds.UNKNOWN_RECEIPT,
        problem_kinds.INVALID,
        problem_kinds.NO_JOURNAL,
    ),
    dependencies=[Depends(require(Role.LECTURE))],
)
def give_feedback(body: Feedback, journal: Annotated[Journal, Depends(live_journal)]) -> StoredFeedback:
    """Un second avis sur la même réponse remplace le premier. L'avis est écrit sur le disque quand cette requête
    aboutit."""
    return journal.give_feedback(body)
