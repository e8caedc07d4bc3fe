"""Moments of one series: "au lancement et en phase 2" wants a value for each, in its own sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.question.question import Question
from index.documents.document import Status
from index.language.dates import DateMention
from index.language.words import fold
from index.records.kinds.figure import FigureValue

Moment = Callable[[Sequence[FigureValue]], FigureValue | None]
"""From the values of a series, oldest first, to the one of that moment; None where there is none."""

PHASE = re.compile(r"\b(?:phase (1|2|une|deux|i|ii)\b|(premiere|1re|seconde|deuxieme|2e) phase)")
PHASES = {
    "1": "1", "une": "1", "i": "1", "premiere": "1", "1re": "1",
    "2": "2", "deux": "2", "ii": "2", "seconde": "2", "deuxieme": "2", "2e": "2",
}  # fmt: skip
BEGINNING = re.compile(r"\b(?:au debut|au depart|de depart|a l'origine|initial\w*|au lancement|a l'annonce)\b")
_TODAY = re.compile(r"\b(?:aujourd'?hui|maintenant|actuel\w*|a ce jour)\b")


def moments_of(question: Question) -> list[Moment]:
    """The moments a question names, in its order: phases, the beginning, today, dates. Two numbers of phases may share one
    noun ("phases 1 et 2")."""
    folded = re.sub(r"\bphases (1|i) et (?:la )?(2|ii)\b", r"phase \1 phase \2", question.folded)
    found: list[tuple[int, Moment]] = []
    for match in PHASE.finditer(folded):
        found.append((match.start(), _of_phase(PHASES[match.group(1) or match.group(2)])))
    if beginning := BEGINNING.search(folded):
        found.append((beginning.start(), lambda values: values[0] if values else None))
    if today := _TODAY.search(folded):
        found.append((today.start(), _in_force))
    found += [(mention.start, _of_period(mention)) for mention in question.period]
    return [moment for _, moment in sorted(found, key=lambda pair: pair[0])]


def _of_phase(number: str) -> Moment:
    """The last value that names the phase; for the phase after all that are named, the value in force."""

    def choose(values: Sequence[FigureValue]) -> FigureValue | None:
        named = [{PHASES[m[1] or m[2]] for m in PHASE.finditer(fold(value.text))} for value in values]
        held = [value for value, phases in zip(values, named, strict=True) if number in phases]
        if held:
            return held[-1]
        known = set().union(*named)
        return _in_force(values) if known and int(number) == int(max(known)) + 1 else None

    return choose


def _in_force(values: Sequence[FigureValue]) -> FigureValue | None:
    return next((value for value in reversed(values) if value.status is Status.CURRENT), None)


def _of_period(mention: DateMention) -> Moment:
    def choose(values: Sequence[FigureValue]) -> FigureValue | None:
        dated = [v for v in values if v.date is not None and v.date.first <= mention.last and mention.first <= v.date.last]
        return dated[-1] if dated else None

    return choose
