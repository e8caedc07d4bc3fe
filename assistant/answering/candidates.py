"""Sentences that may answer, with the evidence for each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer_match import AnswerMatcher, context_of, stems_of
from assistant.answering.draft import Quote
from assistant.question import Question
from assistant.retrieval import Hit
from assistant.schema import Intent
from index.documents import Document, Status, Validity, validity_at
from index.french import STOP_WORDS, fold
from index.keywords import KeywordIndex

LEANS_BACK = re.compile(
    r"^(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ce dernier|cette derniere|ces derniers|ces dernieres|"
    r"c'est|ce (?:dispositif|programme|fonds|pret)|cette (?:enveloppe|aide|offre|mesure|somme|liste)|ces (?:aides|conventions|offres|mesures|moyens|engagements)|"
    r"son|sa|ses|leur|leurs|parmi (?:eux|elles)|a ce titre|ainsi|en outre|enfin|de plus|par ailleurs|toutefois|cependant)\b"
)
"""Beginnings of sentences that cannot be read without the one before."""
_DEFINES = re.compile(
    r"\b(?:(?:est|sont) (?:un|une|des|le|la|les|l['’])|désignent?|signifie|consiste|s['’]agit|c['’]est[- ]à[- ]dire|sert à|permet)\b"
)


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


class Scorer:
    """Scores the sentences of hits for one question."""

    def __init__(self, question: Question, keywords: KeywordIndex, as_of: dt.date) -> None:
        self._question = question
        self._matcher = AnswerMatcher(question, keywords)
        self._as_of = as_of

    def candidates(self, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the hits, best first; headings of free texts only where they hold a thing of the type asked."""
        if not hits:
            return []
        # Sentences are judged by what is read in them one by one: their passage counts as it was before it was read.
        hits = sorted(hits, key=lambda hit: -hit.fused_score)
        best = hits[0].fused_score or 1.0
        found: dict[tuple[str, int], Candidate] = {}
        for rank, hit in enumerate(hits):
            for number, (start, end) in enumerate(hit.passage.sentences):
                heading = hit.document.is_heading(start, end)
                if heading and hit.document.record is not None:
                    continue  # the name of a record, which its sentences repeat
                candidate = self._candidate(hit, number, rank, hit.fused_score / best, heading)
                if not heading or candidate.features["type"] > 0.5:
                    found.setdefault(candidate.key, candidate)
        return sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.key))

    def _candidate(self, hit: Hit, number: int, rank: int, passage: float, heading: bool) -> Candidate:
        document = hit.document
        start, end = hit.passage.sentences[number]
        text = document.text[start:end]
        own = stems_of(text)
        context = context_of(document, hit.passage.section)
        validity = state_of(document, start, end, self._as_of)
        attribution = document.attribution_at(start, end)
        type_match = self._matcher.type_match(text)
        past = validity is Validity.SUPERSEDED
        features = {
            "similarity": hit.sentence_scores[number],
            "before": hit.sentence_scores[number - 1] if number else 0.0,
            "own_cover": self._matcher.cover(own),
            "cover": self._matcher.cover(own, context),
            "type": type_match,
            "figures": self._matcher.figures_match(text),
            "heading": float(heading),
            "period": self._matcher.period_match(document, start, end),
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
        past = 1.0 if superseded else 0.7 if _is_intended(text) else 0.0
        return past * (2.0 if self._question.today else 1.0)


_INTENDED = re.compile(r"\b(?:dev(?:ait|aient)|initialement|au depart|etai(?:t|ent) prevue?s?)\b")
_ASKS_FOR_THE_PAST = re.compile(
    r"\b(?:debut|depart|origine|initial\w*|prevue?s?|lancement|premiere?s?|devai\w*|avant|ancien\w*)\b"
)


@lru_cache(maxsize=8192)
def _is_intended(text: str) -> bool:
    return bool(_INTENDED.search(fold(text)))


def state_of(document: Document, start: int, end: int, as_of: dt.date) -> Validity:
    """Validity of a span at a day: that of its attribution where it has one of its own, else the document's."""
    attribution = document.attribution_at(start, end)
    if attribution is not None and (attribution.status or attribution.valid_from or attribution.valid_to):
        return validity_at(as_of, attribution.status, attribution.valid_from, attribution.valid_to)
    return validity_at(as_of, document.status, document.valid_from, document.valid_to)


@lru_cache(maxsize=8192)
def _is_fragment(text: str) -> bool:
    """A sentence is a third of small words; a label or a list of keywords has almost none."""
    parts = re.findall(r"[^\W\d_]+", fold(text))
    return len(parts) < 4 or sum(part in STOP_WORDS or len(part) == 1 for part in parts) < 0.15 * len(parts)
