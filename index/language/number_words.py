"""Numbers written in words: "quatre-vingt-dix-sept", "deux mille", "troisième"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.language.closed_classes import Table, WordSet, load
from index.language.words import STOP_WORDS, either


class _Numbers(Table):
    cardinals: WordSet
    ordinals: dict[str, int]
    collectives: dict[str, int]
    numbered: WordSet
    not_counted: WordSet
    plural_looking: WordSet


_NUMBERS = load("numbers.yaml", _Numbers)
ORDINALS = _NUMBERS.ordinals
COLLECTIVES = _NUMBERS.collectives
"""Folded nouns of about so many: "trentaine" → 30."""
NUMBERED = _NUMBERS.numbered
"""Folded nouns of things that have a rank: the number in "phase 2" counts nothing."""
NOT_COUNTED = STOP_WORDS | _NUMBERS.not_counted
"""Folded words that may follow a number without being what it counts."""
PLURAL_LOOKING = _NUMBERS.plural_looking
"""Folded small words that end like a plural noun."""
_WORD = either(_NUMBERS.cardinals)
NUMBER_WORDS = re.compile(rf"{_WORD}(?:(?:[ -]|[ -]et[ -](?=une?(?![a-z])|onze)){_WORD}(?![a-z]))*+(?![a-z])")
"""A run of folded number words; it may hold more than one number ("deux trois")."""

_PIECE = re.compile(r"[a-z]+")


def read_number_words(run: str) -> Iterator[tuple[int, int, int]]:
    """The numbers of a run of folded number words, as (start, end, value) inside the run.

    `text2num` knows which words make one number ("quatre vingt" is 80, "deux trois" are two numbers); it is
    written in Rust, imports in 20 ms and was right on every case of the tests, but for "un" and "neuf" alone,
    which it cannot judge.
    """
    from text_to_num import find_numbers

    pieces = list(_PIECE.finditer(run))
    for number in find_numbers([_Piece(piece[0]) for piece in pieces], "fr", threshold=0.0):
        yield pieces[number.start].start(), pieces[number.end - 1].end(), int(number.value)


class _Piece:
    """A word, in the form that `text2num` reads."""

    __slots__ = ("_text",)

    def __init__(self, folded: str) -> None:
        self._text = "zéro" if folded == "zero" else folded

    def text(self) -> str:
        return self._text

    def nt_separated(self, previous: _Piece) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False
