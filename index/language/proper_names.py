"""Proper names, acronyms and Roman numerals of a French text, found by their capitals."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from index.language.closed_classes import Table, WordSet, load
from index.language.connectives import CONNECTIVES
from index.language.words import STOP_WORDS, Word, either, fold, stem


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


class ShapedWord(NamedTuple):
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


class _NameWords(Table):
    titles: WordSet
    particles: WordSet
    bodies: WordSet


_WORDS = load("names.yaml", _NameWords)
BODY = rf"{either(word.capitalize() for word in _WORDS.bodies)}s?(?![\w-])"
"""Pattern of what begins the name of a body, a scheme or an event, never that of a person or a place: "Banque"."""
_ROMAN = re.compile(r"(?:[IVXLC]{2,7}|[IVXLC]{1,7}(?:e|er|ère|ème|ᵉ))")
_OPENING = re.compile(r"[.!?…:;«\"“(•*|\n–—\]]")
_YEAR = re.compile(r"[0-9]{4}")
_SHORT_NUMBER = re.compile(r"[0-9]{1,3}")


@lru_cache(maxsize=100_000)  # a table of the language, filled as words are met: a lookup in place of 6 µs
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


def shaped_words(text: str, words: Sequence[Word]) -> tuple[ShapedWord, ...]:
    """The words of a text with what stands around them."""
    found: list[ShapedWord] = []
    position = 0
    for word in words:
        gap = text[position : word.start]
        opens = not found or (gap not in ("", " ") and bool(_OPENING.search(gap)))
        found.append(ShapedWord(word.start, word.end, shape(word.text), opens, bool(found) and gap.strip("-'’ ") != ""))
        position = word.end
    return tuple(found)


def find_names(words: Sequence[ShapedWord], covered: Container[int]) -> tuple[Name, ...]:
    """The names of a text, in order: runs of capitalised words, particles between them included.

    A stop word or connective that opens a sentence, and a title ("M.", "Mme"), is no part of a name; nor are
    words of figures and dates ("Md", "Mars"), whose offsets are `covered`, unless they number a name ("PLF 2026").
    """
    return tuple(_as_name(run) for run in _runs(words, covered))


def _runs(words: Sequence[ShapedWord], covered: Container[int]) -> Iterator[list[ShapedWord]]:
    run: list[ShapedWord] = []
    between: list[ShapedWord] = []
    for word in words:
        folded = word.shape.folded
        joined = bool(run) and not word.breaks
        if joined and not between and _numbers_a_name(run[-1], word):
            yield [*run, word]
            run = []
        elif word.start not in covered and _is_capitalised(word):
            if joined:
                run += [*between, word]
            else:
                if run:
                    yield run
                run = [word]
            between = []
        elif joined and folded in _WORDS.particles and len(between) < 3:
            between.append(word)
        else:
            if run:
                yield run
            run, between = [], []
    if run:
        yield run


def _is_capitalised(word: ShapedWord) -> bool:
    about = word.shape
    if not about.capital or about.folded in _WORDS.titles:
        return about.acronym or about.roman
    return not word.opens or about.acronym or bool(about.stems)


def _numbers_a_name(before: ShapedWord, word: ShapedWord) -> bool:
    """Whether a number belongs to the name before it: "France 2030", "PLF 2026", "ICPE 3"."""
    if not word.shape.digits:
        return False
    written = word.shape.folded
    return bool(_YEAR.fullmatch(written)) or (before.shape.acronym and bool(_SHORT_NUMBER.fullmatch(written)))


def _as_name(run: list[ShapedWord]) -> Name:
    first = run[0]
    alone = len(run) == 1
    kind = "acronym" if any(word.shape.acronym for word in run) else "name"
    if alone and first.shape.roman:
        kind = "number"
    opens = alone and first.opens and not first.shape.acronym
    stems = tuple(stem for word in run for stem in word.shape.stems)
    return Name(first.start, run[-1].end, " ".join(word.shape.folded for word in run), kind, opens, stems)
