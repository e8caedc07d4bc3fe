"""The one way in: from a question to a checked answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from assistant.engine.filters import Filters
from assistant.engine.live import HeldIndex, Live, LiveIndex
from assistant.engine.model_writing import Writing
from assistant.engine.opening import open_parts
from assistant.engine.pipeline import Answering, Pipeline
from assistant.engine.request import Options, Request, asked_before
from assistant.generation.endpoint import Endpoint
from assistant.generation.model_engine import Generator
from assistant.reading.judging import Judge
from assistant.schema import Answer, SearchResult, StreamEvent, Turn
from assistant.search.retriever import Hit
from index.encoder.encoder import Encoder
from index.encoder.reader import Reader
from index.settings import Settings
from index.storage.snapshot import Snapshot


class Assistant:
    """Answers questions from the live snapshot of a data directory. Safe for concurrent calls."""

    def __init__(
        self, settings: Settings, encoder: Encoder, index: LiveIndex | HeldIndex, reader: Reader | None = None
    ) -> None:
        """`reader`: what judges sentences; None: nothing is read."""
        self._settings = settings
        self._encoder = encoder
        self._index = index
        self._judge = Judge(reader) if reader is not None else None
        self._generator = Generator.of(settings)

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """Raises SnapshotError when there is no prepared encoder, no prepared reader or no index, ModelError for a cross-encoder
        that cannot be opened; the message says what to do."""
        return cls(settings, *open_parts(settings))

    @property
    def snapshot(self) -> Snapshot:
        """The live snapshot: take it once per request."""
        return self.live.snapshot

    @property
    def settings(self) -> Settings:
        """What it was opened with."""
        return self._settings

    @property
    def endpoint(self) -> Endpoint | None:
        """The model that writes the answers; None where none does."""
        return Endpoint.writing(self._settings)

    @property
    def live(self) -> Live:
        """The live snapshot with what is derived from it: take it once per request."""
        return self._index.current()

    def encode(self, text: str) -> NDArray[np.float32]:
        """Query vector `(d,)` of a text."""
        return self._encoder.encode_query(text)

    def warm_up(self) -> None:
        """Loads what the first question would otherwise wait for."""
        self.ask("Combien y en a-t-il aujourd'hui ?")

    def ask(self, question: str, history: Sequence[Turn | str] = (), **options: Unpack[Options]) -> Answer:
        """The checked answer to a question.

        `history`: the turns before it, oldest first; a string is a question of the user. Under filters the extractive engine
        answers: a model reads whole passages, of which filters may let some sentences through and not others.
        Raises QuestionError for a question that is empty or too long and for a filter that names what is not there,
        EngineError for an engine there is none of."""
        return self.answer(self.request(question, history, **options))

    def stream(
        self, question: str, history: Sequence[Turn | str] = (), **options: Unpack[Options]
    ) -> Iterator[StreamEvent]:
        """The answer as events: `status`, then each sentence followed by the citations it is the first to use, then `done` with
        the whole answer. A sentence is verified before it is sent. A `status` with the stage `reprise` takes back the sentences
        sent before it: a model began an answer that did not hold, and another one follows. Raises QuestionError
        and EngineError, for the reasons that `ask` gives, before the first event."""
        yield from self.events(self.request(question, history, **options))

    def request(
        self,
        question: str,
        history: Sequence[Turn | str] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
        filters: Filters | None = None,
    ) -> Request:
        """The request that `ask` answers, of the snapshot that is live now: its trace tells afterwards what decided it."""
        day = as_of or dt.date.today()
        return Request(question, self._index.current(), day, asked_before(history), engine, filters)

    def answer(self, request: Request) -> Answer:
        """The answer to a request. Raises QuestionError and EngineError, for the reasons that `ask` gives."""
        steps = self._answering(request)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value

    def events(self, request: Request) -> Iterator[StreamEvent]:
        """The answer to a request as events, as `stream` gives them. Raises QuestionError and EngineError before the first."""
        answer = yield from self._answering(request)
        yield StreamEvent(event="done", body=answer)

    def _answering(self, request: Request) -> Answering:
        question = request.read(request.asked, request.earlier)
        if request.selection is not None:
            request.trace.note("filters")
        writing = Writing.of(self._generator, request, self._settings.engine)
        return (yield from Pipeline(request, question, self._encoder, self._judge).run(writing))

    def search(
        self, query: str, k: int = 10, history: Sequence[Turn | str] = (), *, filters: Filters | None = None
    ) -> list[SearchResult]:
        """The `k` best passages of the documents that filters let through, best first; validity is judged today.

        Raises QuestionError for a query that is empty or too long and for a filter that names what is not there."""
        return [
            SearchResult(
                document_id=hit.document.id,
                passage_id=hit.passage.id,
                title=hit.document.title,
                section=list(hit.document.section_at(hit.passage.start)),
                text=hit.passage.text(hit.document),
                start=hit.passage.start,
                end=hit.passage.end,
                score=round(hit.score, 4),
            )
            for hit in self.hits(query, k, history, filters=filters)
        ]

    def hits(
        self, query: str, k: int = 10, history: Sequence[Turn | str] = (), *, filters: Filters | None = None
    ) -> list[Hit]:
        """The `k` best passages with their evidence, best first.

        Raises QuestionError for a query that is empty or too long and for a filter that names what is not there."""
        request = self.request(query, history, filters=filters)
        live, selection = request.live, request.selection
        understood = live.reader.read(query, request.earlier)
        vector = self._encoder.encode_query(understood.searched)
        if selection is None:
            return live.retriever.retrieve(understood, vector, k)
        return selection.retrieve(live.retriever, understood, vector, k)
