"""Proper names, acronyms and Roman numerals of a French text, found by their capitals."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from index.language.connectives import CONNECTIVES
from index.language.words import STOP_WORDS, Word, fold, stem, word_set


class Shape(NamedTuple):
    """What a word is, wherever it stands.

    Attributes:
        folded: folded, without the dots of "P.M.E.".
        stems: stems of the word and, for a compound, of its parts; none for a stop word or an elided article.
        variants: the stem of the singular of what may be a verb ("signent" → that of "signe"), which Snowball leaves.
        capital: it begins with a capital.
        acronym: two capitals or more and nothing else but digits and a few small letters ("TI", "CO2", "BdT").
        roman: a Roman numeral or rank ("II", "XIXe", "Ve").
        digits: it holds a digit or another numeral.
    """

    folded: str
    stems: tuple[str, ...]
    variants: tuple[str, ...]
    capital: bool
    acronym: bool
    roman: bool
    digits: bool


class Token(NamedTuple):
    """A word at its place. `opens` is true where a capital may be due to the place alone; `breaks` where
    something else than a space, hyphen or apostrophe parts it from the word before."""

    start: int
    end: int
    shape: Shape
    opens: bool
    breaks: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text.

    Attributes:
        start, end: its span.
        folded: its folded words, particles and years included ("banque des territoires", "plf 2026").
        kind: "name", "acronym" or "number" (Roman).
        opens: its only capital may be due to its place at the start of a sentence.
        stems: stems of its words.
    """

    start: int
    end: int
    folded: str
    kind: str
    opens: bool
    stems: tuple[str, ...]


_ROMAN = re.compile(r"(?:[IVXLC]{2,7}|[IVXLC]{1,7}(?:e|er|ère|ème|ᵉ))")
_TITLES = word_set("m mm mme mmes mlle mlles mgr dr pr")
_PARTICLES = word_set("de du des d' la le les l'")
_OPENING = re.compile(r"[.!?…:;«\"“(•*|\n–—\]]")
_YEAR = re.compile(r"[0-9]{4}")
_SHORT_NUMBER = re.compile(r"[0-9]{1,3}")


@lru_cache(maxsize=100_000)
def shape(word: str) -> Shape:
    """The shape of one word as it is written."""
    folded = fold(word)
    if "." in folded and not any(c.isdigit() for c in folded):
        folded = folded.replace(".", "")
    capitals = sum(c.isupper() for c in word)
    letters = sum(c.isalpha() for c in word)
    stop = folded in STOP_WORDS or folded in CONNECTIVES or folded.endswith("'")
    return Shape(
        folded,
        () if stop else _stems(folded),
        (stem(folded[:-2]),) if folded.endswith("ent") and len(folded) > 5 and not stop else (),
        word[:1].isupper(),
        capitals >= 2 and letters <= 2 * capitals + 1 and "-" not in word,
        bool(_ROMAN.fullmatch(word)),
        any(c.isnumeric() for c in word),
    )


def _stems(folded: str) -> tuple[str, ...]:
    if "-" not in folded:
        return (stem(folded),)
    parts = [part for part in folded.split("-") if part]
    return tuple(stem(part) for part in parts if part not in STOP_WORDS)


def read_tokens(text: str, words: Sequence[Word]) -> tuple[Token, ...]:
    """The words of a text with what stands around them."""
    tokens: list[Token] = []
    position = 0
    for word in words:
        gap = text[position : word.start]
        opens = not tokens or (gap not in ("", " ") and bool(_OPENING.search(gap)))
        tokens.append(Token(word.start, word.end, shape(word.text), opens, bool(tokens) and gap.strip("-'’ ") != ""))
        position = word.end
    return tuple(tokens)


def find_names(tokens: Sequence[Token], covered: Container[int]) -> tuple[Name, ...]:
    """The names of a text, in order: runs of capitalised words, particles between them included.

    A stop word or connective that opens a sentence, and a title ("M.", "Mme"), is no part of a name; nor are
    words of figures and dates ("Md", "Mars"), whose offsets are `covered`, unless they number a name ("PLF 2026").
    """
    return tuple(_as_name(run) for run in _runs(tokens, covered))


def _runs(tokens: Sequence[Token], covered: Container[int]) -> Iterator[list[Token]]:
    run: list[Token] = []
    between: list[Token] = []
    for token in tokens:
        folded = token.shape.folded
        joined = bool(run) and not token.breaks
        if joined and not between and _numbers_a_name(run[-1], token):
            yield [*run, token]
            run = []
        elif token.start not in covered and _is_capitalised(token):
            if joined:
                run += [*between, token]
            else:
                if run:
                    yield run
                run = [token]
            between = []
        elif joined and folded in _PARTICLES and len(between) < 3:
            between.append(token)
        else:
            if run:
                yield run
            run, between = [], []
    if run:
        yield run


def _is_capitalised(token: Token) -> bool:
    about = token.shape
    if not about.capital or about.folded in _TITLES:
        return about.acronym or about.roman
    return not token.opens or about.acronym or bool(about.stems)


def _numbers_a_name(before: Token, token: Token) -> bool:
    """Whether a number belongs to the name before it: "France 2030", "PLF 2026", "ICPE 3"."""
    if not token.shape.digits:
        return False
    written = token.shape.folded
    return bool(_YEAR.fullmatch(written)) or (before.shape.acronym and bool(_SHORT_NUMBER.fullmatch(written)))


def _as_name(run: list[Token]) -> Name:
    first = run[0]
    alone = len(run) == 1
    kind = "acronym" if any(token.shape.acronym for token in run) else "name"
    if alone and first.shape.roman:
        kind = "number"
    opens = alone and first.opens and not first.shape.acronym
    stems = tuple(stem for token in run for stem in token.shape.stems)
    return Name(first.start, run[-1].end, " ".join(t.shape.folded for t in run), kind, opens, stems)
