"""What the doors need of an assistant, whether it is open already or opens at the first question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.engine.filters import Filters
from assistant.generation.endpoint import Endpoint
from assistant.schema import Answer, SearchResult, StreamEvent, Turn
from index.storage.snapshot import Snapshot


class Answering(Protocol):
    """What the doors need of an assistant; `assistant.engine.assistant.Assistant` and `LiveAssistant` have it."""

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
        filters: Filters | None = None,
    ) -> Answer: ...

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
        filters: Filters | None = None,
    ) -> Iterator[StreamEvent]: ...

    def search(self, query: str, k: int = 10, *, filters: Filters | None = None) -> list[SearchResult]: ...
