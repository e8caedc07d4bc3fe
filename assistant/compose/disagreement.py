"""Disagreement on what a figure counts: "146 régions" in one source, "146 communes" in another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.reading.candidates import Candidate
from index.language.quantities import Quantity
from index.language.words import stem

_CONFUSION = "Confusion probable sur le mot, une autre source écrit :"
_DOUBTS = re.compile(
    r"\b(?:possible|vrai|normal|correct|exact|juste|bizarre|erreur|trompe\w*|confon\w*|article|lit|lu|entendu|sur(?:e|s)?)\b"
)
_READ = 60
_NEAR = 0.5
"""Share of the best score below which a sentence counts something else altogether."""


def compose_disagreement(context: Context) -> Draft | None:
    """Both sources, where the question quotes a figure with its noun and the sources count something else by that
    figure; None for any other question."""
    question, candidates = context.question, context.candidates
    if "combien" in question.folded or not _DOUBTS.search(question.folded):
        return None
    figures = [q for q in question.analysis.quantities if q.kind == "number" and q.unit and q.value >= 10]
    if len(figures) == 1:
        quoted = figures[0]
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
    floor = _NEAR * candidates[0].score if candidates else 0.0
    for candidate in candidates[:_READ]:
        if candidate.score < floor:
            break
        for quantity in candidate.analysis.quantities:
            if quantity.value == quoted.value and quantity.kind == "number" and quantity.unit:
                same = stem(quantity.unit) == stem(quoted.unit)
                if same == same_noun:
                    return candidate
    return None


register(
    Composer(
        "disagreement",
        "la question doute d'un chiffre, et des sources comptent par lui des choses différentes",
        compose_disagreement,
    )
)
