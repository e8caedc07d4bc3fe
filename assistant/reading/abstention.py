"""Abstention: how likely it is that the evidence answers the question."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from assistant.question.answer_types import FIGURE_ASKED, OFFICE_ASKED, AnswerType
from assistant.question.question import Question
from assistant.reading.candidates import Candidate
from assistant.schema import Intent
from assistant.search.retriever import Hit
from assistant.search.sentence_match import SURE_TYPES, holds_form
from index.language.words import fold, folded_forms, stem, tokens
from index.storage.keywords import KeywordIndex

_BEST = 3
"""Passages looked at."""
_SENTENCES = 5
_TYPED = 12
"""Sentences among which a thing of the form asked for must be: further down, any percentage is there by chance."""
_ENOUGH = 0.45
"""Share of a question's words from which a sentence speaks of what it asks: see docs/decisions/abstention.md."""
_MEASURING = frozenset(
    stem(word)
    for word in (
        "an", "année", "mois", "jour", "heure", "temps", "durée", "délai", "date", "euro", "somme", "maximum", "minimum", "total",
        "exact", "aujourd'hui", "actuellement",
    )
)  # fmt: skip
"""Words of a question that say in what the figure wanted is told, which the sentence that holds one need not repeat."""
_SAME_TITLE = 0.95
"""Similarity from which a question is a title, or another name that a record gives itself, word for word."""
_FEW = 50
"""Passages beside which those of a corpus weigh: among a handful most words are missing by chance."""
_WIDEST_LEAD = 0.3
_DOUBTFUL = 0.55
"""What a word that is none counts, beside one that is: that no source holds it says little."""
_ONE_FORM = frozenset({AnswerType.PERCENTAGE, AnswerType.TIME})
"""Not amounts, dates and numbers: the words that ask for these ("budget", "date", "combien") also stand in other questions."""


_WANTED = r"\b(?:quel(?:le)?s?|donne\w*|avoir|obtenir|trouver|communiqu\w*|connaitre|ou|par|a|envo\w*|cherch\w*|besoin)"
_PHONE, _TOWN = r"\b0[1-9](?:[ .]?\d{2}){4}\b", r"\b\d{5} [A-ZÀ-Ý]"
_CONTACTS = tuple(
    (re.compile(rf"(?:^|{_WANTED}\b.*?\b)(?:l[ae]s? |l'|une? )?(?:{asks})\b"), re.compile(contact))
    for asks, contact in (
        (r"adresses? (?:mail|e-?mail|electronique)|e-?mails?|mails?|courriels?", "@"),
        (r"telephones?|numero de tel\w*", rf"{_PHONE}|\b\d{{4}}\b(?= \(appel)"),
        (r"adresses? postales?", _TOWN),
        (r"adresses? (?:internet|web|du site)|site (?:internet|web)", r"https?:|www\.|\w\.(?:fr|com|org|eu)\b"),
        (r"temps (?:il )?(?:fait|fera)", "météo"),
        (r"coordonnees", rf"@|{_PHONE}|{_TOWN}|www\."),
    )
)
"""What asks for an address to write or call (or for the weather, as people do to try an assistant), and what one looks like."""


@dataclass(frozen=True)
class Evidence:
    """What is known of the evidence; similarities and shares between 0 and about 1."""

    sentence: float = 0.0
    """Similarity of the nearest sentence or heading."""
    title: float = 0.0
    """Similarity of the nearest title, or opening where a title says nothing."""
    passage_cover: float = 0.0
    """Share of the question's words, by rarity, in the passage that holds most; words the corpus never saw count."""
    sentence_cover: float = 0.0
    """Share of the question's words, by rarity, in the sentence that holds most."""
    lead: float = 0.0
    """How far the best passage is ahead of the best one of another document, at most 0.3."""
    size: float = 0.0
    """Common logarithm of the number of passages: among many, the nearest is near by chance."""
    future: float = 0.0
    """1 where the question is about what is to come and no sentence found is."""
    unknown_names: float = 0.0
    """1 where the question names something, with a capital letter, that the corpus never mentions."""
    absent_type: float = 0.0
    """1 where a percentage, a time of day, an address to write or call or the holder of an office is asked for, and no
    sentence found holds one, or speaks of that office."""
    off_subject: float = 0.0
    """How far, 0 to 1, the sentences that hold a date, a figure or a number of what is counted, where one is asked for, are
    from speaking of what it is asked of: "combien de projets abandonnés" is not answered by any number of projects."""
    answers: float = 0.0
    """Log-odds, in tens, that the best sentence answers, as the reader judges it; 0 where nothing was read."""
    holds: float = 0.0
    """Log-odds, in tens, that one of the passages holds an answer."""
    score: float = 0.0
    """Score of the best sentence, what was found and what was read taken together."""


@dataclass(frozen=True)
class Calibration:
    """Logistic regression over `Evidence`, fitted by `python -m evaluation.calibration`; see docs/decisions. The weights of
    `future`, `unknown_names`, `absent_type` and `off_subject` are set by hand: too few questions have them, and each all but
    settles the matter."""

    weights: Evidence = Evidence(
        sentence=1.45,
        title=6.88,
        passage_cover=3.83,
        sentence_cover=3.15,
        lead=4.91,
        size=-2.25,
        future=-4.0,
        unknown_names=-2.0,
        absent_type=-8.0,
        off_subject=-7.0,
    )
    bias: float = -1.83
    threshold: float = 0.5
    """From which the evidence answers."""
    near: float = 1.0
    """From which what does not answer is shown as near; 1: never."""

    def probability(self, evidence: Evidence) -> float:
        """Between 0 and 1, that the evidence holds the answer."""
        z = self.bias + sum(getattr(self.weights, f.name) * getattr(evidence, f.name) for f in fields(Evidence))
        return 1.0 / (1.0 + math.exp(-z))


UNREAD_CALIBRATION = Calibration()
"""Where nothing is read."""
CALIBRATION = Calibration(
    weights=Evidence(
        answers=2.85, holds=6.29, score=3.52, lead=5.0, future=-2.5, absent_type=-5.3, off_subject=-2.2
    ),
    bias=-3.32,
    threshold=0.55,
    near=0.2,
)
"""Where a reader judges; fitted over five corpora, chosen with one left out: see docs/decisions/reading.md."""
OTHER_WORLD = -0.2
"""Log-odds, in tens, below which no passage speaks of what is asked: the least of 1 in 100 answerable questions is at −0.18, half of
those of another world are below."""

_ACCEPTED, _SURE = 0.95, 0.9
"""Score from which a question is an accepted one, and the probability at least that its sentence then answers."""


def at_least(hits: Sequence[Hit]) -> float:
    """The least probability that the passages answer, where one holds the sentence that somebody accepted as the answer."""
    accepted = any(score >= _ACCEPTED for hit in hits for _, score in hit.question_spans)
    return _SURE if accepted else 0.0


def weigh(
    question: Question,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    keywords: KeywordIndex,
    as_of: dt.date,
    rivals: Sequence[Hit] | None = None,
) -> Evidence:
    """The evidence that `hits` (best first) and their sentences (best first) give for a question.

    `rivals`: what the best hit has to be ahead of, where filters leave few hits or none to be ahead of; never less sure
    than a tie."""
    if not hits or not candidates:
        return Evidence()
    # Reading promotes what holds the question's words: before it, that they stand there is evidence.
    best = sorted(hits, key=lambda hit: -hit.fused_score)[:_BEST]
    misspelt = _misspelt(question, keywords)
    rarity = {
        token: weight * keywords.idf(token) * (_DOUBTFUL if token in misspelt else 1.0)
        for token, weight in question.terms.items()
    }
    total = sum(rarity.values()) or 1.0

    said = {*question.terms, *question.expansions}

    def cover(stems: frozenset[str]) -> float:
        return sum(weight for token, weight in rarity.items() if question.says(token, stems)) / total

    others = [
        hit.fused_score
        for hit in (hits if rivals is None else rivals)
        if hit.document.id != best[0].document.id
    ]
    return Evidence(
        sentence=max(hit.sentence_score for hit in best),
        title=max(hit.title_score for hit in best),
        passage_cover=max(cover(keywords.held(hit.row, said)) for hit in best),
        sentence_cover=max(cover(candidate.analysis.stems) for candidate in candidates[:_SENTENCES]),
        lead=min(_WIDEST_LEAD, max(0.0, best[0].fused_score - max(others, default=0.0))),
        size=math.log10(len(keywords)),
        future=float(
            question.future and not any(_speaks_of(candidate, question, as_of) for candidate in candidates[:_SENTENCES])
        ),
        unknown_names=float(bool(unknown_names(question, keywords))),
        absent_type=float(_lacks_type(question, candidates[:_TYPED])),
        off_subject=_off_subject(question, candidates[:_TYPED], keywords, misspelt),
        answers=candidates[0].features.answers,
        holds=max(candidate.features.holds for candidate in candidates),
        score=candidates[0].score,
    )


def _misspelt(question: Question, keywords: KeywordIndex) -> frozenset[str]:
    """Stems of words in small letters that neither the corpus nor a French dictionary has: typing errors, most likely."""
    small = [word.text for word in question.analysis.words if word.text.isalpha() and word.text.islower()]
    unknown = [word for word in small if fold(word) not in folded_forms()]
    return frozenset(token for word in unknown for token in tokens(word) if not keywords.document_frequency(token))


def asks_for_contact(question: Question) -> bool:
    """Whether an address to write or call is asked for."""
    return any(asks.search(question.folded) for asks, _ in _CONTACTS)


def _lacks_type(question: Question, candidates: Sequence[Candidate]) -> bool:
    """True where a thing is asked for that has one form only, and no candidate has that form."""
    for asks, contact in _CONTACTS:
        if asks.search(question.folded):
            return not any(contact.search(candidate.text) for candidate in candidates)
    if office := OFFICE_ASKED.search(question.folded):
        wanted = {stem(office[1] or office[2]), *(token for name in question.names for token in tokens(name))}
        named = (c.analysis.stems for c in candidates if c.features.cover >= _ENOUGH)
        return not any(all(question.says(token, stems) for token in wanted) for stems in named)
    asked = question.answer_types & _ONE_FORM
    return bool(asked) and not any(holds_form(kind, candidate.forms) for kind in asked for candidate in candidates)


def _off_subject(
    question: Question, candidates: Sequence[Candidate], keywords: KeywordIndex, misspelt: frozenset[str]
) -> float:
    """0 where a candidate of the type asked for holds `_ENOUGH` of the question's words, 1 where none holds any; being of
    the period asked for is half of it. Only for questions that ask for dates and figures in so many words and for
    nothing else, state none themselves, and are whole, if only once completed."""
    if not FIGURE_ASKED.search(question.folded) or not question.answer_types <= SURE_TYPES:
        return 0.0
    carried = question.topic_beside and not question.may_stand_alone
    if question.claims or carried or question.intent is Intent.COMPARISON:
        return 0.0
    if max((candidate.features.title for candidate in candidates), default=0.0) >= _SAME_TITLE:
        return 0.0
    known = _share_to_cover(question, keywords, misspelt)
    said = 0.0
    for candidate in candidates:
        if candidate.hit.sentence_match.answers[candidate.place]:
            cover = min(1.0, candidate.features.cover * known)
            said = max(said, cover, (cover + candidate.features.period) / 2 if question.period else 0.0)
    return max(0.0, 1.0 - said / _ENOUGH) * len(keywords) / (len(keywords) + _FEW)


def _share_to_cover(question: Question, keywords: KeywordIndex, misspelt: frozenset[str]) -> float:
    """What turns `Features.cover` into the share of the words a sentence on the subject holds: those that no source holds
    count, one that is none for little; those that only say what kind of figure is wanted do not; nor do dates."""
    known = wanted = 0.0
    for token, weight in question.terms.items():
        if token in question.dated_terms:
            continue
        rarity = weight * keywords.idf(token)
        known += rarity if question.is_held(token, keywords) else 0.0
        if token not in _MEASURING:
            wanted += rarity * (_DOUBTFUL if token in misspelt else 1.0)
    return known / wanted if wanted else 1.0


def _speaks_of(candidate: Candidate, question: Question, as_of: dt.date) -> bool:
    """True for a sentence with a date after `as_of`, and as late as the period the question names."""
    latest = max((mention.first for mention in question.period), default=as_of)
    return any(mention.last > as_of and mention.last >= latest for mention in candidate.analysis.dates)


def unknown_names(question: Question, keywords: KeywordIndex) -> tuple[str, ...]:
    """Names in the question (a capital within the sentence, or a number of five digits and more) that no passage
    holds: nothing said of anything else answers a question about them."""
    return tuple(
        name for name in question.names if not any(keywords.document_frequency(token) for token in tokens(name))
    )
