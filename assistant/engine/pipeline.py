"""The rooms that one request goes through: understood, looked up, written, proven."""

from __future__ import annotations

from collections.abc import Generator as Steps
from dataclasses import replace

from assistant.compose.assembly import assemble
from assistant.compose.draft import Draft
from assistant.compose.question_parts import all_answered, joined, parts_of
from assistant.engine.answer_building import AnswerBuilder
from assistant.engine.lookup import Drafted, Lookup
from assistant.engine.model_writing import Writing, replayed
from assistant.engine.request import Request
from assistant.question.question import Question
from assistant.reading.judging import Judge
from assistant.schema import Answer, Intent, StreamEvent, events_of
from index.encoder.encoder import Encoder

CLEARLY_NEARER = 0.06
"""How much nearer a title must be to a follow-up's own words than to the same with what was taken from the conversation, for
them to be the whole question."""

Answering = Steps[StreamEvent, None, Answer]
"""Events on the way, and the answer in the end."""


class Pipeline:
    """Answers one request."""

    def __init__(self, request: Request, question: Question, encoder: Encoder, judge: Judge | None = None) -> None:
        """`question`: the request's own, as it was read; `judge`: what reads the passages found, None where nothing does."""
        self._request = request
        self._question = question
        self._lookup = Lookup(request, encoder, judge)
        self._answers = AnswerBuilder(request, encoder.fingerprint, judge.fingerprint if judge else None)

    def run(self, writing: Writing | None) -> Answering:
        """Each sentence is proven before it is sent. `writing`: the model's part; None where no model writes."""
        yield StreamEvent(event="status", body={"stage": "recherche"})
        declined = self._declined(self._question)
        if declined is not None:
            return declined
        return (yield from self._extracted() if writing is None else self._written(writing))

    def _extracted(self) -> Answering:
        question, drafted = self._of_the_better_reading()
        if not drafted.is_silent:
            drafted = self._by_parts(question, drafted)
        return (yield from self._shown(question, drafted, None))

    def _written(self, writing: Writing) -> Answering:
        kept = writing.kept()
        if kept is not None:
            self._request.trace.note("model", why="réponse gardée, redonnée telle quelle")
            answer = replayed(kept, self._request.clock)
            yield from events_of(answer.sentences, answer.citations)
            return answer
        question = writing.completed(self._question)
        self._request.clock.lap("understand")
        declined = self._declined(question)
        if declined is not None:
            return declined
        drafted = self._lookup.draft(question)
        return (yield from self._shown(question, drafted, None if drafted.unjudged else writing))

    def _declined(self, question: Question) -> Answer | None:
        """A refusal or a greeting; None for a question to look up."""
        refusal = self._request.live.reader.refusal_of(question)
        if refusal is not None:
            return self._answers.refused(question, refusal)
        return self._answers.greeted(question) if question.intent is Intent.GREETING else None

    def _of_the_better_reading(self) -> tuple[Question, Drafted]:
        """A follow-up as the conversation completes it, or by itself where that comes clearly nearer to a title."""
        question, request = self._question, self._request
        drafted = self._lookup.draft(question)
        if not question.may_stand_alone:
            return question, drafted
        alone = request.read(request.asked)
        drafted_alone = self._lookup.draft(alone)
        answers = drafted_alone.draft is not None and not drafted_alone.is_silent
        nearer = answers and drafted_alone.title >= drafted.title + CLEARLY_NEARER
        request.trace.note(
            "alone", decided=nearer, alone=round(drafted_alone.title, 3), completed=round(drafted.title, 3)
        )
        return (alone, drafted_alone) if nearer else (question, drafted)

    def _by_parts(self, question: Question, whole: Drafted) -> Drafted:
        """The draft with each part of the question answered by itself, where that of the whole leaves one out."""
        parts = parts_of(question.text)
        if not parts:
            return whole
        before = self._request.earlier if question.topic is not None else ()
        read = [self._request.read(part, [*before, *parts[:number]]) for number, part in enumerate(parts)]
        if whole.draft is not None and all_answered(read, whole.draft):
            return whole
        draft = joined([(part, self._part(number, part)) for number, part in enumerate(read, 1)])
        return whole if draft is None else replace(whole, draft=draft)

    def _part(self, number: int, part: Question) -> Draft | None:
        self._request.trace.note("part", number=number)
        return self._lookup.draft(part).draft

    def _shown(self, question: Question, drafted: Drafted, writing: Writing | None) -> Answering:
        """What stands of a draft, or of what a model makes of it."""
        draft, request = drafted.draft, self._request
        if draft is None:
            return self._answers.not_known(question, drafted)
        if draft.silence:
            return self._answers.known_silence(question, draft)
        outcome = (yield from writing.write(question, draft, drafted.hits)) if writing is not None else None
        assembled = outcome.assembled if outcome is not None else assemble(draft, request.as_of)
        request.clock.lap("verify")
        request.trace.proven(assembled)
        if not assembled.sentences:
            return self._answers.not_known(question, drafted)
        answer = self._answers.answered(question, drafted, draft, assembled, outcome)
        if outcome is None:
            yield from events_of(answer.sentences, answer.citations)
        return writing.signed(answer) if writing is not None else answer
