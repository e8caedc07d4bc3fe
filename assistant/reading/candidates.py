"""Sentences that may answer, with the evidence for each."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.question.answer_types import AnswerType
from assistant.question.question import Question
from assistant.question.temporal_expressions import PAST
from assistant.reading.agents import names_agent, verbs_of
from assistant.reading.definitions import asks_purpose, says_what
from assistant.reading.judging import Judged
from assistant.schema import Intent
from assistant.search.retriever import Hit
from assistant.search.sentence_match import SURE_TYPES, SentenceMatch
from index.documents.document import Document, Status, Validity, validity_at, validity_on
from index.documents.quote import Quote
from index.encoder.reader import UNREAD
from index.language.sentence_forms import Form
from index.language.text import Text
from index.storage.annotations import number_of, status_of


class Features(NamedTuple):
    """What is known of a sentence, each between 0 and about 1."""

    similarity: float
    """Rescaled cosine of the sentence."""
    before: float
    """Rescaled cosine of the sentence before it in its passage."""
    own_cover: float
    """Share of the question's words, by rarity, that it holds itself."""
    cover: float
    """Share of the question's words, by rarity, that it holds with its title, its section and the sentence its pronoun points to."""
    type: float
    """Share of the answer types that it holds."""
    figures: float
    """Share of the question's own figures that it holds."""
    heading: float
    """It is one."""
    period: float
    """Whether its dates fit the period asked."""
    passage: float
    """Score of its passage over the best one's."""
    rank: float
    """Its passage is one of the two best."""
    title: float
    """Similarity of the title."""
    opens: float
    """It opens its document, and no title stands before."""
    asks: float
    """It is a question."""
    fragment: float
    """It is a label, a menu, a list of keywords."""
    leans_back: float
    """It begins with a pronoun."""
    defines: float
    """It says what something is, or is for, where that is asked."""
    agent: float
    """It says by whom what is asked was done."""
    superseded: float
    """It was superseded on the day asked for."""
    erroneous: float
    """It is known to be wrong."""
    answers: float
    """Log-odds, in tens, that it answers, as the reader judges it; 0 where nothing was read."""
    holds: float
    """Log-odds, in tens, that its passage holds an answer."""
    accepted: float
    """Score of the nearest accepted question that it answers."""


FEATURES = Features._fields
WEIGHTS: Mapping[str, float] = {
    "similarity": 0.33, "before": 0.11, "own_cover": 0.14, "cover": 0.17, "type": 0.22, "figures": 0.12, "heading": -0.15,
    "period": 0.07, "passage": 0.36, "rank": 0.035, "title": 0.14, "opens": 0.14, "asks": -0.26, "fragment": -0.10,
    "leans_back": 0.0, "defines": 0.21, "agent": 0.15, "superseded": -0.14, "erroneous": -0.2,
    "answers": 0.0, "holds": 0.0,
    "accepted": 0.4,
}  # fmt: skip
"""Where nothing is read. Fitted by `python -m evaluation.tuning`; see docs/decisions."""
JUDGED_WEIGHTS: Mapping[str, float] = {**WEIGHTS, "answers": 0.6, "holds": 0.05}
"""Where a reader judges: weights fitted beside it, with one corpus left out, did no better; see docs/decisions/reading.md."""
_ALSO_PURPOSE = 0.5
"""What a thing is for says half of what it is."""
_ERRONEOUS = number_of(Status.ERRONEOUS)
_VECTOR = np.array([WEIGHTS[name] for name in FEATURES])
_JUDGED_VECTOR = np.array([JUDGED_WEIGHTS[name] for name in FEATURES])
_TENS = 10.0
_HEADING, _QUESTION, _FRAGMENT, _LEANS_BACK, _INTENDED, _PURPOSE, _DEFINES = map(int, (
    Form.HEADING, Form.QUESTION, Form.FRAGMENT, Form.LEANS_BACK, Form.INTENDED, Form.PURPOSE, Form.DEFINES,
))  # fmt: skip
"""As plain numbers, which arrays are compared with."""
_AS_INTENDED = 0.7
"""What was intended is nearly as past as what was superseded."""


class Candidate(NamedTuple):
    """One sentence with its evidence."""

    hit: Hit
    place: int
    """Its place among the sentences of the passage."""
    quote: Quote
    features: Features
    forms: int
    """What it holds and is (`index.language.sentence_forms.Form`)."""
    validity: Validity
    score: float

    @property
    def text(self) -> str:
        return self.quote.text

    @property
    def analysis(self) -> Text:
        """What is read of it."""
        return self.quote.analysis

    @property
    def probability(self) -> float:
        """That it answers, as the reader alone judges it; one half where nothing was read."""
        return 1.0 / (1.0 + math.exp(-_TENS * self.features.answers))

    @property
    def key(self) -> tuple[str, int]:
        return self.quote.document.id, self.quote.start


class Scorer:
    """Scores the sentences of hits for one question."""

    def __init__(self, question: Question, as_of: dt.date, judged: Judged | None = None) -> None:
        """`judged`: what the reader made of the passages; None where none reads."""
        self._question = question
        self._as_of = as_of
        self._judged = judged
        self._weights = _VECTOR if judged is None else _JUDGED_VECTOR
        self._purpose = asks_purpose(question.folded)
        asks_who = question.wants(AnswerType.PERSON, AnswerType.ORGANISATION)
        self._verbs = verbs_of(question.folded) if asks_who else frozenset()
        self._asks_for_a_figure = not question.answer_types.isdisjoint(SURE_TYPES)
        self._dated = question.wants(AnswerType.DATE, AnswerType.DURATION)
        asks_for_the_past = question.period or PAST.search(question.folded)
        self._pastness = 0.0 if asks_for_the_past else 2.0 if question.today else 1.0
        """What a statement that a later one replaced is charged: twice where the question is about today, nothing where
        it is about the past."""

    def candidates(self, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the hits, best first; headings of free texts only where they hold a thing of the type asked, or
        a date where one is."""
        if not hits:
            return []
        # Sentences are judged by what is read in them one by one: their passage counts as it was before it was read.
        hits = sorted(hits, key=lambda hit: -hit.fused_score)
        match = SentenceMatch.joined([hit.sentence_match for hit in hits])
        sentences = [(hit, number) for hit in hits for number in range(len(hit.passage.sentences))]
        validities = self._validity(match.states)
        features = self._features(hits, match, validities)
        scores = (features @ self._weights).round(9).tolist()
        found: dict[tuple[str, int], Candidate] = {}
        headings = (match.forms & _HEADING) != 0
        for (hit, number), row, forms, heading, validity, score in zip(
            sentences, features.tolist(), match.forms.tolist(), headings.tolist(), validities, scores, strict=True
        ):
            quote = Quote(hit.document, *hit.passage.sentences[number])
            candidate = Candidate(hit, number, quote, Features._make(row), forms, validity, score)
            if not heading or self._tells(candidate):
                found.setdefault(candidate.key, candidate)
        ordered = sorted(found.items(), key=lambda entry: (-entry[1].score, entry[0]))
        return [candidate for _, candidate in ordered]

    def _tells(self, heading: Candidate) -> bool:
        """The name of a record is repeated by its sentences; "Les moyens pour la période 2019-2022" is said nowhere else."""
        dates = self._dated and heading.forms & Form.DATE
        figure = self._asks_for_a_figure and heading.features.type > 0.5
        return heading.hit.document.record is None and bool(figure or dates)

    def _validity(self, states: NDArray[np.int32]) -> list[Validity]:
        """Of each row of states; most sentences of a passage share theirs."""
        day = self._as_of.toordinal()
        rows = [tuple(row) for row in states.tolist()]
        known = {
            row: validity_on(day, status_of(row[0]), row[1] or None, row[2] or None) for row in dict.fromkeys(rows)
        }
        return [known[row] for row in rows]

    def _features(
        self, hits: Sequence[Hit], match: SentenceMatch, validities: Sequence[Validity]
    ) -> NDArray[np.float64]:
        """`(sentences, len(FEATURES))`, those of one hit after the other."""
        counts = [len(hit.passage.sentences) for hit in hits]
        similarity = np.array([score for hit in hits for score in hit.sentence_scores])
        follows = np.ones(len(similarity))
        follows[(np.cumsum(counts) - counts)[np.flatnonzero(counts)]] = 0.0
        before = np.zeros(len(similarity))
        before[1:] = similarity[:-1]
        best = hits[0].fused_score or 1.0
        of_hits = [
            (hit.fused_score / best, rank < 2, hit.title_score, hit.passage.start == 0) for rank, hit in enumerate(hits)
        ]
        passage, rank, title, opening = np.repeat(np.array(of_hits, dtype=float), counts, axis=0).T
        past = np.array([validity is Validity.SUPERSEDED for validity in validities])
        forms = match.forms
        columns = {
            "similarity": similarity,
            "before": follows * before,
            "own_cover": match.own_cover,
            "cover": match.cover,
            "type": match.type,
            "figures": match.figures,
            "heading": (forms & _HEADING) != 0,
            "period": match.period,
            "passage": passage,
            "rank": rank,
            "title": title,
            "opens": (1.0 - follows) * opening,
            "asks": (forms & _QUESTION) != 0,
            "fragment": (forms & _FRAGMENT) != 0,
            "leans_back": (forms & _LEANS_BACK) != 0,
            "defines": self._explaining(hits, match),
            "agent": self._agents(hits),
            "superseded": np.maximum(past, _AS_INTENDED * ((forms & _INTENDED) != 0)) * self._pastness,
            "erroneous": match.states[:, 0] == _ERRONEOUS,
            **self._judgements(hits),
            "accepted": [dict(hit.question_spans).get(span, 0.0) for hit in hits for span in hit.passage.sentences],
        }
        return np.stack([columns[name] for name in FEATURES], axis=1)

    def _judgements(self, hits: Sequence[Hit]) -> dict[str, NDArray[np.float64]]:
        """The columns of what the reader judged: a passage that was not read is held to hold nothing."""
        answers, holds = [np.empty(0)], [np.empty(0)]
        for hit in hits:
            count = len(hit.passage.sentences)
            judgement = self._judged.get(hit.row) if self._judged is not None else None
            unread = np.full(count, 0.0 if self._judged is None else UNREAD)
            answers.append(unread if judgement is None else judgement.sentences)
            holds.append(unread if judgement is None else np.full(count, judgement.passage))
        return {"answers": np.concatenate(answers) / _TENS, "holds": np.concatenate(holds) / _TENS}

    def _explaining(self, hits: Sequence[Hit], match: SentenceMatch) -> NDArray[np.float64]:
        """How far each sentence says what the question wants explained."""
        purpose = ((match.forms & _PURPOSE) != 0).astype(float)
        if self._purpose:
            return purpose
        if self._question.intent is not Intent.DEFINITION:
            return np.zeros(len(purpose))
        explains = _ALSO_PURPOSE * purpose
        texts = _texts(hits)
        for number in np.flatnonzero(match.forms & _DEFINES).tolist():
            leans = number and match.forms[number] & _LEANS_BACK
            said = says_what(texts[number], self._question.terms, texts[number - 1] if leans else "")
            explains[number] = max(explains[number], said)
        return explains

    def _agents(self, hits: Sequence[Hit]) -> NDArray[np.float64]:
        """Whether each sentence says by whom what is asked was done."""
        if not self._verbs:
            return np.zeros(sum(len(hit.passage.sentences) for hit in hits))
        return np.array([names_agent(text, self._verbs) for text in _texts(hits)], dtype=float)


def _texts(hits: Sequence[Hit]) -> list[str]:
    return [hit.document.text[start:end] for hit in hits for start, end in hit.passage.sentences]


def state_of(document: Document, start: int, end: int, as_of: dt.date) -> Validity:
    """Validity of a span at a day."""
    return validity_at(as_of, *document.stated_at(start, end))
