"""What the doors need of an assistant, whether it is open already or opens at the first question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, Unpack

from assistant.engine.filters import Filters
from assistant.engine.request import Options
from assistant.generation.endpoint import Endpoint
from assistant.schema import Answer, SearchResult, StreamEvent, Turn
from index.storage.snapshot import Snapshot


class Answering(Protocol):
    """What the doors need of an assistant; `assistant.engine.assistant.Assistant` and `LiveAssistant` have it."""

    @property
    def snapshot(self) -> Snapshot: ...

    @property
    def endpoint(self) -> Endpoint | None: ...

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Unpack[Options]) -> Answer: ...

    def stream(
        self, question: str, history: Sequence[Turn] = (), **options: Unpack[Options]
    ) -> Iterator[StreamEvent]: ...

    def search(self, query: str, k: int = 10, *, filters: Filters | None = None) -> list[SearchResult]: ...
