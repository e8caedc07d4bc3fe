"""What a text claims, read once: figures, dates, names, clauses and words, ready to be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.proof.stated_dates import StatedDate, find_stated_dates
from assistant.proof.stated_figures import Figure, FigureIndex, find_figures
from index.language.connectives import COUNTING, PHRASE, STRICT
from index.language.proper_names import Name, ShapedWord, find_names
from index.language.quantities import ADDRESS
from index.language.text import Text

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """The claims of a normalised text.

    Attributes:
        text: the text itself, with its words and clauses.
        line: its folded words between spaces, "|" where punctuation parts them: a name stands in the text if
            " name " stands in its line.
        stems: stems of its content words, variants included.
        small: stems of those written without a capital.
        capitals: folded words written with a capital.
        numerals: pieces with a digit that are neither figure nor date, as they stand.
        addresses: web and mail addresses, folded.
    """

    text: Text
    line: str
    words: frozenset[str]
    stems: frozenset[str]
    small: frozenset[str]
    capitals: frozenset[str]
    figures: tuple[Figure, ...]
    figure_index: FigureIndex
    dates: tuple[StatedDate, ...]
    names: tuple[Name, ...]
    numerals: tuple[Span, ...]
    addresses: tuple[Span, ...]
    content: tuple[ShapedWord, ...]
    """Words to be proven one by one: neither in a figure, a date or a connective phrase, nor empty of meaning."""
    counting: tuple[ShapedWord, ...]
    """Words that count ("moitié") outside figures."""


_CHUNK = re.compile(r"[^\s()«»\"]+")


def read_claims(text: Text) -> Claims:
    """The claims of a text that `index.language.words.normalise` has been through. Linear in its length."""
    folded, words = text.aligned, text.shaped_words
    figures = find_figures(text)
    dates = find_stated_dates(text)
    spans = sorted(
        [(f.quantity.start, f.quantity.end) for f in figures] + [(d.mention.start, d.mention.end) for d in dates]
    )
    covered = {i for start, end in spans for i in range(start, end)}
    covered.update(i for f in figures for i in range(*f.limit_span))
    covered.update(i for d in dates for i in range(d.start, d.mention.start))
    linking = {i for match in PHRASE.finditer(folded) for i in range(*match.span())} | covered
    return Claims(
        text=text,
        line="".join(f" | {w.shape.folded}" if w.breaks else f" {w.shape.folded}" for w in words) + " ",
        words=frozenset(w.shape.folded for w in words),
        stems=frozenset(stem for w in words for stem in (*w.shape.stems, *w.shape.variants)),
        small=frozenset(stem for w in words if not w.shape.capital for stem in w.shape.stems),
        capitals=frozenset(w.shape.folded for w in words if w.shape.capital or w.shape.acronym),
        figures=figures,
        figure_index=FigureIndex(figures),
        dates=dates,
        names=find_names(words, covered),
        numerals=_uncovered_numerals(text.raw, spans),
        addresses=tuple(m.span() for m in ADDRESS.finditer(folded)) if "@" in folded or "." in folded else (),
        content=tuple(w for w in words if w.start not in linking and (w.shape.stems or w.shape.folded in STRICT)),
        counting=tuple(w for w in words if w.shape.folded in COUNTING and w.start not in covered),
    )


def _uncovered_numerals(text: str, covered: list[Span]) -> tuple[Span, ...]:
    """Spans with a numeral of any script ("½", "²", "Ⅳ") that lies in no figure and no date."""
    blanked: list[str] = []
    position = 0
    for start, end in covered:
        if end > position:
            blanked += (text[position : max(start, position)], " " * (end - max(start, position)))
            position = end
    rest = "".join((*blanked, text[position:]))
    if rest.isascii() and not any(map(str.isdigit, rest)):
        return ()
    return tuple(m.span() for m in _CHUNK.finditer(rest) if any(map(str.isnumeric, m[0])))
