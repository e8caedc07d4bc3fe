"""The conversation: what was asked and answered so far, and how a new answer comes in, sentence by
sentence."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.api.opening import Answering
from assistant.errors import QuestionError
from assistant.schema import Answer, Citation, Sentence, StreamEvent, Turn
from assistant.web import texts
from index.encoder_card import EncoderError
from index.errors import SnapshotError

logger = logging.getLogger("assistant.web")

MAX_EXCHANGES = 30
"""Shown at once; older ones leave the page, which would grow without end."""
MAX_TURNS = 20
"""Handed to the assistant, as many as the API takes."""


@dataclass(frozen=True)
class Exchange:
    """A question with its answer, whole (`answer`), on its way (`sentences` so far), or failed
    (`failure`)."""

    number: int
    question: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    failure: str | None = None
    notice: str | None = None
    """Told while the answer is on its way; the whole answer has its own."""

    @property
    def pending(self) -> bool:
        return self.answer is None and self.failure is None


Conversation = tuple[Exchange, ...]


def turns(conversation: Sequence[Exchange]) -> list[Turn]:
    """The history for a follow-up, oldest first: questions and answers, without the exchanges that failed."""
    history: list[Turn] = []
    for exchange in conversation:
        if exchange.answer is not None:
            history.append(Turn(role="user", content=exchange.question))
            history.append(Turn(role="assistant", content=exchange.answer.answer))
    return history[-MAX_TURNS:]


def respond(assistant: Answering, conversation: Conversation, question: str) -> Iterator[Conversation]:
    """The conversation after each step of the answer: once with the question alone, then as sentences arrive,
    at last with the whole answer. Never raises: a failure is an exchange too."""
    number = conversation[-1].number + 1 if conversation else 1
    before = conversation[-(MAX_EXCHANGES - 1) :]
    exchange = Exchange(number, question)
    yield (*before, exchange)
    try:
        for event in assistant.stream(question, turns(conversation)):
            changed = _after(exchange, event)
            if changed is not exchange:
                exchange = changed
                yield (*before, exchange)
        if exchange.pending:
            exchange = replace(exchange, failure=texts.FAILED)
            yield (*before, exchange)
    except QuestionError as error:
        yield (*before, replace(exchange, failure=str(error)))
    except (SnapshotError, EncoderError):
        yield (*before, replace(exchange, failure=texts.NO_INDEX))
    except Exception as error:
        # Without the message, which may quote the question.
        logger.error(
            "answer failed with %s\n%s",
            type(error).__name__,
            "".join(traceback.format_tb(error.__traceback__)),
        )
        yield (*before, replace(exchange, failure=texts.FAILED))


def _after(exchange: Exchange, event: StreamEvent) -> Exchange:
    match event.event:
        case "status" if event.data.get("stage") == "reprise":  # what was shown so far is taken back
            return replace(exchange, sentences=(), citations=(), notice=event.data.get("notice"))
        case "sentence":
            return replace(exchange, sentences=(*exchange.sentences, Sentence.model_validate(event.data)))
        case "citation":
            return replace(exchange, citations=(*exchange.citations, Citation.model_validate(event.data)))
        case "done":
            return replace(exchange, answer=Answer.model_validate(event.data))
        case "error":
            return replace(exchange, failure=str(event.data.get("detail") or texts.FAILED))
    return exchange
