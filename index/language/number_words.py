"""Numbers written in words: "quatre-vingt-dix-sept", "deux mille", "troisième"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = (
    "(?:zero|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente"
    "|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille)"
)
NUMBER_WORDS = re.compile(rf"{_WORD}(?:(?:[ -]|[ -]et[ -](?=une?(?![a-z])|onze)){_WORD}(?![a-z]))*+(?![a-z])")
"""A run of folded number words; it may hold more than one number ("deux trois")."""

ORDINALS: dict[str, int] = {
    "premier": 1, "premiere": 1, "second": 2, "seconde": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4,
    "cinquieme": 5, "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10, "onzieme": 11,
    "douzieme": 12, "treizieme": 13, "quatorzieme": 14, "quinzieme": 15, "seizieme": 16, "vingtieme": 20,
    "trentieme": 30, "quarantieme": 40, "cinquantieme": 50, "centieme": 100,
}  # fmt: skip
COLLECTIVES: dict[str, int] = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip
ORDINAL_WORD = "(?:" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + ")"
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
