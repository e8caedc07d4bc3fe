"""How far sentences hold what a question asks for: its words, a thing of the type asked, its period, its figures.

Nothing is read here: sentences come as rows of `index.storage.annotations`, all of them at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.question.answer_types import AnswerType
from assistant.question.question import Question
from index.language.dates import DateMention
from index.language.quantities import find_quantities
from index.language.sentence_forms import Form
from index.language.words import fold, stem
from index.storage.annotations import hashed
from index.storage.arrays import Ragged, run_rows
from index.storage.snapshot import Snapshot

Array = NDArray[np.float64]

_BITS: dict[AnswerType, int] = {
    AnswerType.DATE: int(Form.DATE),
    AnswerType.DURATION: int(Form.PERIOD | Form.DURATION),
    AnswerType.AGE: int(Form.AGE),
    AnswerType.AMOUNT: int(Form.AMOUNT | Form.PERCENTAGE),
    AnswerType.PERCENTAGE: int(Form.PERCENTAGE | Form.SHARE),
    AnswerType.TIME: int(Form.TIME),
    AnswerType.NUMBER: int(Form.NUMBER),
    AnswerType.PERSON: int(Form.PERSON),
    AnswerType.PLACE: int(Form.PLACE),
    AnswerType.ORGANISATION: int(Form.ORGANISATION),
    AnswerType.LIST: int(Form.LIST),
}
"""Any of these forms is a thing of that type; as plain numbers, which are compared ten times as fast as flags."""
SURE_TYPES = frozenset({
    AnswerType.DATE, AnswerType.DURATION, AnswerType.AGE, AnswerType.TIME,
    AnswerType.AMOUNT, AnswerType.NUMBER, AnswerType.PERCENTAGE,
})  # fmt: skip
"""Types whose absence is sure; persons, places and lists are only guessed from capitals and commas."""
_OTHER_UNIT = 0.4
"""A number of something else than what is counted."""
_MONEY = re.compile(r"(?:investissement|credit|subvention|aide|financement|fond|depense|moyen|recette|economie|pret|euro)s?$")
"""What is counted in money or one by one: "combien d'investissements", two milliards as well as 1 400."""
_CONTEXT_CREDIT = 0.6
"""A question word found only in the title or section counts for this much: the sentence does not say it itself."""
_UNSAID, _UNDATED, _DATED_SO = 0.5, 0.3, 0.9
"""Match with a period: where none is asked for; of a sentence without any date; of one that its source dates so."""


def holds_form(kind: AnswerType, forms: int) -> bool:
    """Whether a text of these forms (`index.language.sentence_forms.Form`) holds a thing of that type."""
    return bool(_BITS.get(kind, 0) & forms)


class SentenceMatch(NamedTuple):
    """How far each of some sentences matches a question; `(s,)` each, between 0 and 1."""

    forms: NDArray[np.uint32]
    """Its `index.language.sentence_forms.Form`, the date of the sentence before included where it happens at the same time."""
    own_cover: Array
    """Share of the question's words, by rarity, that it holds itself."""
    cover: Array
    """Share of the question's words that it, its title, its section or the sentence it leans back on holds."""
    type: Array
    """Share of the answer types asked for that it holds; 0.5 where none is."""
    answers: NDArray[np.bool_]
    """Whether it holds one of the sure types asked for, a number of what is counted; true where none is asked for."""
    figures: Array
    """Share of the question's own figures that it holds; 0 where it names none."""
    period: Array
    """1 when it falls in the period asked for, 0 when it names another one; 0.5 where none is."""
    states: NDArray[np.int32]
    """`(s, 3)`: what is said of its validity (`index.storage.annotations.Annotations.states`)."""

    def part(self, first: int, last: int) -> SentenceMatch:
        """The match of the sentences from `first` to before `last`."""
        return SentenceMatch._make(held[first:last] for held in self)

    @classmethod
    def joined(cls, parts: Sequence[SentenceMatch]) -> SentenceMatch:
        """The matches of several passages, one after the other; at least one."""
        return cls._make(map(np.concatenate, zip(*parts, strict=True)))


class PassageMatch(NamedTuple):
    """How far each of some passages matches a question; `(p,)` each, between 0 and 1."""

    cover: Array
    """Share of the question's words, by rarity, in it, its title and its section."""
    type: Array
    """The best of its sentences; 0 where no type is asked for."""
    period: Array
    """The best of its sentences; 0 where no period is asked for."""


class AnswerMatcher:
    """Matches sentences and passages of a snapshot against one question."""

    def __init__(self, question: Question, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._held = snapshot.annotations
        self._words = _Words(question, snapshot)
        self._figures = [float(value) for value in question.figures]
        self._units = _counted_nouns(question)
        self._types = question.answer_types & _BITS.keys()
        self._period = [
            (mention.value.first.toordinal(), (mention.end_value or mention.value).last.toordinal())
            for mention in question.period
            if not _is_part_of_name(mention)
        ]

    def read(self, passages: NDArray[np.integer]) -> tuple[PassageMatch, SentenceMatch]:
        """The match of these passages (rows), and that of all their sentences, one passage after the other."""
        firsts, counts = self._runs(passages)
        own = self._words.found_in(self._held.stems, firsts, counts)
        contexts = self._words.found_in(self._held.contexts, passages, np.ones_like(passages))
        forms = _gathered(self._held.forms, firsts, counts)
        filled = np.flatnonzero(counts)
        starts = (np.cumsum(counts) - counts)[filled]
        sentences = self._sentences(own, np.repeat(contexts, counts, axis=0), forms, starts, firsts, counts)
        kind, period = np.zeros(len(passages)), np.zeros(len(passages))
        if len(filled):
            contexts[filled] |= np.logical_or.reduceat(own, starts)
            text = (forms & int(Form.HEADING)) == 0
            if self._types:
                kind[filled] = np.maximum.reduceat(text * sentences.type, starts)
            if self._period:
                period[filled] = np.maximum.reduceat(text * sentences.period, starts)
        return PassageMatch(self._words.said(contexts) @ self._words.weights, kind, period), sentences

    def _sentences(
        self,
        own: NDArray[np.bool_],
        around: NDArray[np.bool_],
        forms: NDArray[np.uint32],
        starts: NDArray[np.int64],
        firsts: NDArray[np.int64],
        counts: NDArray[np.int64],
    ) -> SentenceMatch:
        """`own` and `around`: stems in each sentence, and in its title and section; `starts`: places of those that open
        their passage."""
        follows = np.ones(len(forms), dtype=bool)
        follows[starts] = False
        leans = np.flatnonzero(follows & ((forms & int(Form.LEANS_BACK)) != 0))
        around[leans] |= own[leans - 1]  # what its pronoun stands for
        same = np.flatnonzero(follows & ((forms & int(Form.SAME_TIME)) != 0))
        forms[same] |= forms[same - 1] & np.uint32(Form.DATE | Form.PERIOD)
        period = self._in_period(firsts, counts)
        period[same] = period[same - 1]
        said = self._words.said(own)
        hinted = self._words.said(around)
        kind, answers = self._type(forms, firsts, counts)
        return SentenceMatch(
            forms=forms,
            own_cover=said @ self._words.weights,
            cover=np.where(said, 1.0, _CONTEXT_CREDIT * hinted) @ self._words.weights,
            type=kind,
            answers=answers,
            figures=self._named_figures(firsts, counts),
            period=period,
            states=_gathered(self._held.states, firsts, counts),
        )

    def _runs(self, passages: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First row and number of the sentences of each passage."""
        held = self._snapshot.passages[passages, 3:5].astype(np.int64)
        return held[:, 0], held[:, 1]

    def _type(
        self, forms: NDArray[np.uint32], firsts: NDArray[np.int64], counts: NDArray[np.int64]
    ) -> tuple[Array, NDArray[np.bool_]]:
        """`type` and `answers` of each sentence."""
        if not self._types:
            return np.full(len(forms), _UNSAID), np.ones(len(forms), dtype=bool)
        total = np.zeros(len(forms))
        answers = np.full(len(forms), self._types.isdisjoint(SURE_TYPES))
        for kind in self._types:
            holds = (forms & _BITS[kind]) != 0
            held = holds.astype(float)
            if kind is AnswerType.NUMBER and self._units:
                counted = self._counted(firsts, counts, len(forms))
                held *= np.where(counted, 1.0, _OTHER_UNIT)
                holds &= counted
            total += held if kind in SURE_TYPES else 0.5 + held / 2
            if kind in SURE_TYPES:
                answers |= holds
        return total / len(self._types), answers

    def _counted(self, firsts: NDArray[np.int64], counts: NDArray[np.int64], number: int) -> NDArray[np.bool_]:
        """Whether each sentence counts what the question counts."""
        figures, places = self._held.figures.runs(firsts, counts)
        found = np.zeros(number, dtype=bool)
        found[places[np.isin(figures[:, 1], self._units)]] = True
        return found

    def _named_figures(self, firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> Array:
        found = np.zeros(int(counts.sum()))
        if self._figures:
            figures, places = self._held.figures.runs(firsts, counts)
            for value in self._figures:
                found[np.unique(places[figures[:, 0] == value])] += 1.0 / len(self._figures)
        return found

    def _in_period(self, firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> Array:
        number = int(counts.sum())
        if not self._period:
            return np.full(number, _UNSAID)
        dates, places = self._held.dates.runs(firsts, counts)
        mentions, within = np.zeros(number, dtype=bool), np.zeros(number, dtype=bool)
        mentions[places] = True
        within[places[self._overlap(dates)]] = True
        dated = _gathered(self._held.dated, firsts, counts)
        attributed = (dated[:, 1] > 0) & self._overlap(dated)
        return np.where(within, 1.0, np.where(attributed, _DATED_SO, np.where(mentions, 0.0, _UNDATED)))

    def _overlap(self, days: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether each pair of first and last day shares one with the period asked for."""
        found = np.zeros(len(days), dtype=bool)
        for first, last in self._period:
            found |= (days[:, 0] <= last) & (first <= days[:, 1])
        return found


class _Words:
    """The words of a question as columns: one for each stem that says one of them."""

    def __init__(self, question: Question, snapshot: Snapshot) -> None:
        keywords = snapshot.keywords
        # Dates are judged by what they mean (`period`): their words would drown the rest of the question.
        rarity = {
            token: weight * keywords.idf(token)
            for token, weight in question.terms.items()
            if token not in question.dated_terms and question.is_held(token, keywords)
        }
        others = {token: question.equivalents.get(token, ()) for token in rarity}
        stems = {*rarity, *(stem for sets in others.values() for other in sets for stem in other)}
        ordered = sorted({hashed(stem) for stem in stems})
        numbers = {value: number for number, value in enumerate(ordered)}
        column = {stem: numbers[hashed(stem)] for stem in stems}
        self._hashes = np.array(ordered, dtype=np.uint32)
        self._columns = [column[token] for token in rarity]
        self._others = [
            (number, [column[stem] for stem in other]) for number, token in enumerate(rarity) for other in others[token]
        ]
        self.weights = np.array(list(rarity.values())) / (sum(rarity.values()) or 1.0)

    def found_in(self, stems: Ragged, firsts: NDArray[np.integer], counts: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Which stems each row of these runs holds, `(rows, columns)`."""
        found = np.zeros((int(counts.sum()), max(1, len(self._hashes))), dtype=bool)
        if len(self._hashes):
            values, places = stems.runs(firsts, counts)
            columns = np.minimum(np.searchsorted(self._hashes, values), len(self._hashes) - 1)
            held = self._hashes[columns] == values
            found[places[held], columns[held]] = True
        return found

    def said(self, found: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which words each row says, itself or by another name, `(rows, words)`."""
        said = found[:, self._columns]
        for number, columns in self._others:
            said[:, number] |= found[:, columns].all(axis=1)
        return said


def _gathered(values: NDArray, firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray:
    return values[run_rows(firsts, counts)]


def _counted_nouns(question: Question) -> list[int]:
    """Hashes of what is counted: "combien de communes" → "commun", and the words of its other names."""
    found = re.findall(
        r"(?:combien|nombre)\s+(?:total\s+)?(?:y a-t-il\s+)?d(?:e\s+|es\s+|['’]\s?)([\w-]+)", question.text, re.I
    )
    if question.claims:  # "le plan comptait 200 communes, n'est-ce pas ?"
        found += [q.unit for q in question.analysis.quantities if q.kind == "number" and q.unit]
    nouns = [fold(noun) for noun in found if noun not in ("temps", "argent")]
    if any(_MONEY.match(noun) for noun in nouns):
        return []
    units = [q.unit for noun in nouns for q in find_quantities(f"2 {noun}") if q.unit]  # "hectares": counted as "ha"
    stems = set(map(stem, nouns))
    others = {other for noun in stems for names in question.equivalents.get(noun, ()) for other in names}
    return [hashed(unit) for unit in {*stems, *units, *others}]


def _is_part_of_name(mention: DateMention) -> bool:
    """ "France 2030" is a name, not a period asked; so is that year alone."""
    return mention.value.month is None and mention.value.year == 2030
