"""What a text claims, read once: figures, dates, names, clauses and words, ready to be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.proof.stated_dates import StatedDate, find_stated_dates
from assistant.proof.stated_figures import Figure, FigureIndex, find_figures
from index.language.connectives import COUNTING, PHRASE, STRICT
from index.language.negation import Clause, read_clauses
from index.language.proper_names import Name, Token, find_names, read_tokens
from index.language.words import fold_aligned, words

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """The claims of a normalised text.

    Attributes:
        line: its folded words between spaces, "|" where punctuation parts them: a name stands in the text if
            " name " stands in its line.
        stems: stems of its content words, variants included.
        small: stems of those written without a capital.
        capitals: folded words written with a capital.
        numerals: pieces with a digit that are neither figure nor date, as they stand.
        addresses: web and mail addresses, folded.
    """

    text: str
    folded: str
    tokens: tuple[Token, ...]
    line: str
    words: frozenset[str]
    stems: frozenset[str]
    small: frozenset[str]
    capitals: frozenset[str]
    figures: tuple[Figure, ...]
    figure_index: FigureIndex
    dates: tuple[StatedDate, ...]
    names: tuple[Name, ...]
    clauses: tuple[Clause, ...]
    numerals: tuple[Span, ...]
    addresses: tuple[Span, ...]
    content: tuple[Token, ...]
    """Words to be proven one by one: neither in a figure, a date or a connective phrase, nor empty of meaning."""
    counting: tuple[Token, ...]
    """Words that count ("moitié") outside figures."""


_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"»]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}")
_CHUNK = re.compile(r"[^\s()«»\"]+")


@lru_cache(maxsize=2048)
def read_claims(text: str) -> Claims:
    """The claims of a text that `index.language.words.normalise` has been through. Linear in its length."""
    folded = fold_aligned(text)
    tokens = read_tokens(text, words(text))
    figures = find_figures(text, folded)
    dates = find_stated_dates(text, folded)
    spans = sorted(
        [(f.quantity.start, f.quantity.end) for f in figures] + [(d.mention.start, d.mention.end) for d in dates]
    )
    covered = {i for start, end in spans for i in range(start, end)}
    covered.update(i for f in figures for i in range(*f.limit_span))
    covered.update(i for d in dates for i in range(d.start, d.mention.start))
    linking = {i for match in PHRASE.finditer(folded) for i in range(*match.span())} | covered
    return Claims(
        text=text,
        folded=folded,
        tokens=tokens,
        line="".join(f" | {t.shape.folded}" if t.breaks else f" {t.shape.folded}" for t in tokens) + " ",
        words=frozenset(t.shape.folded for t in tokens),
        stems=frozenset(s for t in tokens for s in (*t.shape.stems, *t.shape.variants)),
        small=frozenset(stem for t in tokens if not t.shape.capital for stem in t.shape.stems),
        capitals=frozenset(t.shape.folded for t in tokens if t.shape.capital or t.shape.acronym),
        figures=figures,
        figure_index=FigureIndex(figures),
        dates=dates,
        names=find_names(tokens, covered),
        clauses=read_clauses(tokens),
        numerals=_uncovered_numerals(text, spans),
        addresses=tuple(m.span() for m in _ADDRESS.finditer(folded)) if "@" in text or "." in text else (),
        content=tuple(t for t in tokens if t.start not in linking and (t.shape.stems or t.shape.folded in STRICT)),
        counting=tuple(t for t in tokens if t.shape.folded in COUNTING and t.start not in covered),
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
