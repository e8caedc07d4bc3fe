"""What must not change a judgement: a polite frame, lost accents, capitals, a missing question mark, a typing error."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import yaml

from evaluation.noise import without_accents

_WRAPPED, _BARE, _CAPITALS, _MISTYPED = 0.22, 0.10, 0.04, 0.06
"""Shares of the questions that are changed so."""


def reworded(question: str, chance: random.Random) -> str:
    """The question, or the same as somebody else would type it."""
    if chance.random() < _WRAPPED:
        question = chance.choice(wrappers()).format(q=question)
    draw = chance.random()
    if draw < _BARE:
        return without_accents(question.lower()).replace("?", "").strip()
    if draw < _BARE + _CAPITALS:
        return question.upper()
    if draw < _BARE + _CAPITALS + _MISTYPED:
        return _mistyped(question, chance)
    return question


@cache
def wrappers() -> tuple[str, ...]:
    """Frames around a question, which stands at `{q}`."""
    return tuple(yaml.safe_load((Path(__file__).parent / "wrappers.yaml").read_text("utf-8")))


def _mistyped(question: str, chance: random.Random) -> str:
    """Two letters swapped, or one lost, in one of the longer words: not as `evaluation.noise` does, which measures."""
    words = question.split(" ")
    long = [number for number, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long:
        return question
    number = chance.choice(long)
    word, at = words[number], chance.randrange(1, len(words[number]) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[number] = chance.choice((swapped, word[:at] + word[at + 1 :]))
    return " ".join(words)
