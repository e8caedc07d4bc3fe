"""The proof of a model's sentence: one quote of one cited excerpt that says all of it.

Two quotes together prove too much: "L'acte 2 compte 64 communes" and "L'acte 1 compte 42 communes" hold every
word and figure of "L'acte 1 compte 64 communes". So each sentence must stand in one quote alone: a sentence of the
source, one that leans back with the sentence before it, or a list with its lead-in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.compose.assembly import cited_quote
from assistant.generation.excerpts import Excerpt
from assistant.generation.injected_orders import is_order
from assistant.generation.sentence_stream import Written
from assistant.proof.verification import CitedQuote, Finding, verify
from assistant.schema import SentenceState
from index.documents.document import Document
from index.documents.quote import Quote
from index.language.sentence_forms import Form
from index.language.text import Text
from index.language.words import fold, word_set, words

MOST_QUOTES = 3
"""Excerpts cited by one sentence; each of them proves it alone."""
_MOST_OFTEN = 3
"""Times one word may be said in one sentence."""
_LONGEST_LIST = 1_500
"""Characters of a list quoted whole."""
_ITEM = re.compile(r"\s*(?:[•▪◦*–-]|\d{1,2}[.)])\s+")
_POINTS_BACK = re.compile(
    r"^(?:(?:il|ils)(?! (?:y a|faut|existe|s'agit|est (?:possible|prevu))\b)|elles?|celui-ci|celle-ci|ceux-ci|celles-ci|cela|"
    r"c(?:e|et|ette|es) derni\w+|cet(?:te)? \w+|ces? \w+|son|sa|ses|leurs?)\b"
)
"""Beginnings whose sense hangs on the sentence before, which may be another's or not shown."""
_ENGLISH = word_set(
    """
    the of and is are was were be been to in for with this that these those it its by from as at on has have had will would
    can could should not which who what when where how their there you your we our they an or but if than then more
    """
)
_FRENCH = word_set(
    """
    le la les l' un une des du de d' et est sont etait etaient au aux en dans par pour sur avec ce cet cette ces il elle ils
    elles qui que qu' ou ne pas se s' son sa ses leur leurs depuis a ont plus jusqu'a entre compte
    """
)


@dataclass(frozen=True)
class Proof:
    """The quotes that prove a sentence, each alone; or what is wrong with it."""

    quotes: tuple[Quote, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.quotes)


class Prover:
    """Proves the sentences of one answer by the excerpts they cite. Each quote of an excerpt is read once."""

    def __init__(self, excerpts: Sequence[Excerpt]) -> None:
        """`excerpts`: numbered from 1, in order."""
        self._excerpts = excerpts
        self._quotes: dict[int, list[tuple[Quote, CitedQuote]]] = {}

    def prove(self, written: Written) -> Proof:
        """The proof of a sentence, or what is wrong with it."""
        cited = [number for number in written.numbers if 1 <= number <= len(self._excerpts)]
        if not cited:
            return _failed("quote", written.text, "la phrase ne cite aucun des extraits")
        if _POINTS_BACK.match(fold(written.text)):
            return _failed("name", written.text, "la phrase ne nomme pas ce dont elle parle")
        if not is_french(written.text):
            return _failed("word", written.text, "la phrase n'est pas en français")
        if _stutters(written.text):
            return _failed("word", written.text, "la phrase répète les mêmes mots")
        quotes: list[Quote] = []
        closest: tuple[Finding, ...] = ()
        for number in cited:
            quote, findings = self._in(number, written.text)
            if quote is not None:
                quotes.append(quote)
            elif not closest or len(findings) < len(closest):
                closest = findings
        return Proof(tuple(quotes[:MOST_QUOTES])) if quotes else Proof(findings=closest)

    def _in(self, number: int, text: str) -> tuple[Quote | None, tuple[Finding, ...]]:
        """The shortest quote of an excerpt that proves a sentence; where none does, what the nearest one lacks."""
        nearest: tuple[Finding, ...] = ()
        for quote, cited in self._quotes_in(number):
            verdict = verify(text, [cited])
            if verdict.state is SentenceState.VERIFIED:
                return quote, ()
            if not nearest or len(verdict.findings) < len(nearest):
                nearest = verdict.findings
        return None, nearest

    def _quotes_in(self, number: int) -> list[tuple[Quote, CitedQuote]]:
        """The quotes of an excerpt, the shortest first."""
        if number not in self._quotes:
            quotes = sorted(_quotes(self._excerpts[number - 1]), key=lambda quote: quote.end - quote.start)
            self._quotes[number] = [(quote, cited_quote(quote)) for quote in quotes]
        return self._quotes[number]


def is_french(text: str) -> bool:
    """False for a sentence with more small words of English than of French, and for a writing other than Latin."""
    found = {fold(word.text).strip("'-") for word in words(text.replace("’", "'"))}
    elided = {"l'" for word in found if word.startswith(("l'", "d'", "qu'"))}
    if sum(character.isalpha() and ord(character) > 0x24F for character in text) > 3:
        return False
    return len(found & _ENGLISH) <= len((found & _FRENCH) | elided)


def _stutters(text: str) -> bool:
    """True where a model goes round in circles: verification compares words, not how often they are said."""
    counted = Counter(Text(text).content_words)
    return bool(counted) and max(counted.values()) > _MOST_OFTEN


def _failed(kind: str, text: str, reason: str) -> Proof:
    return Proof(findings=(Finding(kind, text, reason),))


def _quotes(excerpt: Excerpt) -> Iterator[Quote]:
    """Whatever of an excerpt can be a proof; an order to whoever reads it is none."""
    document = excerpt.document
    texts = {span: document.text[span[0] : span[1]] for span in excerpt.sentences}
    spans = [span for span in excerpt.sentences if not is_order(texts[span])]
    for number, (start, end) in enumerate(spans):
        text = texts[start, end]
        bullet = _ITEM.match(text)
        yield Quote(document, start + bullet.end() if bullet else start, end)
        before = spans[number - 1] if number else None
        if before is not None and Form.LEANS_BACK in Text(text).forms and _follow(document, before[1], start):
            yield Quote(document, before[0], end)
        if text.rstrip().endswith(":"):
            last = end
            for item in spans[number + 1 :]:
                if (
                    not _ITEM.match(texts[item])
                    or not _follow(document, last, item[0])
                    or item[1] - start > _LONGEST_LIST
                ):
                    break
                last = item[1]
            if last > end:
                yield Quote(document, start, last)


def _follow(document: Document, end: int, start: int) -> bool:
    """Whether nothing but space stands between two sentences."""
    return not document.text[end:start].strip()
