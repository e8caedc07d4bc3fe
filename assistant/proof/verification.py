"""Whether the cited quotes prove a sentence. What they do not prove is not shown.

A sentence is taken apart into figures, dates, names, denials and words, and each must stand in the quotes. Nothing
is weighed by likeness: a figure is the same or it is not. Wording may be shortened, reordered and linked with a closed
list of connectives; it may not say anything of its own. Who does what to whom inside one quote is not checked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from assistant.proof import figure_date_pairs, stated_dates, stated_figures
from assistant.proof.attribution_frames import remove_frames
from assistant.proof.claims import Claims, read_claims
from assistant.proof.stated_dates import StatedDate
from assistant.proof.stated_figures import Figure
from assistant.schema import SentenceState
from index.language import negation
from index.language.connectives import OPENERS
from index.language.dates import PartialDate
from index.language.proper_names import Name, ShapedWord
from index.language.text import Text
from index.language.words import STOP_WORDS, fold, fold_aligned, normalise


@dataclass(frozen=True)
class CitedQuote:
    """One cited quote, with the metadata that the sentence may name in an attribution frame. What it claims is read once,
    however many sentences are held against it."""

    text: str
    publisher: str | None = None
    title: str | None = None
    published_on: PartialDate | None = None
    validity: tuple[PartialDate | None, PartialDate | None] = (None, None)

    @cached_property
    def claims(self) -> Claims:
        """What the quote claims; its line breaks are kept: figures on two lines are two figures."""
        return read_claims(Text(_MARKS.sub("", normalise(self.text)).strip()))

    @cached_property
    def core(self) -> str:
        """The quote as the whole of a sentence would repeat it, see `_core`."""
        return _core(_plain(self.text))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing of the sentence that the quotes do not hold.

    Attributes:
        kind: "number", "date", "acronym", "name", "word", "negation" or "quote" (nothing to check, or against).
        text: the piece of the sentence.
        reason: one line of French, for maintainers and for a model asked to repair the sentence.
    """

    kind: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of a sentence and what is wrong with it; no finding when it is verified."""

    state: SentenceState
    findings: tuple[Finding, ...] = ()


LONGEST_SENTENCE = 2000
"""Characters; a longer one is no sentence, and checking it would cost time that a reader waits for."""

PARTIAL_SHARE = 0.25
"""Share of content words without proof up to which a sentence is partial rather than unsupported."""


def check_quote(text: str, start: int, end: int, quote: str) -> bool:
    """Whether `quote` is, to the character, what stands at these offsets of the stored text."""
    return 0 <= start < end <= len(text) and text[start:end] == quote


def verify(sentence: str, quotes: Sequence[CitedQuote], *, reference: dt.date | None = None) -> Verdict:
    """Check a sentence against the quotes it cites.

    Args:
        sentence: one sentence as shown; `[1]` marks and a leading bullet are passed over.
        quotes: what it cites; a claim may stand in any of them.
        reference: the date of the quoted texts, for the years that they leave out ("le 11 octobre"), where
            `published_on` is unknown; never today's date. Without it a date without a year proves no year.

    Returns:
        verified: every figure, date, name and word is proven, and nothing is denied or affirmed against the
        quotes. partial: only some words (at most a quarter of the content words) are not. unsupported: anything else.
    """
    usable = [quote for quote in quotes if quote.text.strip()]
    if not usable:
        return _unsupported("quote", sentence, "aucun extrait n'est cité à l'appui de la phrase")
    if len(sentence) > LONGEST_SENTENCE:
        return _unsupported("quote", sentence[:80], "phrase trop longue pour être vérifiée")
    frame, sources = remove_frames(_plain(sentence), usable)
    core = _core(frame.text)
    if not core:
        return _unsupported("quote", sentence, "la phrase n'affirme rien de vérifiable")
    if any(core == quote.core for quote in sources):
        return Verdict(SentenceState.VERIFIED)
    said = read_claims(Text(_without_opener(frame.text)))
    held = [quote.claims for quote in sources]
    if not (said.stems or said.figures or said.dates):
        return _unsupported("quote", sentence, "la phrase n'affirme rien de vérifiable")
    return _judge(said, held, _known_dates(held, sources, reference))


def _unsupported(kind: str, text: str, reason: str) -> Verdict:
    return Verdict(SentenceState.UNSUPPORTED, (Finding(kind, text, reason),))


def _judge(said: Claims, held: Sequence[Claims], known: Sequence[StatedDate]) -> Verdict:
    facts = [
        *_figures(said, held),
        *_dates(said, known),
        *_numerals(said, held),
        *_names(said, held),
        *_denials(said, held),
        *_pairs(said, held),
    ]
    words, share = _words(said, held)
    if facts or share > PARTIAL_SHARE:
        return Verdict(SentenceState.UNSUPPORTED, tuple(dict.fromkeys((*facts, *words))))
    if words:
        return Verdict(SentenceState.PARTIAL, tuple(dict.fromkeys(words)))
    return Verdict(SentenceState.VERIFIED)


# --- texts ----------------------------------------------------------------------------------------

_MARKS = re.compile(r" ?\[[0-9]{1,3}(?: ?[,;–-] ?[0-9]{1,3}){0,20}\]")
_BULLET = re.compile(r"\s*(?:[•·‣▪◦●*–—-]\s+)")
_FINAL = " .…!?;:,"
_BLANKS = re.compile(r"\s+")


def _plain(text: str) -> str:
    """Normalised, on one line, without citation marks or a leading bullet."""
    text = _MARKS.sub("", normalise(text))
    if bullet := _BULLET.match(text):
        text = text[bullet.end() :]
    return _BLANKS.sub(" ", text).strip()


def _core(plain: str) -> str:
    """A plain sentence without its final punctuation, its first letter small."""
    core = plain.rstrip(_FINAL)
    return core[:1].lower() + core[1:]


def _without_opener(text: str) -> str:
    """The sentence without "Oui," or "Non :" at its head: what follows bears the proof, not the word itself."""
    opener = OPENERS.match(fold_aligned(text))
    return text[opener.end() :] if opener else text


# --- figures and dates ----------------------------------------------------------------------------


def _figures(said: Claims, held: Sequence[Claims]) -> Iterator[Finding]:
    uses = Counter((figure.key, figure.quantity.kind) for figure in said.figures)
    for figure in {figure.meaning: figure for figure in said.figures}.values():
        alike = list(chain.from_iterable(claims.figure_index.alike(figure) for claims in held))
        text = said.text.raw[figure.quantity.start : figure.quantity.end]
        kind = figure.quantity.kind
        if not any(stated_figures.holds(other, figure) for other in alike):
            yield Finding("number", text, _why_not(figure, alike))
        elif uses[figure.key, kind] > sum(other.quantity.kind == kind for other in alike):
            yield Finding("number", text, f"« {text} » est dit plus souvent que dans les extraits")
    yield from _counting_words(said, held)


def _why_not(figure: Figure, alike: Sequence[Figure]) -> str:
    text = figure.quantity.text
    if not alike:
        return f"« {text} » ne figure dans aucun extrait"
    if any(stated_figures.same_value(other.quantity, figure.quantity) for other in alike):
        return f"« {text} » figure dans les extraits avec une autre limite (plus de, environ, jusqu'à, de … à …)"
    return f"« {text} » figure dans les extraits avec une autre unité"


def _counting_words(said: Claims, held: Sequence[Claims]) -> Iterator[Finding]:
    for word in said.counting:
        folded = word.shape.folded
        if not any(folded in claims.words for claims in held):
            yield Finding("number", said.text.raw[word.start : word.end], f"« {folded} » ne figure dans aucun extrait")


def _known_dates(
    held: Sequence[Claims], sources: Sequence[CitedQuote], reference: dt.date | None
) -> tuple[StatedDate, ...]:
    known: list[StatedDate] = []
    for claims, item in zip(held, sources, strict=True):
        known += claims.dates
        if reference is not None and any(date.mention.inferred for date in claims.dates):
            dated = stated_dates.resolved_dates(claims.text, item.published_on or reference)
            known += [date for date in dated if date not in claims.dates]
    return tuple(known)


def _dates(said: Claims, known: Sequence[StatedDate]) -> Iterator[Finding]:
    for date in {date.meaning: date for date in said.dates}.values():
        text = said.text.raw[date.mention.start : date.mention.end]
        if not any(stated_dates.holds(other, date) for other in known):
            yield Finding("date", text, f"la date « {text} » ne figure pas ainsi dans les extraits")
        elif len(said.dates) > 1 and _within(date, said.dates) > max(1, _within(date, known)):
            yield Finding("date", text, f"la date « {text} » est dite plus souvent que dans les extraits")


def _within(period: StatedDate, dates: Sequence[StatedDate]) -> int:
    """How many dates or ends of ranges meet the first value of `period`; each may be said as often as it is known."""
    value = period.mention.value
    ends = (end for date in dates for end in (date.mention.value, date.mention.end_value) if end is not None)
    if period.mention.inferred and not period.relative:
        return sum((value.month, value.day) == (end.month, end.day) for end in ends)
    return sum(value.overlaps(end) for end in ends)


def _pairs(said: Claims, held: Sequence[Claims]) -> Iterator[Finding]:
    for figure, date in figure_date_pairs.refuted(said, held):
        number = figure.quantity.text
        when = said.text.raw[date.mention.start : date.mention.end]
        yield Finding("number", number, f"les extraits donnent « {number} » pour une autre date que « {when} »")


def _numerals(said: Claims, held: Sequence[Claims]) -> Iterator[Finding]:
    for start, end in said.numerals:
        written = said.text.aligned[start:end].strip(".,;:!?")
        if not any(written == c.text.aligned[a:b].strip(".,;:!?") for c in held for a, b in c.numerals):
            yield Finding("number", said.text.raw[start:end], f"« {written} » ne figure dans aucun extrait")
    for start, end in said.addresses:
        written = fold(said.text.raw[start:end]).rstrip(".,;:!?")
        if not any(written in c.text.aligned for c in held):
            yield Finding("name", said.text.raw[start:end], f"l'adresse « {written} » ne figure dans aucun extrait")


# --- names ----------------------------------------------------------------------------------------


def _names(said: Claims, held: Sequence[Claims]) -> Iterator[Finding]:
    names = [name for name in said.names if not (name.opens and _is_common(name, held))]
    uses = Counter(word for name in names for word in name.folded.split() if word not in STOP_WORDS)
    for name in {name.folded: name for name in names}.values():
        text = said.text.raw[name.start : name.end]
        if not _is_mentioned(name, held):
            yield Finding(name.kind, text, f"« {text} » ne figure pas ainsi dans les extraits")
        elif any(uses[word] > 1 and uses[word] > _count(word, held) > 0 for word in name.folded.split()):
            yield Finding(name.kind, text, f"« {text} » est cité plus souvent que dans les extraits")


def _count(word: str, held: Sequence[Claims]) -> int:
    return sum(claims.line.count(f" {word} ") for claims in held)


def _is_common(name: Name, held: Sequence[Claims]) -> bool:
    """Whether a word that opens a sentence owes its capital to that: the quotes write it small."""
    return any(stem in claims.small for claims in held for stem in name.stems)


def _is_mentioned(name: Name, held: Sequence[Claims]) -> bool:
    """Whether the quotes hold a name, as adjacent words in its order, hyphenated or not."""
    written = {name.folded, name.folded.replace(" ", "-"), name.folded.replace("-", " ")}
    if not any(f" {form} " in claims.line for claims in held for form in written):
        return False
    # "AIDE" is not "aide"; "Insee" is "INSEE".
    return name.kind == "name" or " " in name.folded or any(name.folded in claims.capitals for claims in held)


# --- denials and words ----------------------------------------------------------------------------


def _denials(said: Claims, held: Sequence[Claims]) -> Iterator[Finding]:
    clauses = [clause for claims in held for clause in claims.text.clauses]
    for change, stem in negation.contradicts(said.text.clauses, clauses):
        word = next((w for w in said.text.shaped_words if stem and stem in w.shape.stems), None)
        text = said.text.raw[word.start : word.end] if word else stem
        if change == "added":
            yield Finding("negation", text, f"la phrase nie « {text} », les extraits ne le nient pas")
        else:
            yield Finding("negation", text, f"la phrase affirme « {text} », que les extraits nient")


def _words(said: Claims, held: Sequence[Claims]) -> tuple[list[Finding], float]:
    """Words without proof, and their share of the content words, each counted once."""
    missing: dict[str, Finding] = {}
    for word in said.content:
        if not _stands(word, held):
            text = said.text.raw[word.start : word.end]
            missing[word.shape.folded] = Finding("word", text, f"« {text} » ne figure dans aucun extrait")
    content = len({word.shape.folded for word in said.content})
    return list(missing.values()), len(missing) / max(1, content)


def _stands(word: ShapedWord, held: Sequence[Claims]) -> bool:
    if word.shape.folded in STOP_WORDS:
        return any(word.shape.folded in claims.words for claims in held)
    if any(variant in claims.stems for claims in held for variant in word.shape.variants):
        return True
    return all(any(stem in claims.stems for claims in held) for stem in word.shape.stems)
