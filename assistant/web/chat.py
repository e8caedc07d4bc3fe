"""The conversation: what was asked and answered so far, and how a new answer comes in, sentence by
sentence."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.request_errors import QuestionError
from assistant.schema import Answer, Citation, Sentence, StreamEvent, Turn
from assistant.service.answering_protocol import Answering
from assistant.web import chat_texts, send_requests
from assistant.web.answer_drawing import Illustration, illustrate
from assistant.web.next_steps import Guidance, guide
from index.encoder.encoder_card import EncoderError
from index.errors import SnapshotError

logger = logging.getLogger("assistant.web")

MAX_EXCHANGES = 30
"""Shown at once; older ones leave the page, which would grow without end."""
MAX_TURNS = 20
"""Handed to the assistant, as many as the API takes."""


Opinion = Literal["useful", "not_useful", "lost"]
"""What the reader said of an answer; `lost`: it could not be kept."""


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
    illustration: Illustration | None = None
    guidance: Guidance | None = None
    opinion: Opinion | None = None
    sending: Answer | None = None
    """Not a question: asks to send, copy or print this earlier answer."""

    @property
    def pending(self) -> bool:
        return self.answer is None and self.failure is None and self.sending is None


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
    if send_requests.asked(question):
        yield (*before, _sent(exchange, conversation))
        return
    yield (*before, exchange)
    try:
        for event in assistant.stream(question, turns(conversation)):
            changed = _after(exchange, event)
            if changed is not exchange:
                exchange = accompanied(changed, assistant)
                yield (*before, exchange)
        if exchange.pending:
            exchange = replace(exchange, failure=chat_texts.FAILED)
            yield (*before, exchange)
    except QuestionError as error:
        yield (*before, replace(exchange, failure=str(error)))
    except (SnapshotError, EncoderError):
        yield (*before, replace(exchange, failure=chat_texts.NO_INDEX))
    except Exception as error:
        _log(error)
        yield (*before, replace(exchange, failure=chat_texts.FAILED))


def accompanied(exchange: Exchange, assistant: Answering) -> Exchange:
    """With the drawing of a whole answer, or the ways out of a silence. Never raises: an answer counts for more
    than what stands under it."""
    if exchange.answer is None:
        return exchange
    try:
        return replace(
            exchange,
            illustration=illustrate(exchange.answer, assistant.snapshot),
            guidance=guide(exchange.answer, assistant),
        )
    except Exception as error:
        _log(error)
        return exchange


def _sent(exchange: Exchange, conversation: Conversation) -> Exchange:
    """The exchange that hands the latest answer over to be sent, or says that there is none."""
    for earlier in reversed(conversation):
        if earlier.answer is not None and earlier.answer.sentences:
            return replace(exchange, sending=earlier.answer)
    return replace(exchange, failure=chat_texts.NOTHING_TO_SEND)


def _log(error: Exception) -> None:
    """Without the message, which may quote the question."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("answer failed with %s\n%s", type(error).__name__, frames)


def _after(exchange: Exchange, event: StreamEvent) -> Exchange:
    match event.body:
        case Sentence() as sentence:
            return replace(exchange, sentences=(*exchange.sentences, sentence))
        case Citation() as citation:
            return replace(exchange, citations=(*exchange.citations, citation))
        case Answer() as answer:
            return replace(exchange, answer=answer)
        case dict() as failed if event.event == "error":
            return replace(exchange, failure=str(failed.get("detail") or chat_texts.FAILED))
        case dict() as told if told.get("stage") == "reprise":  # what was shown so far is taken back
            return replace(exchange, sentences=(), citations=(), notice=told.get("notice"))
    return exchange
