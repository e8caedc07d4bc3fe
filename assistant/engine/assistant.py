"""The one way in: from a question to a checked answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.compose.assembly import assemble
from assistant.compose.question_parts import all_answered, joined, parts_of
from assistant.engine.decision import Drafted, Found, draft_of
from assistant.engine.filters import Filters, Selection
from assistant.engine.live import HeldIndex, Live, LiveIndex
from assistant.engine.model_writing import Writing, replayed
from assistant.engine.opening import open_parts
from assistant.engine.receipt_ids import new_id
from assistant.engine.stopwatch import Clock
from assistant.engine.suggestions import suggest
from assistant.generation.endpoint import Endpoint
from assistant.generation.model_engine import Generator as Model
from assistant.question.question import Question
from assistant.question.refusal import refusal_of
from assistant.reading import silence
from assistant.request_errors import EngineError
from assistant.schema import (
    Answer,
    AnswerStatus,
    Intent,
    Receipt,
    SearchResult,
    StreamEvent,
    Turn,
    events_of,
)
from assistant.search.retriever import Hit
from assistant.version import program_version
from index.encoder.encoder import Encoder
from index.language.words import fold
from index.settings import Settings
from index.storage.snapshot import Snapshot

CLEARLY_NEARER = 0.06
"""How much nearer a title must be to a follow-up's own words than to the same with what was taken from the conversation, for
them to be the whole question."""
HITS = 12
"""Passages read for an answer."""
ENGINE: Final = "extractive"


class Assistant:
    """Answers questions from the live snapshot of a data directory. Safe for concurrent calls."""

    def __init__(self, settings: Settings, encoder: Encoder, index: LiveIndex | HeldIndex) -> None:
        self._settings = settings
        self._encoder = encoder
        self._index = index
        self._generator = Model.of(settings)

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """Raises SnapshotError when there is no prepared encoder or no index, ModelError for a cross-encoder that cannot be
        opened; the message says what to do."""
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

    def ask(
        self,
        question: str,
        history: Sequence[Turn | str] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """The checked answer to a question.

        `history`: the turns before it, oldest first; a string is a question of the user. `as_of`: the day validity is
        judged at, today by default. `engine`: `extractive`, `generative`, or that of the settings. `filters`: which
        documents may answer; nothing else is cited, and the extractive engine answers: a model reads whole passages, of
        which filters may let some sentences through and not others.
        Raises QuestionError for a question that is empty or too long and for a filter that names what is not there,
        EngineError for an engine there is none of."""
        steps = self._steps(question, history, as_of, engine, filters)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value

    def stream(
        self,
        question: str,
        history: Sequence[Turn | str] = (),
        *,
        as_of: dt.date | None = None,
        engine: str | None = None,
        filters: Filters | None = None,
    ) -> Iterator[StreamEvent]:
        """The answer as events: `status`, then each sentence followed by the citations it is the first to use, then `done` with
        the whole answer. A sentence is verified before it is sent. A `status` with the stage `reprise` takes back the sentences
        sent before it: a model began an answer that did not hold, and another one follows. Raises as `ask`, before the first."""
        answer = yield from self._steps(question, history, as_of, engine, filters)
        yield StreamEvent(event="done", body=answer)

    def _steps(
        self,
        asked: str,
        history: Sequence[Turn | str],
        as_of: dt.date | None,
        engine: str | None,
        filters: Filters | None,
    ) -> Generator[StreamEvent, None, Answer]:
        clock = Clock()
        live = self._index.current()
        as_of = as_of or dt.date.today()
        earlier = asked_before(history)
        question = live.reader.read(asked, earlier, as_of)
        selection = _selection(filters, live, as_of)
        writing = self._writing(engine, asked, earlier, live, as_of)
        if selection is not None:
            writing = None
        clock.lap("understand")
        yield StreamEvent(event="status", body={"stage": "recherche"})
        silent = self._without_search(question, live, as_of, clock)
        if silent is not None:
            return silent
        if writing is not None:
            kept = writing.kept()
            if kept is not None:
                answer = replayed(kept, clock)
                yield from events_of(answer.sentences, answer.citations)
                return answer
            question = writing.completed(question)
            clock.lap("understand")
            silent = self._without_search(question, live, as_of, clock)
            if silent is not None:
                return silent
        found, drafted = self._look_up(question, live, selection, as_of, clock)
        if writing is None and question.may_stand_alone:
            alone = live.reader.read(asked, (), as_of)
            found_alone, drafted_alone = self._look_up(alone, live, selection, as_of, clock)
            if drafted_alone.draft is not None and drafted_alone.title >= drafted.title + CLEARLY_NEARER:
                question, found, drafted = alone, found_alone, drafted_alone
        if writing is None and not drafted.silence:
            drafted = self._by_parts(question, earlier, drafted, live, as_of, selection, clock)
        return (yield from self._answer(question, found, drafted, live, as_of, clock, writing))

    def _by_parts(
        self,
        question: Question,
        earlier: Sequence[str],
        whole: Drafted,
        live: Live,
        as_of: dt.date,
        selection: Selection | None,
        clock: Clock,
    ) -> Drafted:
        """The draft with each part of the question answered by itself, where that of the whole leaves one out."""
        parts = parts_of(question.text)
        if not parts:
            return whole
        before = earlier if question.topic is not None else ()
        read = [live.reader.read(part, [*before, *parts[:number]], as_of) for number, part in enumerate(parts)]
        clock.lap("understand")
        if whole.draft is not None and all_answered(read, whole.draft):
            return whole
        draft = joined([(part, self._look_up(part, live, selection, as_of, clock)[1].draft) for part in read])
        return whole if draft is None else replace(whole, draft=draft)

    def _look_up(
        self, question: Question, live: Live, selection: Selection | None, as_of: dt.date, clock: Clock
    ) -> tuple[Found, Drafted]:
        vector = self._encoder.encode_query(question.searched)
        clock.lap("encode")
        matches = live.territories_named(question)
        allowed = live.allowed(matches)
        found = Found(live.retriever.retrieve(question, vector, HITS, allowed), matches)
        if selection is not None:
            selected = selection.retrieve(live.retriever, question, vector, HITS, allowed)
            found = Found(selected, matches, selection, found.hits)
        clock.lap("retrieve")
        drafted = draft_of(question, found, live, as_of)
        clock.lap("compose")
        return found, drafted

    def _without_search(self, question: Question, live: Live, as_of: dt.date, clock: Clock) -> Answer | None:
        """A refusal or a greeting; None for a question to look up."""
        asked = fold(question.asked)
        declined = refusal_of(asked) or (refusal_of(question.folded) if question.folded != asked else None)
        if declined is not None:
            return self._silent(question, live, as_of, clock, AnswerStatus.REFUSED, Intent.HOSTILE, declined.value)
        if question.intent is Intent.GREETING:
            return self._silent(question, live, as_of, clock, AnswerStatus.ANSWERED, Intent.GREETING, silence.GREETING)
        return None

    def _writing(
        self, engine: str | None, asked: str, earlier: Sequence[str], live: Live, as_of: dt.date
    ) -> Writing | None:
        """What a model is to do for the question; None for the extractive engine."""
        wanted = engine if engine not in (None, "auto") else self._settings.engine
        if wanted == "extractive" or (wanted == "auto" and self._generator is None):
            return None
        if self._generator is None:
            raise EngineError("Aucun modèle de rédaction n'est réglé : demandez le moteur « extractive » ou « auto ».")
        return Writing(self._generator, asked, earlier, live, as_of)

    def _answer(
        self,
        question: Question,
        found: Found,
        drafted: Drafted,
        live: Live,
        as_of: dt.date,
        clock: Clock,
        writing: Writing | None,
    ) -> Generator[StreamEvent, None, Answer]:
        if drafted.silence:
            return self._silent(
                question, live, as_of, clock, AnswerStatus.ABSTAINED, question.intent, drafted.silence,
                missing=[question.text],
            )  # fmt: skip
        draft = drafted.draft
        if draft is None:
            return self._not_known(question, found, drafted.cover, live, as_of, clock)
        # A list of records is whole and counted, a place is in the official list or not: nothing for a model to write.
        outcome = None
        if writing is not None and not drafted.listed:
            outcome = yield from writing.write(question, draft, found.hits, clock)
        assembled = outcome.assembled if outcome is not None else assemble(draft, as_of)
        clock.lap("verify")
        if not assembled.sentences:
            return self._not_known(question, found, drafted.cover, live, as_of, clock)
        missing = [*draft.missing, *(s.text for s in assembled.sentences if silence.tells_not(s.text))]
        if outcome is not None and outcome.missing and not missing:
            missing = [silence.partly_known(question)]
        answer = Answer(
            id=new_id(),
            question=question.asked,
            status=AnswerStatus.PARTIAL if missing or assembled.dropped else AnswerStatus.ANSWERED,
            engine="generative" if outcome is not None else ENGINE,
            intent=question.intent,
            answer=assembled.text,
            sentences=assembled.sentences,
            citations=assembled.citations,
            missing=missing,
            suggestions=suggest(question, found.hits, {c.document_id for c in assembled.citations}),
            as_of=as_of,
            understood_as=question.text,
            receipt=self._receipt(live),
            timings_ms=clock.timings(),
        )
        if outcome is None:
            yield from events_of(answer.sentences, answer.citations)
        return writing.signed(answer) if writing is not None and not drafted.listed else answer

    def _not_known(
        self, question: Question, found: Found, cover: float, live: Live, as_of: dt.date, clock: Clock
    ) -> Answer:
        hits = found.hits
        # What filters leave says nothing of what the corpus is about.
        outside = found.selection is None and silence.is_out_of_scope(question, hits, cover)
        intent = Intent.OUT_OF_SCOPE if outside else question.intent
        text, missing = silence.not_known(question, hits, outside=outside)
        if found.selection is not None:
            text = f"{text} {found.selection.told}"
        suggestions = [] if outside else suggest(question, hits)
        return self._silent(
            question, live, as_of, clock, AnswerStatus.ABSTAINED, intent, text, missing=missing, suggestions=suggestions
        )

    def _silent(
        self,
        question: Question,
        live: Live,
        as_of: dt.date,
        clock: Clock,
        status: AnswerStatus,
        intent: Intent,
        text: str,
        *,
        missing: Sequence[str] = (),
        suggestions: Sequence[str] = (),
    ) -> Answer:
        return Answer(
            id=new_id(), question=question.asked, status=status, engine=ENGINE, intent=intent, answer=text, sentences=[],
            citations=[], missing=list(missing), suggestions=list(suggestions), as_of=as_of,
            understood_as=question.text, receipt=self._receipt(live), timings_ms=clock.timings(),
        )  # fmt: skip

    def search(
        self, query: str, k: int = 10, history: Sequence[Turn | str] = (), *, filters: Filters | None = None
    ) -> list[SearchResult]:
        """The `k` best passages of the documents that filters let through, best first; validity is judged today.

        Raises QuestionError as `ask` does."""
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
        """The `k` best passages with their evidence, best first. Raises QuestionError likewise."""
        live = self._index.current()
        understood = live.reader.read(query, asked_before(history))
        vector = self._encoder.encode_query(understood.searched)
        selection = _selection(filters, live, dt.date.today())
        if selection is None:
            return live.retriever.retrieve(understood, vector, k)
        return selection.retrieve(live.retriever, understood, vector, k)

    def _receipt(self, live: Live) -> Receipt:
        return Receipt(
            snapshot=live.snapshot.id, encoder=self._encoder.fingerprint, engine=ENGINE, version=program_version()
        )


def _selection(filters: Filters | None, live: Live, as_of: dt.date) -> Selection | None:
    return None if filters is None or filters.empty else Selection(filters, live.snapshot, as_of)


def asked_before(history: Sequence[Turn | str]) -> list[str]:
    """The user's earlier questions, oldest first."""
    return [
        turn if isinstance(turn, str) else turn.content
        for turn in history
        if isinstance(turn, str) or turn.role == "user"
    ]
