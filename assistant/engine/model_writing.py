"""What a model does for one question on its way through the pipeline: complete it, write, and sign the receipt."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Generator as Steps
from collections.abc import Sequence
from dataclasses import replace

from assistant.compose.draft import Draft
from assistant.engine.live import Live
from assistant.engine.receipt_ids import new_id
from assistant.engine.stopwatch import Clock
from assistant.generation.failures import Failure, ModelError
from assistant.generation.model_engine import Generator
from assistant.generation.proven_writing import Outcome
from assistant.question.question import Question
from assistant.schema import Answer, StreamEvent, events_of
from assistant.search.retriever import Hit

logger = logging.getLogger("assistant.generation")


class Writing:
    """One question put to the model. Never raises ModelError: once the model has failed it is done without."""

    def __init__(self, generator: Generator, asked: str, earlier: Sequence[str], live: Live, as_of: dt.date) -> None:
        self._generator = generator
        self._earlier = earlier
        self._reader = live.reader
        self._as_of = as_of
        self._key = generator.key(asked, tuple(earlier), live.snapshot.id, as_of)
        texts = (asked, *earlier)
        named = [name for text in texts for name in live.reader.names_in(text)]
        self._attempt = generator.attempt(texts, [*named, *live.snapshot.programme.all_names])
        self._failure: Failure | None = None

    def kept(self) -> Answer | None:
        """The answer given before to the same question, where nothing that it depends on has changed."""
        return self._generator.kept(self._key)

    def completed(self, question: Question) -> Question:
        """A follow-up as the model completes it, or as it was where it stands alone or the model's words do not hold."""
        if not self._earlier:
            return question
        try:
            text = self._generator.rewrite(question.asked, self._earlier, question.text, self._attempt)
        except ModelError as error:
            self._fail(error)
            return question
        if text is None or text == question.text:
            return question
        return replace(self._reader.read(text, (), self._as_of), asked=question.asked, topic=question.topic)

    def write(
        self, question: Question, draft: Draft, hits: Sequence[Hit], clock: Clock
    ) -> Steps[StreamEvent, None, Outcome | None]:
        """Events of the model's proven sentences; the outcome, or None where the extractive answer is to be given."""
        if self._failure is not None:
            return None
        sent = False
        try:
            for step in self._generator.write(question.text, draft, hits, self._as_of, self._attempt):
                if isinstance(step, Outcome):
                    return step
                clock.first_sentence()
                sent = True
                yield from events_of([step.sentence], step.citations)
        except ModelError as error:
            self._fail(error)
        finally:
            clock.lap("generate")
        if sent and self._failure is not None:
            yield StreamEvent(event="status", body={"stage": "reprise", "notice": self._failure.notice})
        return None

    def signed(self, answer: Answer) -> Answer:
        """The answer with what the model cost and why it was done without, kept where it is the model's."""
        report = self._generator.report(self._attempt, self._failure)
        notice = self._failure.notice if self._failure is not None else None
        receipt = answer.receipt.model_copy(update={"generation": report, "engine": answer.engine})
        signed = answer.model_copy(update={"receipt": receipt, "notice": notice})
        if self._failure is None:
            self._generator.keep(self._key, signed)
        return signed

    def _fail(self, error: ModelError) -> None:
        self._failure = error.failure
        logger.warning(
            "extractive answer given instead of %s's: %s", self._generator.endpoint.model, error.failure.value
        )


def replayed(kept: Answer, clock: Clock) -> Answer:
    """A kept answer given again: its own id and timings, and no cost."""
    generation = kept.receipt.generation
    if generation is not None:
        generation = generation.model_copy(update={"cached": True, "prompt_tokens": 0, "completion_tokens": 0})
    receipt = kept.receipt.model_copy(update={"generation": generation})
    return kept.model_copy(update={"id": new_id(), "receipt": receipt, "timings_ms": clock.timings()})
