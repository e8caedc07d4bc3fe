"""Texts whose figure disagrees with a figure record of the same thing, without either saying so."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.checking.survey import Survey
from index.documents.document import Document
from index.errors import Problem
from index.language.quantities import Quantity, find_quantities
from index.language.sentences import split_sentences
from index.language.text import Text
from index.language.words import STOP_WORDS, fold, stem, word_set, words
from index.programmes.programme import load_programmes
from index.records.kinds.figure import KIND as FIGURE
from index.records.kinds.figure import Figure
from index.records.registry import kinds

ALIKE = 0.6
"""Share of the words of the shorter sentence that the other must hold for the two to measure the same thing. With
`_COMMON_WORDS` 3 and `_JACCARD` 0.3, on a corpus of 207 documents where 181 sentences restate a figure: no false
alarm, and 92 alarms once every figure record is changed. With 2 common words: one false alarm, 107."""
_JACCARD = 0.3
_COMMON_WORDS = 3
_ROUGH = word_set(
    "environ pres plus moins quelque autour presque jusqu jusque minimum maximum entre objectif moyenne dont"
)
"""Words that make a number a bound, a part or an estimate: it then contradicts nothing."""
_SAID = frozenset(
    stem(word)
    for word in word_set(
        "programme selon source presse article secondaire annoncer gazette localtis indiquer rappeler"
    )
)
"""Stems that half of the sentences share: who says it. Those of the programme itself are added."""


@dataclass(frozen=True)
class _Claim:
    """One number of one dated sentence."""

    quantity: Quantity
    first: dt.date
    last: dt.date
    subject: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True)
class _Series:
    document: Document
    figure: Figure
    claims: tuple[tuple[_Claim, str], ...]
    """With the value as the record writes it."""
    numbers: frozenset[tuple[Decimal, str]]
    """All numbers that the record mentions anywhere."""


def disagreements(surveys: Sequence[Survey]) -> Iterator[tuple[Survey, Problem]]:
    """Sentences of other documents that measure what a figure record measures, at the same date, and find another
    number, while the record mentions theirs nowhere nor their document the record's."""
    programmes, _ = load_programmes(survey.root for survey in surveys)
    named = {stem(word) for one in programmes.entries for name in (one.noun, *one.all_names) for word in Text(name).folded_words}
    generic = _SAID | named
    series = [
        _series(document, figure.value, generic)
        for survey in surveys
        for document in survey.documents
        if (figure := survey.of(document)) is not None and isinstance(figure.value, Figure)
    ]
    if not series:
        return
    recorded: dict[tuple[Decimal, str], list[_Claim]] = defaultdict(list)
    by_unit: dict[str, list[_Series]] = defaultdict(list)
    for one in series:
        for claim, _ in one.claims:
            recorded[claim.quantity.value, claim.quantity.unit].append(claim)
        for unit in {claim.quantity.unit for claim, _ in one.claims}:
            by_unit[unit].append(one)
    left_out = {FIGURE.id, *(kind.id for kind in kinds() if kind.is_member)}
    for survey in surveys:
        for document in survey.documents:
            if document.kind in left_out:
                continue
            numbers = _numbers(document.text)
            for claim in _claims(document.text, generic):
                key = claim.quantity.value, claim.quantity.unit
                if any(_meet(claim, own) for own in recorded.get(key, ())):
                    continue  # a record of its own backs it
                for one in by_unit.get(claim.quantity.unit, ()):
                    told = _contradicted(claim, one, numbers)
                    if told is not None:
                        message = (
                            f"says {claim.quantity.text!r} where the figure {one.figure.id!r} says {told!r} at the same"
                            " date: correct one, or mention the other value where it is explained."
                        )
                        yield survey, survey.problem_at(document, claim.start, claim.end, message, "warning")


def _contradicted(claim: _Claim, one: _Series, numbers: frozenset[tuple[Decimal, str]]) -> str | None:
    """The record's value that `claim` contradicts, or None."""
    if (claim.quantity.value, claim.quantity.unit) in one.numbers:
        return None
    for own, told in one.claims:
        if own.quantity.unit != claim.quantity.unit or not _meet(own, claim):
            continue
        if (own.quantity.value, own.quantity.unit) in numbers:
            return None
        if _same_subject(own.subject, claim.subject):
            return told
    return None


def _meet(a: _Claim, b: _Claim) -> bool:
    return a.first <= b.last and b.first <= a.last


def _same_subject(a: frozenset[str], b: frozenset[str]) -> bool:
    common = len(a & b)
    return common >= _COMMON_WORDS and common >= ALIKE * min(len(a), len(b)) and common >= _JACCARD * len(a | b)


def _series(document: Document, figure: Figure, generic: frozenset[str]) -> _Series:
    claims = []
    for value in figure.values:
        measured = {(q.value, q.unit) for q in find_quantities(value.value)}
        for claim in _claims(value.text, generic):
            if (claim.quantity.value, claim.quantity.unit) in measured:
                claims.append((claim, value.value))
    return _Series(document, figure, tuple(claims), _numbers(document.text))


def _numbers(text: str) -> frozenset[tuple[Decimal, str]]:
    return frozenset((quantity.value, quantity.unit) for quantity in find_quantities(text))


def _claims(text: str, generic: frozenset[str]) -> Iterator[_Claim]:
    """The plain numbers of the sentences that have one date; `generic`: stems that tell nothing of what is measured."""
    for start, end in split_sentences(text):
        sentence = Text(text[start:end])
        if len(sentence.dates) != 1:
            continue
        date, subject = sentence.dates[0], _subject(sentence) - generic
        for quantity in sentence.quantities:
            if quantity.kind in ("number", "amount", "percentage") and quantity.unit and not _rough(sentence, quantity):
                yield _Claim(quantity, date.first, date.last, subject, start, end)


def _rough(sentence: Text, quantity: Quantity) -> bool:
    before = [fold(word.text).rstrip("'") for word in words(sentence.raw[: quantity.start])[-3:]]
    return quantity.approximate or not _ROUGH.isdisjoint(before)


def _subject(sentence: Text) -> frozenset[str]:
    """Stems of the words that are neither numbers, dates nor stop words."""
    spans = [*sentence.date_spans, *((q.start, q.end) for q in sentence.quantities)]
    stems = set()
    for word, written in zip(sentence.words, sentence.folded_words, strict=True):
        folded = written.rstrip("'")
        if folded in STOP_WORDS or any(start < word.end and word.start < end for start, end in spans):
            continue
        stems.add(stem(folded))
    return frozenset(stems)
