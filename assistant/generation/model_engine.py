"""The generative engine: one endpoint, with what is kept between questions (breaker, token count, answers)."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.compose.draft import Draft
from assistant.generation import prompt_files
from assistant.generation.endpoint import Endpoint
from assistant.generation.excerpts import TokenCounter, choose
from assistant.generation.failures import Failure, ModelError
from assistant.generation.masking import Mask
from assistant.generation.proven_writing import Outcome, Shown, Tally, Writer
from assistant.generation.providers import client_of
from assistant.generation.rewriting import rewrite
from assistant.schema import Answer, Generation
from assistant.search.retriever import Hit
from index.settings import Settings

if TYPE_CHECKING:
    from pybreaker import CircuitBreaker

FAILURES = 3
"""In a row, after which the endpoint rests."""
REST_S = 30.0
"""Then one question tries it again."""
KEPT_ANSWERS = 256
KEPT_S = 3600.0
_PROMPT_TOKENS = 900
"""Of the rules, and of what surrounds the excerpts."""


@dataclass
class Attempt:
    """One question put to the model: its time, its mask, its cost."""

    deadline: float
    mask: Mask
    tally: Tally = field(default_factory=Tally)


class Generator:
    """Safe for concurrent calls. Connects to nothing before the first question."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Raises EngineError for a provider that is not known."""
        from cachetools import TTLCache

        self.endpoint = endpoint
        self._client = client_of(endpoint)
        self._counter = TokenCounter()
        self._breaker = _breaker()
        self._lock = threading.Lock()
        self._answers: TTLCache[str, Answer] = TTLCache(KEPT_ANSWERS, KEPT_S)

    @classmethod
    def of(cls, settings: Settings) -> Generator | None:
        """The engine of these settings; None where no endpoint is named."""
        endpoint = Endpoint.of(settings)
        return cls(endpoint) if endpoint is not None else None

    def attempt(self, texts: Iterable[str], known: Iterable[str]) -> Attempt:
        """For one question; `texts`: it and those before it. `known`: names that are no person's."""
        self._client.prepare()
        mask = Mask(texts, known) if self.endpoint.mask else Mask()
        return Attempt(time.monotonic() + self.endpoint.timeout, mask)

    def rewrite(self, question: str, earlier: Sequence[str], completed: str, attempt: Attempt) -> str | None:
        """See `rewriting.rewrite`. Raises ModelError."""
        with self._watched():
            return rewrite(
                question, earlier, completed, self._client, attempt.mask, attempt.deadline, attempt.tally.usage
            )

    def write(
        self, question: str, draft: Draft, hits: Sequence[Hit], as_of: dt.date, attempt: Attempt
    ) -> Iterator[Shown | Outcome]:
        """See `Writer.write`. Raises ModelError."""
        room = self._counter.characters(self.endpoint.context) - len(question)
        room -= self._counter.characters(min(_PROMPT_TOKENS, self.endpoint.context // 2))
        excerpts = choose(draft, hits, room)
        writer = Writer(self._client, self._counter, excerpts, as_of, attempt.mask, attempt.deadline, attempt.tally)
        with self._watched():
            yield from writer.write(question)

    def report(self, attempt: Attempt | None, fallback: Failure | None = None) -> Generation:
        """What the receipt says of an attempt."""
        tally = attempt.tally if attempt is not None else Tally()
        return Generation(
            model=self.endpoint.model,
            produced=tally.produced,
            verified=tally.verified,
            repaired=tally.repaired,
            dropped=tally.dropped,
            prompt_tokens=tally.usage.prompt,
            completion_tokens=tally.usage.completion,
            fallback=fallback.value if fallback is not None else None,
        )

    def key(self, *parts: object) -> str:
        """Of an answer: all that it depends on."""
        whole = (*parts, self.endpoint, prompt_files.fingerprint())
        return hashlib.sha256(repr(whole).encode("utf-8", "surrogatepass")).hexdigest()

    def kept(self, key: str) -> Answer | None:
        with self._lock:
            return self._answers.get(key)

    def keep(self, key: str, answer: Answer) -> None:
        with self._lock:
            self._answers[key] = answer

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Counts the failures of the endpoint, and raises ModelError at once while it rests."""
        from pybreaker import CircuitBreakerError

        try:
            with self._breaker.calling():
                yield
        except CircuitBreakerError:
            raise ModelError(Failure.RESTING) from None


def _breaker() -> CircuitBreaker:
    from pybreaker import CircuitBreaker

    return CircuitBreaker(
        fail_max=FAILURES,
        reset_timeout=REST_S,
        throw_new_error_on_trip=False,
        exclude=[lambda error: not (isinstance(error, ModelError) and error.failure.of_endpoint)],
    )
