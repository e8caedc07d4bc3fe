"""What decided what on the way to an answer. No word of the question enters it: receipts keep it whatever they keep of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from assistant.compose.assembly import Assembled
from assistant.compose.composition import Composition
from assistant.question.question import Question
from assistant.reading.abstention import Calibration, Evidence
from assistant.schema import Generation, TraceStep, TraceValue
from assistant.search.retriever import Hit

_BEST = 3
"""Passages named with their scores."""


class Trace:
    """The decisions on one request, in order. Belongs to the thread that answers it."""

    def __init__(self) -> None:
        self._steps: list[TraceStep] = []
        self._unread = False

    @property
    def steps(self) -> tuple[TraceStep, ...]:
        """Those made so far."""
        return tuple(self._steps)

    def note(self, step: str, *, by: str = "", why: str = "", decided: bool = True, **values: TraceValue) -> None:
        """Adds a decision; see `TraceStep`."""
        self._steps.append(TraceStep(step=step, by=by, why=why, decided=decided, values=values))

    @property
    def unread(self) -> bool:
        """Whether a reader that was asked did not judge."""
        return self._unread

    def not_read(self) -> None:
        """The reader is away: what was found stands unread."""
        self._unread = True
        self.note("read", decided=False, why="le lecteur ne répond pas : rien n'a été lu")

    def read(self, question: Question) -> None:
        """How the question was understood, but for its words, which are the answer's `understood_as`."""
        self.note(
            "reading",
            intent=question.intent.value,
            types=sorted(kind.value for kind in question.answer_types),
            named=sorted(entity.kind for entity in question.entities),
            reworded=question.text != question.asked,
            from_conversation=question.topic is not None,
            periods=len(question.period),
            claims=len(question.claims),
        )

    def searched(self, hits: Sequence[Hit]) -> None:
        """The passages found, best first."""
        best = hits[:_BEST]
        self.note(
            "search", decided=bool(hits), passages=len(hits), best=[hit.document.id for hit in best],
            scores=[round(hit.score, 3) for hit in best],
        )  # fmt: skip

    def judged(self, evidence: Evidence, calibration: Calibration, probability: float) -> None:
        """Whether the evidence is held to answer."""
        weighed = {field.name: round(getattr(evidence, field.name), 3) for field in fields(evidence)}
        self.note(
            "judgement",
            decided=probability >= calibration.threshold,
            probability=round(probability, 4),
            threshold=calibration.threshold,
            **{name: value for name, value in weighed.items() if value},
        )

    def composed(self, composition: Composition) -> None:
        """Each composer asked; the reason is that of the one which stepped in."""
        for composer in composition.asked:
            stepped_in = composer is composition.stepped_in
            self.note("composer", by=composer.name, decided=stepped_in, why=composer.steps_in if stepped_in else "")

    def proven(self, assembled: Assembled) -> None:
        """The sentences that stood, and of those that did not, what was not proven."""
        self.note(
            "proof", decided=bool(assembled.sentences), shown=len(assembled.sentences),
            dropped=assembled.dropped, faults=list(assembled.faults),
        )  # fmt: skip

    def wrote(self, report: Generation) -> None:
        """What became of a model's sentences."""
        self.note(
            "model", by=report.model, decided=report.fallback is None, why=report.fallback or "",
            produced=report.produced, verified=report.verified, repaired=report.repaired,
            dropped=report.dropped,
        )  # fmt: skip
