"""Moments of one series: "au lancement et en mai 2022" wants a value for each, in its own sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.question.question import Question
from assistant.question.temporal_expressions import BEGINNING, NOW
from index.documents.document import Status
from index.language.dates import DateMention
from index.language.text import Text
from index.programmes.vocabulary import Vocabulary
from index.records.kinds.figure import FigureValue

Moment = Callable[[Sequence[FigureValue]], FigureValue | None]
"""From the values of a series, oldest first, to the one of that moment; None where there is none."""


def moments_of(question: Question) -> list[Moment]:
    """The moments a question names, in its order: phases of the programme, the beginning, today, dates."""
    phases, folded = question.programme.phases, question.analysis.aligned
    found: list[tuple[int, Moment]] = [
        (mention.start, _of_phase(mention.term, phases)) for mention in phases.mentions(question.analysis)
    ]
    if beginning := BEGINNING.search(folded):
        found.append((beginning.start(), lambda values: values[0] if values else None))
    if today := NOW.search(folded):
        found.append((today.start(), _in_force))
    found += [(mention.start, _of_period(mention)) for mention in question.period]
    return [moment for _, moment in sorted(found, key=lambda pair: pair[0])]


def _of_phase(phase: str, phases: Vocabulary) -> Moment:
    """The last value that names the phase; for the phase after all that are named, the value in force."""
    order = [term.id for term in phases.terms]

    def choose(values: Sequence[FigureValue]) -> FigureValue | None:
        named = [phases.found_in(Text(value.text)) for value in values]
        held = [value for value, told in zip(values, named, strict=True) if phase in told]
        if held:
            return held[-1]
        known = [order.index(told) for told in frozenset().union(*named)]
        return _in_force(values) if known and order.index(phase) == max(known) + 1 else None

    return choose


def _in_force(values: Sequence[FigureValue]) -> FigureValue | None:
    return next((value for value in reversed(values) if value.status is Status.CURRENT), None)


def _of_period(mention: DateMention) -> Moment:
    def choose(values: Sequence[FigureValue]) -> FigureValue | None:
        dated = [v for v in values if v.date is not None and v.date.first <= mention.last and mention.first <= v.date.last]
        return dated[-1] if dated else None

    return choose
