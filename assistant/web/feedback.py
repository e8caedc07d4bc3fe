"""What readers say of an answer, handed to the journal."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from pydantic import ValidationError

from assistant.journal import Feedback, StoredFeedback
from assistant.request_errors import JournalError, UnknownAnswerError
from assistant.web.chat import Conversation, Opinion

logger = logging.getLogger("assistant.web")


class Keeping(Protocol):
    """What the page needs of a journal; `assistant.journal.Journal` has it."""

    def give_feedback(self, feedback: Feedback) -> StoredFeedback: ...


def rated(
    conversation: Conversation, journal: Keeping, number: int, useful: bool, reasons: Sequence[str], comment: str
) -> Conversation:
    """The conversation with that exchange's opinion given, or said to be lost. Never raises."""
    return tuple(
        replace(exchange, opinion=_given(exchange.answer.id, journal, useful, reasons, comment))
        if exchange.number == number and exchange.answer is not None
        else exchange
        for exchange in conversation
    )


def _given(answer_id: str, journal: Keeping, useful: bool, reasons: Sequence[str], comment: str) -> Opinion:
    try:
        journal.give_feedback(
            Feedback.model_validate(
                {"answer_id": answer_id, "useful": useful, "reasons": tuple(reasons), "comment": comment}
            )
        )
    except (JournalError, UnknownAnswerError, ValidationError) as error:
        logger.warning("feedback was not kept: %s", type(error).__name__)
        return "lost"
    return "useful" if useful else "not_useful"
