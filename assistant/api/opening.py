"""The assistant behind the doors: opened at the first need, and looked for again as long as there is no
index."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from typing import Protocol

from fastapi import Request

from assistant.access.workload import Workload, cores
from assistant.pipeline import Assistant
from assistant.schema import Answer, SearchResult, StreamEvent, Turn
from index.errors import SnapshotError
from index.settings import Settings
from index.snapshot import Snapshot, current_id


class Answering(Protocol):
    """What the doors need of an assistant; `assistant.pipeline.Assistant` and `LiveAssistant` have it."""

    @property
    def snapshot(self) -> Snapshot: ...

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
    ) -> Answer: ...

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
    ) -> Iterator[StreamEvent]: ...

    def search(self, query: str, k: int = 10) -> list[SearchResult]: ...


class LiveAssistant:
    """Opens the assistant of these settings once, at the first request that needs it.

    A server may start before its first index: each request then raises `SnapshotError` (503) until there is
    one, and the first after that opens it. Thread-safe.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.workload = Workload(settings.concurrent_answers or cores(), settings.waiting_answers)
        self._lock = threading.Lock()
        self._assistant: Assistant | None = None

    def opened(self) -> Assistant:
        """The assistant itself. Raises SnapshotError or EncoderError where it cannot be opened."""
        if self._assistant is None:
            # Before the encoder is loaded for nothing, at every request to a server without an index.
            if current_id(self._settings.data) is None:
                raise SnapshotError(f"no index in {self._settings.data}: run `assistant index`")
            with self._lock:
                if self._assistant is None:
                    self._assistant = Assistant.open(self._settings)
        return self._assistant

    @property
    def snapshot(self) -> Snapshot:
        """The live snapshot; call it once per request. Raises as `opened`."""
        return self.opened().snapshot

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
    ) -> Answer:
        """As `Assistant.ask`. Raises OverloadError when too many questions wait already."""
        assistant = self.opened()
        with self.workload.place():
            return assistant.ask(question, history, as_of=as_of, engine=engine)

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
    ) -> Iterator[StreamEvent]:
        """As `Assistant.stream`. Raises OverloadError likewise.

        The work is done before the first sentence; a reader who is slow, or gone, holds nobody's place."""
        events = self.opened().stream(question, history, as_of=as_of, engine=engine)
        working = True
        while working:
            with self.workload.place():
                event = next(events, None)
            if event is None:
                return
            yield event
            working = event.event == "status"
        yield from events

    def search(self, query: str, k: int = 10) -> list[SearchResult]:
        """As `Assistant.search`. Raises OverloadError likewise."""
        assistant = self.opened()
        with self.workload.place():
            return assistant.search(query, k)


def live_assistant(request: Request) -> LiveAssistant:
    """Dependency: the application's assistant, opened or not."""
    return request.app.state.assistant


def place_free(request: Request) -> None:
    """Dependency of a stream: a full server is a 503 before the stream begins, not an event inside it."""
    live_assistant(request).workload.check()


def live_snapshot(request: Request) -> Snapshot:
    """Dependency: the snapshot this request reads from beginning to end. 503 where there is none.

    Synchronous on purpose: FastAPI runs it in its thread pool, and opening an index may take a second."""
    return live_assistant(request).snapshot
