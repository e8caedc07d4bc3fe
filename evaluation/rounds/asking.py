"""A round asked of the assistant: its questions, their rewordings, and each question in wrappers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from assistant.schema import Answer
from evaluation.judging.fact_matching import holds, plain
from evaluation.judging.outcomes import SHOWN
from evaluation.rounds.framing import wrapped
from evaluation.rounds.round_files import WRAPPER, Round


class Asked(Protocol):
    """Who is asked; `assistant.engine.assistant.Assistant` is one."""

    def ask(self, question: str, *, as_of: dt.date | None = None) -> Answer: ...


class AnswerRow(BaseModel):
    """One answer, and what can be said of it without reading it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    status: str
    answer: str
    sentences: tuple[str, ...]
    mechanical: bool | None
    """Whether every fact expected stands in an answer that is shown; None where there is nothing to find."""
    first: bool | None
    """Whether its first sentence alone holds them all."""

    @property
    def silent(self) -> bool:
        return self.status not in SHOWN


@dataclass(frozen=True)
class _Request:
    id: str
    text: str
    facts: tuple[str, ...]
    as_of: dt.date


def ask_round(
    assistant: Asked, asked: Round, progress: Callable[[list[_Request]], Iterable[_Request]] = iter
) -> Iterator[AnswerRow]:
    """The answers, each question's followed by those to its rewordings and wrappers; `progress` goes through them."""
    for request in progress(list(_requests(asked))):
        yield answer_row(request.id, request.text, request.facts, assistant.ask(request.text, as_of=request.as_of))


def _requests(asked: Round) -> Iterator[_Request]:
    for question in asked.questions:
        around = wrapped(question.id, question.question)
        texts = {
            question.id: question.question,
            **question.reworded,
            **{f"{question.id}{WRAPPER}{number}": text for number, text in around.items()},
        }
        for identity, text in texts.items():
            yield _Request(identity, text, question.facts, asked.day(question))


def answer_row(identity: str, question: str, facts: tuple[str, ...], answer: Answer) -> AnswerRow:
    """What is kept of an answer, held against the facts of a right one."""
    shown = answer.status in SHOWN
    sentences = tuple(plain(sentence.text) for sentence in answer.sentences)

    def found_in(text: str) -> bool | None:
        return (shown and all(holds(text, fact) for fact in facts)) if facts else None

    return AnswerRow(
        id=identity,
        question=question,
        status=answer.status.value,
        answer=answer.answer,
        sentences=sentences,
        mechanical=found_in(plain(answer.answer)),
        first=found_in(sentences[0] if sentences else ""),
    )
