"""What a model does for one question on its way through the pipeline: complete it, write, and sign the receipt."""

from __future__ import annotations

import logging
from collections.abc import Generator as Steps
from collections.abc import Sequence
from dataclasses import replace

from assistant.compose.draft import Draft
from assistant.engine.receipt_ids import new_id
from assistant.engine.request import Request
from assistant.engine.stopwatch import Clock
from assistant.generation.failures import Failure, ModelError
from assistant.generation.model_engine import Generator
from assistant.generation.proven_writing import Outcome
from assistant.question.question import Question
from assistant.request_errors import EngineError
from assistant.schema import Answer, StreamEvent, events_of
from assistant.search.retriever import Hit

logger = logging.getLogger("assistant.generation")


class Writing:
    """One question put to the model. Never raises ModelError: once the model has failed it is done without."""

    def __init__(self, generator: Generator, request: Request) -> None:
        self._generator = generator
        self._request = request
        texts = (request.asked, *request.earlier)
        self._key = generator.key(request.asked, request.earlier, request.live.snapshot.id, request.as_of)
        names = [name for text in texts for name in request.live.reader.names_in(text)]
        self._attempt = generator.attempt(texts, [*names, *request.live.snapshot.programme.all_names])
        self._failure: Failure | None = None

    @classmethod
    def of(cls, generator: Generator | None, request: Request, engine: str) -> Writing | None:
        """What a model is to do for a request; None where the extractive engine answers, as it does under filters: a model
        reads whole passages. `engine`: that of the settings.

        Raises EngineError where a model is asked for and there is none."""
        wanted = request.engine if request.engine not in (None, "auto") else engine
        if wanted == "extractive" or (wanted == "auto" and generator is None):
            return None
        if generator is None:
            raise EngineError("Aucun modèle de rédaction n'est réglé : demandez le moteur « extractive » ou « auto ».")
        return cls(generator, request) if request.selection is None else None

    def kept(self) -> Answer | None:
        """The answer given before to the same question, where nothing that it depends on has changed."""
        return self._generator.kept(self._key)

    def completed(self, question: Question) -> Question:
        """A follow-up as the model completes it, or as it was where it stands alone or the model's words do not hold."""
        request = self._request
        if not request.earlier:
            return question
        try:
            text = self._generator.rewrite(question.asked, request.earlier, question.text, self._attempt)
        except ModelError as error:
            self._fail(error)
            return question
        if text is None or text == question.text:
            return question
        return replace(request.read(text), asked=question.asked, topic=question.topic)

    def write(self, question: Question, draft: Draft, hits: Sequence[Hit]) -> Steps[StreamEvent, None, Outcome | None]:
        """Events of the model's proven sentences; the outcome, or None where the extractive answer is to be given."""
        if self._failure is not None:
            return None
        request, sent = self._request, False
        try:
            for step in self._generator.write(question.text, draft, hits, request.as_of, self._attempt):
                if isinstance(step, Outcome):
                    return step
                request.clock.first_sentence()
                sent = True
                yield from events_of([step.sentence], step.citations)
        except ModelError as error:
            self._fail(error)
        finally:
            request.clock.lap("generate")
        if sent and self._failure is not None:
            yield StreamEvent(event="status", body={"stage": "reprise", "notice": self._failure.notice})
        return None

    def signed(self, answer: Answer) -> Answer:
        """The answer with what the model cost and why it was done without, kept where it is the model's."""
        report = self._generator.report(self._attempt, self._failure)
        self._request.trace.wrote(report)
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
