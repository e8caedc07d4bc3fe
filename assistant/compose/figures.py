"""Figures: the value asked, the newest in force first, then the others with their dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.extraction import BUDGET, CEILING, FACET_TYPES, extract
from assistant.compose.record_fields import sentences_of
from assistant.compose.series import moments_of
from assistant.proof.verification import CitedQuote, verify
from assistant.question.answer_types import AnswerType
from assistant.question.question import Question
from assistant.reading.candidates import Candidate
from assistant.schema import SentenceState
from assistant.search.sentence_match import holds_form
from index.documents.document import Authority, Document, Status
from index.documents.quote import Quote
from index.language.text import Text
from index.language.words import fold, tokens
from index.records.kinds.figure import Figure, FigureNature, FigureValue

_OTHERS = 4
_LOOKED_AT = 12
"""Candidates among which a figure record must be."""
_NEAR = 0.85
"""Share of the best score that its best sentence must reach where the question is near its title."""
_CLOSE = 0.8
_ROOM = 15
"""Words below which no further sentence is worth looking for."""
_COUNTING = frozenset(tokens("nombre total chiffre montant date budget"))
"""Words of a title that say what any series is."""
_HELD = 0.6
"""Share of the question's words, by rarity, that a record must hold whose title asks for nothing else."""
_REFUTED = (Status.ERRONEOUS, Status.ENVISAGED)


@dataclass(frozen=True)
class _Value:
    value: FigureValue
    quote: Quote
    """Its first sentence, which holds the value."""


def compose_figure(context: Context) -> Draft | None:
    """A series, where a figure record is among the best evidence; None for any other question.

    What room is left goes to the best sentences of other documents, which may say why or how."""
    question, candidates = context.question, context.candidates
    best = _best_of_a_series(question, candidates)
    if best is None:
        return None
    document = best.quote.document
    figure = Figure.model_validate(document.record)
    values = _values(document, figure)
    if not values:
        return None
    if question.period and not any(_in_period(v, question) for v in values):
        return None
    if any(not any(holds_form(kind, v.quote.analysis.forms) for v in values) for kind in question.answer_types & FACET_TYPES):
        return None  # "où et quand" wants a place too
    if len(at_moments := _at_moments(question, values)) > 1:
        return Draft(tuple(DraftSentence(v.quote.text.strip(), (v.quote,)) for v in at_moments))
    asked = next((v for v in values if v.quote.start <= best.quote.start < v.quote.end), None)
    lead = _lead(question, figure, values, asked)
    others = [v for v in values if v is not lead]
    sentences = [DraftSentence(lead.quote.text.strip(), (lead.quote,))]
    if asked is not None and asked is not lead:
        sentences.append(DraftSentence(asked.quote.text.strip(), (asked.quote,)))
        others.remove(asked)
    if figure.nature is FigureNature.EVOLUTION and not question.period:
        sentences += _history(lead, others)
    else:
        shown = [v for v in others if not question.period or _in_period(v, question)]
        sentences += _beside(sentences, shown, candidates)
    words = Draft(tuple(sentences)).words
    rest = [c for c in candidates if c.quote.document.id != document.id and c.score >= _CLOSE * best.score]
    more = extract(question, rest, budget=BUDGET - words).sentences if words < BUDGET - _ROOM else ()
    return Draft((*sentences, *more))


def _best_of_a_series(question: Question, candidates: Sequence[Candidate]) -> Candidate | None:
    """The best sentence of a record that measures what is asked, where it comes near the best of all."""
    if not candidates:
        return None
    exact = _of_the_very_title(question, candidates)
    if exact is not None:
        return exact
    first = candidates[0]
    for candidate in candidates[:_LOOKED_AT]:
        record = candidate.quote.document.record
        if candidate.quote.document.kind != "figure" or record is None or candidate.features.heading:
            continue
        near = (
            candidate.score >= _NEAR * first.score
            and candidate.features.title >= first.features.title - 0.1
            and candidate.features.own_cover >= first.features.own_cover - 0.02
        )
        if (candidate is first or near) and measures(Figure.model_validate(record), question):
            return candidate
    return None


def _of_the_very_title(question: Question, candidates: Sequence[Candidate]) -> Candidate | None:
    """The best sentence of a count whose title says nothing that the question does not: "Nombre de communes" for
    "combien de communes", not "Taille maximale d'une commune", however near that comes."""
    seen: set[str] = set()
    for candidate in candidates:
        document = candidate.quote.document
        if document.kind != "figure" or document.record is None or document.id in seen or candidate.features.heading:
            continue
        seen.add(document.id)
        if not set(tokens(document.title)) - _COUNTING - question.programme.stems <= question.terms.keys():
            continue
        held = question.dated_terms.union(tokens(f"{document.title} {document.text}"))
        share = sum(w for t, w in question.terms.items() if question.says(t, held)) / sum(question.terms.values())
        if share >= _HELD and measures(Figure.model_validate(document.record), question):
            return candidate
    return None


def _at_moments(question: Question, values: list[_Value]) -> list[_Value]:
    """The value of each moment that the question names, where each has one of its own; else none."""
    chosen = [moment([v.value for v in values]) for moment in moments_of(question)]
    found = [v for value in chosen for v in values if v.value is value]
    return found if len({id(v) for v in found}) == len(chosen) else []


def measures(figure: Figure, question: Question) -> bool:
    """True where the figure is of the kind asked for: money for an amount, a date for "quand", and for "combien de
    projets" something counted in projects."""
    unit = fold(figure.unit)
    if unit in ("date", "annee"):
        return question.wants(AnswerType.DATE)
    if unit in ("ans", "mois"):
        return question.wants(AnswerType.DURATION)
    if "€" in figure.unit:
        return question.wants(AnswerType.AMOUNT)
    if "%" in figure.unit:
        return question.wants(AnswerType.AMOUNT, AnswerType.PERCENTAGE)
    counted = set(tokens(figure.unit))
    return question.wants(AnswerType.NUMBER) and bool(counted) and counted <= set(question.terms)


def _values(document: Document, figure: Figure) -> list[_Value]:
    found = []
    for number, value in enumerate(figure.values):
        quote = next(sentences_of(document, f"values[{number}].text"), None)
        if quote is not None:
            found.append(_Value(value, quote))
    return found


def _lead(question: Question, figure: Figure, values: list[_Value], asked: _Value | None) -> _Value:
    """The value of the period asked, or the one the question's own words point to in a breakdown; that of the only moment
    named in a series, such as its beginning; else the one in force, then the newest that nothing refutes, then the one of the
    highest authority."""
    if question.period or figure.nature is FigureNature.BREAKDOWN:
        inside = [v for v in values if _in_period(v, question)] if question.period else values
        return asked if asked in inside else inside[0]
    of_one_phase = question.programme.phases.found_in(Text(figure.title))  # all of its values are
    if figure.nature is FigureNature.EVOLUTION and not of_one_phase and len(found := _at_moments(question, values)) == 1:
        return found[0]
    current = [v for v in values if v.value.status is Status.CURRENT]
    if current:
        return current[-1]
    standing = [v for v in values if v.value.status not in (*_REFUTED, Status.SUPERSEDED)] or values
    return max(standing, key=lambda v: (v.value.date is not None, v.value.date and v.value.date.last, -_authority(v)))


def _authority(value: _Value) -> int:
    document = value.quote.document
    ranks = [source.authority.rank for source in document.sources if source.id in value.value.sources]
    return min(ranks, default=Authority.UNKNOWN.rank)


def _history(lead: _Value, others: list[_Value]) -> list[DraftSentence]:
    """ "Auparavant : 42 communes (12 mai 2020), 57 communes (octobre 2022)…", each with its quote.

    A value whose sentence limits it ("au moins 400 000 euros") is not shortened: it is left to other sentences."""
    dated = [v for v in others if v.value.date is not None and v.value.status is not Status.ERRONEOUS]
    before = [v for v in dated if lead.value.date is None or v.value.date < lead.value.date]
    short = [v for v in before if _shortened(v) is not None]
    shown = _spread(short, _OTHERS)
    sentences = []
    if shown:
        text = "Auparavant : " + ", ".join(filter(None, map(_shortened, shown))) + "."
        sentences.append(DraftSentence(text, tuple(v.quote for v in shown)))
    sentences += [DraftSentence(v.quote.text.strip(), (v.quote,)) for v in before if v not in short][-2:]
    return sentences


def _shortened(value: _Value) -> str | None:
    """ "57 communes (octobre 2022)", where its sentence proves just that."""
    if value.value.date is None:
        return None
    text = f"{value.value.value} ({value.value.date.french()})"
    proven = verify(f"Auparavant : {text}.", [CitedQuote(text=value.quote.text)]).state
    return text if proven is SentenceState.VERIFIED else None


def _spread(values: list[_Value], most: int) -> list[_Value]:
    """At most `most` values, the first, the last and some between, in order."""
    if len(values) <= most:
        return values
    step = (len(values) - 1) / (most - 1)
    return [values[round(number * step)] for number in range(most)]


_SINCE = re.compile(r"\bdepuis\b")


def _in_period(value: _Value, question: Question) -> bool:
    """Its date, or one its sentence names ("jusqu'en 2027"), falls in the period asked, or that comes later and it is in force
    "depuis le 9 novembre 2023"."""
    spans = [(m.first, m.last) for m in value.quote.analysis.dates]
    if value.value.date is not None:
        lasts = value.value.status is Status.CURRENT and not question.future and _SINCE.search(fold(value.quote.text))
        spans.append((value.value.date.first, dt.date.max if lasts else value.value.date.last))
    return any(question.in_period(first, last) for first, last in spans)


def _beside(
    sentences: list[DraftSentence], others: list[_Value], candidates: Sequence[Candidate]
) -> list[DraftSentence]:
    """The other values of a disagreement or breakdown, by their evidence, as many as fit."""
    rank = {candidate.key: number for number, candidate in enumerate(candidates)}
    ordered = sorted(others, key=lambda v: rank.get((v.quote.document.id, v.quote.start), len(rank)))
    words = Draft(tuple(sentences)).words
    found = []
    for value in ordered:
        words += len(value.quote.text.split())
        if words > CEILING:
            break
        found.append(DraftSentence(value.quote.text.strip(), (value.quote,)))
    return found


register(
    Composer("figures", "la meilleure preuve est une série de chiffres qui mesure ce qui est demandé", compose_figure)
)
