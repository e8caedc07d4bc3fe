"""The assistant behind the doors: opened at the first need, and looked for again as long as there is no
index."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from typing import Protocol

from fastapi import Request

from assistant.generation.endpoint import Endpoint
from assistant.pipeline import Assistant
from assistant.schema import Answer, SearchResult, StreamEvent, Turn
from index.errors import SnapshotError
from index.settings import Settings
from index.snapshot import Snapshot, current_id


class Answering(Protocol):
    """What the doors need of an assistant; `assistant.pipeline.Assistant` and `LiveAssistant` have it."""

    @property
    def snapshot(self) -> Snapshot: ...

    @property
    def endpoint(self) -> Endpoint | None: ...

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

    @property
    def endpoint(self) -> Endpoint | None:
        """The model that writes the answers, from the settings alone; None where none does."""
        return Endpoint.of(self._settings) if self._settings.engine != "extractive" else None

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
        return self.opened().ask(question, history, as_of=as_of, engine=engine)

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
    ) -> Iterator[StreamEvent]:
        return self.opened().stream(question, history, as_of=as_of, engine=engine)

    def search(self, query: str, k: int = 10) -> list[SearchResult]:
        return self.opened().search(query, k)


def live_assistant(request: Request) -> LiveAssistant:
    """Dependency: the application's assistant, opened or not."""
    return request.app.state.assistant


def live_snapshot(request: Request) -> Snapshot:
    """Dependency: the snapshot this request reads from beginning to end. 503 where there is none.

    Synchronous on purpose: FastAPI runs it in its thread pool, and opening an index may take a second."""
    return live_assistant(request).snapshot
