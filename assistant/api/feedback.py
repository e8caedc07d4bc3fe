"""POST /api/v1/feedback: what was thought of an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from assistant.api import problems
from assistant.api.access import Role, require
from assistant.api.opening import live_journal
from assistant.journal import Feedback, Journal, StoredFeedback

router = APIRouter(tags=["Reçus et avis"])


@router.post(
    "/feedback",
    summary="Donne un avis sur une réponse",
    responses=problems.documented(
        problems.NO_KEY, problems.WRONG_KEY, problems.FORBIDDEN,
        problems.UNREADABLE, problems.TOO_LARGE, problems.NOT_JSON, problems.UNKNOWN_RECEIPT, problems.INVALID,
        problems.NO_JOURNAL,
    ),
    dependencies=[Depends(require(Role.LECTURE))],
)  # fmt: skip
def give_feedback(body: Feedback, journal: Annotated[Journal, Depends(live_journal)]) -> StoredFeedback:
    """Un second avis sur la même réponse remplace le premier. L'avis est écrit sur le disque quand cette requête
    aboutit."""
    return journal.give_feedback(body)
