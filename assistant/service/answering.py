"""The assistant behind the doors: opened at the first need, looked for again as long as there is no index, and
recorded in the journal."""

from __future__ import annotations

import asyncio
import copy
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from fastapi import Request

from assistant.engine.assistant import Assistant
from assistant.engine.filters import Filters
from assistant.generation.endpoint import Endpoint
from assistant.journal import Journal
from assistant.schema import Answer, SearchResult, StreamEvent, Turn
from assistant.service.usage_metrics import Metrics
from assistant.service.workload import Workload
from index.cores import available_cores
from index.errors import SnapshotError
from index.settings import Settings
from index.storage.snapshot import Snapshot, current_id

T = TypeVar("T")


class LiveAssistant:
    """Opens the assistant of these settings once, at the first request that needs it, and records what it answers in
    the journal and the metrics: whoever asks through it, by whatever door, need not think of receipts.

    A server may start before its first index: each request then raises `SnapshotError` (503) until there is
    one, and the first after that opens it. Thread-safe.
    """

    def __init__(
        self, settings: Settings, journal: Journal | None = None, metrics: Metrics | None = None, door: str = "api"
    ) -> None:
        self._settings = settings
        self._opening = _Opening(settings)
        self.workload = Workload(settings.concurrent_answers or available_cores(), settings.waiting_answers)
        self._journal = journal
        self._metrics = metrics
        self._door = door

    def through(self, door: str) -> LiveAssistant:
        """A view of this assistant whose answers are recorded as given through `door`: `page`, `openai`, `mcp`…"""
        other = copy.copy(self)
        other._door = door
        return other

    def opened(self) -> Assistant:
        """The assistant itself, whose answers are not recorded. Raises SnapshotError or EncoderError where it cannot
        be opened."""
        return self._opening.assistant()

    @property
    def snapshot(self) -> Snapshot:
        """The live snapshot; call it once per request. Raises as `opened`."""
        return self.opened().snapshot

    @property
    def endpoint(self) -> Endpoint | None:
        """The model that writes the answers, from the settings alone; None where none does."""
        return Endpoint.writing(self._settings)

    def warm_up(self) -> None:
        """Loads what the first question would wait for. Raises as `opened`."""
        self.opened().warm_up()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """Answers as `Assistant.ask` does, and records it. Raises OverloadError when too many questions wait already."""
        # Opening, where that is still to be done, belongs to the work: it takes a second.
        answer = self.workload.run(
            lambda: self.opened().ask(question, history, as_of=as_of, engine=engine, filters=filters)
        )
        self._record(answer)
        return answer

    async def ask_async(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        into: Callable[[Answer], T],
        as_of: dt.date | None = None,
        engine: str | None = None,
        filters: Filters | None = None,
    ) -> T:
        """What `into` makes of the answer. As `ask`, but no thread is held by who waits for a turn or for the journal: all
        the work is done in one go, on one thread."""

        def asked() -> tuple[T, Future[Any] | None]:
            answer = self.opened().ask(question, history, as_of=as_of, engine=engine, filters=filters)
            written = self._journal.begin(answer, self._door) if self._journal is not None else None
            self._count(answer)
            return into(answer), written

        made, written = await asyncio.wrap_future(self.workload.submit(asked))
        if self._journal is not None and written is not None:
            await self._journal.acknowledged(written)
        return made

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
        filters: Filters | None = None,
    ) -> Iterator[StreamEvent]:
        """Streams as `Assistant.stream` does. Raises OverloadError when too many questions wait already.

        Recorded when it is whole, before `done` gives its id; who leaves before that has no receipt."""
        for event in self._events(question, history, as_of, engine, filters):
            if isinstance(event.body, Answer):
                self._record(event.body)
            yield event

    def _events(
        self,
        question: str,
        history: Sequence[Turn],
        as_of: dt.date | None,
        engine: str | None,
        filters: Filters | None,
    ) -> Iterator[StreamEvent]:
        """The work is done before the first sentence; a reader who is slow, or gone, holds nobody's place."""
        events = self.opened().stream(question, history, as_of=as_of, engine=engine, filters=filters)
        working = True
        while working:
            event = self.workload.run(partial(next, events, None))
            if event is None:
                return
            yield event
            working = event.event == "status"
        yield from events

    def search(self, query: str, k: int = 10, *, filters: Filters | None = None) -> list[SearchResult]:
        """Searches as `Assistant.search` does. Raises OverloadError when too many questions wait already."""
        return self.workload.run(lambda: self.opened().search(query, k, filters=filters))

    def _record(self, answer: Answer) -> None:
        if self._journal is not None:
            self._journal.record(answer, self._door)
        self._count(answer)

    def _count(self, answer: Answer) -> None:
        if self._metrics is not None:
            self._metrics.answered(answer, self._door)


class _Opening:
    """Opens the assistant once, when there is an index."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._assistant: Assistant | None = None

    def assistant(self) -> Assistant:
        if self._assistant is None:
            # Before the encoder is loaded for nothing, at every request to a server without an index.
            if current_id(self._settings.data) is None:
                raise SnapshotError(f"no index in {self._settings.data}: run `assistant index`")
            with self._lock:
                if self._assistant is None:
                    self._assistant = Assistant.open(self._settings)
        return self._assistant


def assistant_of(request: Request) -> LiveAssistant:
    """The application's assistant, opened or not."""
    return request.app.state.assistant


# What only reads the state of the application is asynchronous: FastAPI would send each to a thread and back.


async def live_assistant(request: Request) -> LiveAssistant:
    """Dependency: `assistant_of`."""
    return assistant_of(request)


async def place_free(request: Request) -> None:
    """Dependency of a stream: a full server is a 503 before the stream begins, not an event inside it."""
    assistant_of(request).workload.check()


async def live_journal(request: Request) -> Journal:
    """Dependency: the application's journal."""
    return request.app.state.journal


def live_snapshot(request: Request) -> Snapshot:
    """Dependency: the snapshot this request reads from beginning to end. 503 where there is none.

    Synchronous on purpose: FastAPI runs it in its thread pool, and opening an index may take a second."""
    return assistant_of(request).snapshot
