"""Disagreement on what a figure counts: "146 régions" in one source, "146 territoires" in another."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.candidates import Candidate, quantities_of
from assistant.answering.draft import Draft, DraftSentence
from assistant.cues import AnswerType
from assistant.question import Question
from index.french import stem
from index.quantities import Quantity

_CONFUSION = "Confusion probable sur le mot, une autre source écrit :"
_READ = 60


def compose_disagreement(question: Question, candidates: Sequence[Candidate]) -> Draft | None:
    """Both sources, where the question quotes a figure with its noun and the sources count something else by that
    figure; None for any other question."""
    if question.wants(AnswerType.NUMBER, AnswerType.AMOUNT):
        return None
    for quoted in quantities_of(question.text):
        if quoted.kind != "number" or not quoted.unit or quoted.value < 10:
            continue
        same = _first(candidates, quoted, same_noun=True)
        other = _first(candidates, quoted, same_noun=False)
        if same is not None and other is not None and same.quote.document.id != other.quote.document.id:
            return Draft((
                DraftSentence(same.text.strip(), (same.quote,)),
                DraftSentence(other.text.strip(), (other.quote,), lead=_CONFUSION),
            ))  # fmt: skip
    return None


def _first(candidates: Sequence[Candidate], quoted: Quantity, *, same_noun: bool) -> Candidate | None:
    """The best sentence with that value and the same noun, or another one."""
    for candidate in candidates[:_READ]:
        for quantity in quantities_of(candidate.text):
            if quantity.value == quoted.value and quantity.kind == "number" and quantity.unit:
                same = stem(quantity.unit) == stem(quoted.unit)
                if same == same_noun:
                    return candidate
    return None
