"""One question on its way through the engine, with all that every room asks of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypedDict

from assistant.engine.filters import Filters, Selection
from assistant.engine.live import Live
from assistant.engine.stopwatch import Clock
from assistant.engine.trace import Trace
from assistant.question.question import Question
from assistant.schema import Answer, Turn


class Options(TypedDict, total=False):
    """What may be said with a question, at every door."""

    as_of: dt.date | None
    """The day validity is judged at; today by default."""
    engine: str | None
    """`extractive`, `generative`, or that of the settings: `auto`, None."""
    filters: Filters | None
    """Which documents may answer: nothing else is cited."""


@dataclass(frozen=True)
class Request:
    """What is asked, of which snapshot, for which day.

    `clock` and `trace` are written to on the way; everything else stays as it came."""

    asked: str
    live: Live
    """What it is answered from, whatever becomes live meanwhile."""
    as_of: dt.date
    """The day validity is judged at."""
    earlier: tuple[str, ...] = ()
    """The user's questions before it, oldest first."""
    engine: str | None = None
    filters: Filters | None = None
    clock: Clock = field(default_factory=Clock)
    trace: Trace = field(default_factory=Trace)

    @cached_property
    def selection(self) -> Selection | None:
        """What filters let through of the snapshot; None without filters.

        Raises QuestionError for a filter that names what the snapshot does not hold."""
        filters = self.filters
        return None if filters is None or filters.empty else Selection(filters, self.live.snapshot, self.as_of)

    def read(self, text: str, earlier: Sequence[str] = ()) -> Question:
        """The question in a text, completed from those before it. Raises QuestionError where it is empty or too long."""
        question = self.live.reader.read(text, earlier, self.as_of)
        self.trace.read(question)
        self.clock.lap("understand")
        return question

    def explained(self, answer: Answer) -> Answer:
        """The answer with what decided it."""
        return answer.model_copy(update={"trace": self.trace.steps})


def asked_before(history: Sequence[Turn | str]) -> tuple[str, ...]:
    """The user's earlier questions, oldest first; a string is one."""
    return tuple(
        turn if isinstance(turn, str) else turn.content
        for turn in history
        if isinstance(turn, str) or turn.role == "user"
    )
