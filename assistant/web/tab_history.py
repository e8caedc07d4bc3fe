"""The conversation as the reader's own tab keeps it, to find it again after another page, the back button or a reload.

The tab's `sessionStorage` holds it: the server keeps nothing, other tabs see nothing, closing the tab erases it. What
comes back is only shown to whom sent it, and is checked like any input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.schema import Answer
from assistant.service.answering_protocol import Answering
from assistant.web.chat import MAX_EXCHANGES, Conversation, Exchange, Opinion, accompanied


class _Kept(BaseModel):
    """One answer with what was thought of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: Answer
    opinion: Opinion | None = None


def kept(exchange: Exchange) -> str | None:
    """JSON of an exchange for the tab; None while it has no answer."""
    if exchange.answer is None:
        return None
    return _Kept(answer=exchange.answer, opinion=exchange.opinion).model_dump_json()


def restored(saved: Sequence[Any], assistant: Answering) -> Conversation:
    """The conversation that a tab had kept; what is no answer of this version is left out."""
    exchanges: list[Exchange] = []
    for item in saved[-MAX_EXCHANGES:]:
        try:
            one = _Kept.model_validate_json(item) if isinstance(item, str) else _Kept.model_validate(item)
        except ValidationError:
            continue
        exchange = Exchange(len(exchanges) + 1, one.answer.question, answer=one.answer, opinion=one.opinion)
        exchanges.append(accompanied(exchange, assistant))
    return tuple(exchanges)
