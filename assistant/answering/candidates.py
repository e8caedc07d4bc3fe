"""Sentences that may answer, with the evidence for each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.draft import Quote
from assistant.cues import AnswerType
from assistant.question import Question
from assistant.retrieval import Hit
from assistant.schema import Intent
from index.dates import DateMention, find_dates
from index.documents import Document, Status, Validity, validity_at
from index.french import STOP_WORDS, fold, stem, tokens
from index.keywords import KeywordIndex
from index.quantities import Quantity, find_quantities

_PERSON = re.compile(
    r"\b(?!Premi|Ministre|Territoire|France|Conseil|Banque|P[ôo]le|Plan|Programme|Agence|Action|Cour|Global|Pack|Fonds|Business|Choose|Rebond)"
    r"(?:[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*) (?:d[eu]s? |de la |d['’]|Le |La )?[A-ZÀ-Ý][\w-]*[a-zà-ÿ]\b|\bMM?\. [A-Z]|\bMmes? [A-Z]"
)
_PLACE = re.compile(
    r"\b(?:[àÀ]|en|au|aux)\s(?:la |l['’])?(?!France Relance|Territoires?\b|Programme)[A-ZÀ-Ý][a-zà-ÿ]{2,}"
)
_ORGANISATION = re.compile(r"\b[A-ZÀ-Ý]{2,}\b|(?<=[a-zà-ÿ,;] )(?:[A-ZÀ-Ý][\w-]+)")
LEANS_BACK = re.compile(
    r"^(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ce dernier|cette derniere|ces derniers|ces dernieres|"
    r"c'est|ce (?:dispositif|programme|fonds|pret)|cette (?:enveloppe|aide|offre|mesure|somme|liste)|ces (?:aides|conventions|offres|mesures|moyens|engagements)|"
    r"son|sa|ses|leur|leurs|parmi (?:eux|elles)|a ce titre|ainsi|en outre|enfin|de plus|par ailleurs|toutefois|cependant)\b"
)
"""Beginnings of sentences that cannot be read without the one before."""
_DEFINES = re.compile(
    r"\b(?:(?:est|sont) (?:un|une|des|le|la|les|l['’])|désignent?|signifie|consiste|s['’]agit|c['’]est[- ]à[- ]dire|sert à|permet)\b"
)
_DURATIONS = frozenset({"an", "annee", "mois", "jour", "semaine", "heure"})
_SURE_TYPES = frozenset({AnswerType.DATE, AnswerType.DURATION, AnswerType.AMOUNT, AnswerType.NUMBER})
"""Types whose absence is sure; persons, places and lists are only guessed from capitals and commas."""
_CONTEXT_CREDIT = 0.6
"""A question word found only in the title or section counts for this much: the sentence does not say it itself."""


FEATURES = (
    "similarity", "before", "own_cover", "cover", "type", "figures", "heading", "period", "passage", "rank", "title", "opens", "asks", "fragment",
    "leans_back", "defines", "superseded", "erroneous",
)  # fmt: skip
"""What is known of a sentence, each between 0 and about 1:

similarity of the sentence (rescaled cosine), of the sentence before it; share of the question's words, by rarity, that it
holds itself, and with its title and section (`cover`); share of the answer types it holds; share of the question's own figures it holds; that it is a heading; whether its dates fit the period
asked; score of its passage over the best one's; whether that is one of the two best; similarity of the title; whether it opens its passage; is a question; is a
fragment (a label, a menu, a list of keywords); begins with a pronoun; defines something where a definition is asked; was
superseded, or is wrong, on the day asked for."""

WEIGHTS: Mapping[str, float] = {
    "similarity": 0.33, "before": 0.11, "own_cover": 0.14, "cover": 0.17, "type": 0.22, "figures": 0.12, "heading": -0.15,
    "period": 0.07, "passage": 0.36, "rank": 0.035, "title": 0.14, "opens": 0.14, "asks": -0.26, "fragment": -0.10,
    "leans_back": 0.0, "defines": 0.21, "superseded": -0.14, "erroneous": -0.2,
}  # fmt: skip
"""Fitted by `python -m evaluation.tuning`; see docs/decisions."""


@dataclass(frozen=True)
class Candidate:
    """One sentence with its evidence."""

    hit: Hit
    index: int
    """Its place among the sentences of the passage."""
    quote: Quote
    features: Mapping[str, float]
    validity: Validity
    score: float

    @property
    def text(self) -> str:
        return self.quote.text

    @property
    def key(self) -> tuple[str, int]:
        return self.quote.document.id, self.quote.start


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


class Scorer:
    """Scores the sentences of hits for one question."""

    def __init__(self, question: Question, keywords: KeywordIndex, as_of: dt.date) -> None:
        self._question = question
        self._as_of = as_of
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

    def candidates(self, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the hits, best first; headings of free texts only where they hold a thing of the type asked."""
        if not hits:
            return []
        best = max(hit.score for hit in hits) or 1.0
        found: dict[tuple[str, int], Candidate] = {}
        for rank, hit in enumerate(hits):
            for number, (start, end) in enumerate(hit.passage.sentences):
                heading = hit.document.is_heading(start, end)
                if heading and hit.document.record is not None:
                    continue  # the name of a record, which its sentences repeat
                candidate = self._candidate(hit, number, rank, hit.score / best, heading)
                if not heading or candidate.features["type"] > 0.5:
                    found.setdefault(candidate.key, candidate)
        return sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.key))

    def _candidate(self, hit: Hit, number: int, rank: int, passage: float, heading: bool) -> Candidate:
        document = hit.document
        start, end = hit.passage.sentences[number]
        text = document.text[start:end]
        own = stems_of(text)
        context = stems_of(" ".join((document.title, *hit.passage.section)))
        validity = state_of(document, start, end, self._as_of)
        attribution = document.attribution_at(start, end)
        type_match = self._type_match(text)
        past = validity is Validity.SUPERSEDED
        features = {
            "similarity": hit.sentence_scores[number],
            "before": hit.sentence_scores[number - 1] if number else 0.0,
            "own_cover": self._cover(own, frozenset()),
            "cover": self._cover(own, context),
            "type": type_match,
            "figures": self._figures_match(text),
            "heading": float(heading),
            "period": self._period_match(text, document, start, end),
            "passage": passage,
            "rank": float(rank < 2),
            "title": hit.title_score,
            "opens": float(number == 0),
            "asks": float(text.rstrip().endswith("?")),
            "fragment": float(_is_fragment(text)),
            "leans_back": float(bool(LEANS_BACK.match(fold(text[:40])))),
            "defines": float(self._question.intent is Intent.DEFINITION and bool(_DEFINES.search(text))),
            "superseded": self._pastness(text, past),
            "erroneous": float(attribution is not None and attribution.status is Status.ERRONEOUS),
        }
        score = sum(WEIGHTS[name] * value for name, value in features.items())
        return Candidate(hit, number, Quote(document, start, end), features, validity, score)

    def _pastness(self, text: str, superseded: bool) -> float:
        """1 for a statement that a later one replaced, 0.7 for what was only intended; twice that where the question is
        about today, 0 where it is about the past."""
        if self._question.period or _ASKS_FOR_THE_PAST.search(self._question.folded):
            return 0.0
        past = 1.0 if superseded else 0.7 if _INTENDED.search(fold(text)) else 0.0
        return past * (2.0 if self._question.today else 1.0)

    def _cover(self, own: frozenset[str], context: frozenset[str]) -> float:
        gained = sum(
            weight
            * (
                1.0
                if self._question.says(token, own)
                else _CONTEXT_CREDIT
                if self._question.says(token, context)
                else 0.0
            )
            for token, weight in self._rarity.items()
        )
        return gained / self._total

    def _figures_match(self, text: str) -> float:
        """Share of the figures of the question that the sentence holds, 0 where it names none."""
        if not self._figures:
            return 0.0
        held = {q.value for q in quantities_of(text)}
        return sum(value in held for value in self._figures) / len(self._figures)

    def _type_match(self, text: str) -> float:
        """Share of the asked answer types that the sentence holds; 0.5 where none is asked."""
        kinds = self._question.answer_types - {AnswerType.YES_NO, AnswerType.TEXT}
        if not kinds:
            return 0.5
        found = [(kind, holds(kind, text, self._units)) for kind in kinds]
        return sum(value if kind in _SURE_TYPES else 0.5 + value / 2 for kind, value in found) / len(found)

    def _period_match(self, text: str, document: Document, start: int, end: int) -> float:
        """1 when the sentence (or the document's date) falls in the period asked, 0 when it names another one."""
        asked = [mention for mention in self._question.period if not _is_part_of_name(mention)]
        if not asked:
            return 0.5
        mentioned = dates_of(text)
        if any(_overlap(a, b) for a in asked for b in mentioned):
            return 1.0
        attribution = document.attribution_at(start, end)
        dated = (attribution.valid_from if attribution else None) or document.published_on
        if dated is not None and any(a.value.first <= dated.last and dated.first <= _last(a) for a in asked):
            return 0.9
        return 0.0 if mentioned else 0.3


_INTENDED = re.compile(r"\b(?:dev(?:ait|aient)|initialement|au depart|etai(?:t|ent) prevue?s?)\b")
_ASKS_FOR_THE_PAST = re.compile(
    r"\b(?:debut|depart|origine|initial\w*|prevue?s?|lancement|premiere?s?|devai\w*|avant|ancien\w*)\b"
)


def state_of(document: Document, start: int, end: int, as_of: dt.date) -> Validity:
    """Validity of a span at a day: that of its attribution where it has one of its own, else the document's."""
    attribution = document.attribution_at(start, end)
    if attribution is not None and (attribution.status or attribution.valid_from or attribution.valid_to):
        return validity_at(as_of, attribution.status, attribution.valid_from, attribution.valid_to)
    return validity_at(as_of, document.status, document.valid_from, document.valid_to)


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


def _is_fragment(text: str) -> bool:
    """A sentence is a third of small words; a label or a list of keywords has almost none."""
    parts = [fold(word) for word in re.findall(r"[^\W\d_]+", text)]
    return len(parts) < 4 or sum(part in STOP_WORDS or len(part) == 1 for part in parts) < 0.15 * len(parts)


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
