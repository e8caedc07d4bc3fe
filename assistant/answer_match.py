"""How far a text holds what a question asks for: its words, a thing of the type asked, its period, its figures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.cues import AnswerType
from assistant.question import Question
from index.dates import DateMention, find_dates
from index.documents import Document
from index.french import fold, stem, tokens
from index.keywords import KeywordIndex
from index.quantities import Quantity, find_quantities

_PERSON = re.compile(
    r"\b(?!Premi|Ministre|Territoire|France|Conseil|Banque|P[ôo]le|Plan|Programme|Agence|Action|Cour|Global|Pack|Fonds|"
    r"Business|Choose|Rebond)(?:[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*) (?:d[eu]s? |de la |d['’]|Le |La )?"
    r"[A-ZÀ-Ý][\w-]*[a-zà-ÿ]\b|\bMM?\. [A-Z]|\bMmes? [A-Z]"
)
_PLACE = re.compile(
    r"\b(?:[àÀ]|en|au|aux)\s(?:la |l['’])?(?!France Relance|Territoires?\b|Programme)[A-ZÀ-Ý][a-zà-ÿ]{2,}"
)
_ORGANISATION = re.compile(r"\b[A-ZÀ-Ý]{2,}\b|(?<=[a-zà-ÿ,;] )(?:[A-ZÀ-Ý][\w-]+)")
_SHARE = re.compile(r"\b(?:moiti[ée]|tiers|quarts?|\d+ (?:sur|pour) (?:\d+|cent))\b", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2} ?h(?: ?\d{2})?\b|\b[\w-]+ heures?\b|\b(?:midi|minuit|matin|soir)\b", re.IGNORECASE)
_DURATIONS = frozenset({"an", "annee", "mois", "jour", "semaine", "heure"})
_SURE_TYPES = frozenset(
    {AnswerType.DATE, AnswerType.DURATION, AnswerType.AMOUNT, AnswerType.NUMBER, AnswerType.PERCENTAGE, AnswerType.TIME}
)
"""Types whose absence is sure; persons, places and lists are only guessed from capitals and commas."""
_CONTEXT_CREDIT = 0.6
"""A question word found only in the title or section counts for this much: the sentence does not say it itself."""


@lru_cache(maxsize=8192)
def dates_of(text: str) -> tuple[DateMention, ...]:
    """The dates of a text; "France 2030" is the name of a plan, not a date."""
    return tuple(mention for mention in find_dates(text) if not text[: mention.start].endswith("France "))


@lru_cache(maxsize=8192)
def quantities_of(text: str) -> tuple[Quantity, ...]:
    return tuple(find_quantities(text))


@lru_cache(maxsize=8192)
def stems_of(text: str) -> frozenset[str]:
    return frozenset(tokens(text))


def context_of(document: Document, section: Iterable[str]) -> frozenset[str]:
    """Stems of what a passage stands under: the title of its document and its section."""
    return stems_of(" ".join((document.title, *section)))


class AnswerMatcher:
    """Matches texts against one question, asked of the corpus whose tokens `keywords` counts."""

    def __init__(self, question: Question, keywords: KeywordIndex) -> None:
        self._question = question
        # Dates are judged by what they mean (`period`): their words would drown the rest of the question.
        dated = {token for mention in question.period for token in tokens(question.text[mention.start : mention.end])}
        self._rarity = {
            token: weight * keywords.idf(token)
            for token, weight in question.terms.items()
            if token not in dated and (keywords.document_frequency(token) or token in question.equivalents)
        }
        self._total = sum(self._rarity.values()) or 1.0
        self._figures = question.figures
        self._units = _counted_nouns(question)
        self._types = question.answer_types - {AnswerType.YES_NO, AnswerType.TEXT}
        self._period = [mention for mention in question.period if not _is_part_of_name(mention)]

    @property
    def asks_for_a_type(self) -> bool:
        return bool(self._types)

    @property
    def asks_for_a_period(self) -> bool:
        return bool(self._period)

    def cover(self, own: frozenset[str], context: frozenset[str] = frozenset()) -> float:
        """Share of the question's words, by rarity, among the stems `own`; those only in `context` count in part."""
        gained = 0.0
        other_names, says = self._question.equivalents, self._question.says
        for token, weight in self._rarity.items():  # a few hundred thousand times a second: no call where none is needed
            if token in own or (token in other_names and says(token, own)):
                gained += weight
            elif token in context or (token in other_names and says(token, context)):
                gained += weight * _CONTEXT_CREDIT
        return gained / self._total

    def figures_match(self, text: str) -> float:
        """Share of the figures of the question that the sentence holds, 0 where it names none."""
        if not self._figures:
            return 0.0
        held = {q.value for q in quantities_of(text)}
        return sum(value in held for value in self._figures) / len(self._figures)

    def type_match(self, text: str) -> float:
        """Share of the asked answer types that the sentence holds; 0.5 where none is asked."""
        if not self._types:
            return 0.5
        found = [(kind, holds(kind, text, self._units)) for kind in self._types]
        return sum(value if kind in _SURE_TYPES else 0.5 + value / 2 for kind, value in found) / len(found)

    def period_match(self, document: Document, start: int, end: int) -> float:
        """1 when the sentence `document.text[start:end]` (or its date) falls in the period asked, 0 when it names another
        one, 0.5 where none is asked."""
        if not self._period:
            return 0.5
        mentioned = dates_of(document.text[start:end])
        if any(_overlap(a, b) for a in self._period for b in mentioned):
            return 1.0
        attribution = document.attribution_at(start, end)
        dated = (attribution.valid_from if attribution else None) or document.published_on
        if dated is not None and any(a.value.first <= dated.last and dated.first <= _last(a) for a in self._period):
            return 0.9
        return 0.0 if mentioned else 0.3


def holds(kind: AnswerType, text: str, units: Iterable[str] = ()) -> float:
    """How far a sentence holds a thing of that type: 0 or 1, less where the unit asked is not the one counted."""
    match kind:
        case AnswerType.DATE:
            return float(bool(dates_of(text)))
        case AnswerType.DURATION:
            spans = any(mention.end_value for mention in dates_of(text))
            return float(spans or any(q.unit in _DURATIONS for q in quantities_of(text)))
        case AnswerType.AMOUNT:
            return float(any(q.unit == "EUR" or q.unit == "%" for q in quantities_of(text)))
        case AnswerType.PERCENTAGE:
            return float(any(q.unit == "%" for q in quantities_of(text)) or bool(_SHARE.search(text)))
        case AnswerType.TIME:
            return float(bool(_TIME.search(text)))
        case AnswerType.NUMBER:
            found = quantities_of(text)
            if not found:
                return 0.0
            wanted = {stem(unit) for unit in units}
            if not wanted:
                return 1.0
            return 1.0 if any(stem(q.unit) in wanted for q in found if q.unit) else 0.4
        case AnswerType.PERSON:
            return float(bool(_PERSON.search(text)))
        case AnswerType.PLACE:
            return float(bool(_PLACE.search(text)))
        case AnswerType.ORGANISATION:
            return float(bool(_ORGANISATION.search(text)))
        case AnswerType.LIST:
            return float(text.count(",") + text.count(";") + text.count(" et ") >= 2 or text.rstrip().endswith(":"))
        case _:
            return 0.5


def _counted_nouns(question: Question) -> tuple[str, ...]:
    """What is counted: "combien de territoires" → ("territoires",)."""
    found = re.findall(
        r"(?:combien|nombre)\s+(?:total\s+)?(?:y a-t-il\s+)?d(?:e\s+|es\s+|['’]\s?)([\w-]+)", question.text, re.I
    )
    return tuple(fold(noun) for noun in found if fold(noun) not in ("temps", "argent"))


def _is_part_of_name(mention: DateMention) -> bool:
    """ "France 2030" and "phase 2" are names, not periods asked; a year alone far in the future is one of them."""
    return mention.value.month is None and mention.value.year == 2030


def _last(mention: DateMention) -> dt.date:
    return (mention.end_value or mention.value).last


def _overlap(one: DateMention, other: DateMention) -> bool:
    return one.value.first <= _last(other) and other.value.first <= _last(one)
