"""Extraction: the fewest sentences of any text that answer, each shown as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.text_lists import LIST_CEILING, bare_quote, is_bulleted, list_around, list_from, opens_list
from assistant.question.answer_types import AnswerType
from assistant.question.question import Question
from assistant.reading.candidates import Candidate
from assistant.search.sentence_match import holds_form
from index.language.dates import PartialDate
from index.language.sentence_forms import Form

BUDGET = 42
"""Words from which an answer is long enough."""
CEILING = 65
"""Words a further sentence may not bring it over; a first sentence may be longer, a list up to LIST_CEILING."""
_READ = 40
"""Candidates looked at."""
FACET_TYPES = frozenset({
    AnswerType.DATE, AnswerType.DURATION, AnswerType.AGE, AnswerType.AMOUNT, AnswerType.PERCENTAGE, AnswerType.PERSON, AnswerType.PLACE,
})  # fmt: skip
FURTHER = 0.3
"""Probability from which a further sentence is held to answer too."""
_NEAR = 2
"""Sentences shown where nothing answers."""
_SAME = 0.6
"""Jaccard similarity of stems from which two sentences say the same thing."""


@dataclass(frozen=True)
class Selection:
    """How many sentences, and which beside the best; found with `python -m evaluation.tuning`, see docs/decisions."""

    most: int = 4
    close: float = 0.78
    """A further sentence must reach this share of the best score."""
    adjacent: float = 0.12
    """Added to the neighbours of a chosen sentence: two sentences that follow each other read better than two that do
    not."""
    facet: float = 0.12
    """Added for each thing asked for that no chosen sentence holds yet: a question for a date and a person wants both."""

    figure: float = 1.0
    """Added likewise for a figure, or a date of an alternative, that the question itself names: "1 400 d'un côté et 1 600
    de l'autre" wants both."""
    untold: float = 0.1
    """Taken from a further sentence that says what the sources do not tell: where it is the best there is, it comes first."""


SELECTION = Selection()
_SEVERAL = re.compile(r",[^,?]+ et (?:l[aes]s?|du|des|d[eu]|l['’])\b")
_MORE = 20
"""Words added for a question that enumerates what it asks about."""

_OR = re.compile(r"\bou\b")
Facet = AnswerType | Decimal | PartialDate


def extract(
    question: Question,
    candidates: Sequence[Candidate],
    budget: int = BUDGET,
    selection: Selection = SELECTION,
    *,
    judged: bool = False,
) -> Draft:
    """A draft of the best candidates, the best one first, of about `budget` words; empty when there is none. `judged`: whether a
    reader judged them; others then follow only where they are judged to answer too."""
    if not candidates:
        return Draft(())
    chosen: list[tuple[Candidate, ...]] = []
    words = 0
    remaining = {candidate.key: candidate for candidate in candidates[:_READ]}
    floor = candidates[0].score * selection.close
    wanted = facets_of(question)
    named: set[Facet] = {facet for facet in wanted if not isinstance(facet, AnswerType)}
    scores = {key: candidate.score + _gain(candidate, named, selection) for key, candidate in remaining.items()}
    if _SEVERAL.search(question.text) or len(named) > 1:
        budget += _MORE
    while remaining and words < budget and len(chosen) < selection.most:
        key = max(remaining, key=lambda k: (scores[k], k))
        candidate = remaining.pop(key)
        if chosen and scores[key] < floor:
            break
        if chosen and judged and candidate.probability < FURTHER:
            continue
        if any(_repeats(candidate, other) for group in chosen for other in group):
            continue
        told = {part.key for done in chosen for part in done}
        group = tuple(p for p in _with_context(question, candidate, candidates) if p.key not in told)
        length = sum(len(part.text.split()) for part in group)
        ceiling = LIST_CEILING if len(group) > 2 else CEILING * budget / BUDGET
        if chosen and words + length > ceiling:
            continue
        chosen.append(group)
        words += length
        wanted -= facets_in(candidate, wanted)
        for other in remaining.values():
            near = any(
                other.hit.row == part.hit.row and abs(other.place - part.place) == 1 for done in chosen for part in done
            )
            untold = selection.untold * bool(other.forms & Form.UNDISCLOSED)
            scores[other.key] = other.score + selection.adjacent * near + _gain(other, wanted, selection) - untold
    # Without a reader the best sentence is not sure enough to come before those it follows in its text.
    first, others = (chosen[0], _in_reading_order(chosen[1:])) if judged else ((), _in_reading_order(chosen))
    return Draft(tuple(_drafted(candidate) for candidate in (*first, *others)))


def nearest(candidates: Sequence[Candidate]) -> Draft:
    """The best candidate, and the next one where it says something else: what comes near where nothing answers."""
    told: list[Candidate] = []
    for candidate in candidates[:_READ]:
        if not any(_repeats(candidate, other) for other in told):
            told.append(candidate)
        if len(told) == _NEAR:
            break
    return Draft(tuple(_drafted(candidate) for candidate in told))


def _gain(candidate: Candidate, wanted: set[Facet], selection: Selection) -> float:
    """What the facets that a candidate would bring are worth."""
    if not wanted:
        return 0.0
    brought = facets_in(candidate, wanted)
    figures = sum(not isinstance(facet, AnswerType) for facet in brought)
    return selection.figure * figures + selection.facet * (len(brought) - figures)


def facets_of(question: Question) -> set[Facet]:
    """What a whole answer must hold: each type of thing asked for, each figure the question itself names, each date
    of an alternative ("en 2022 ou en 2026 ?")."""
    types = question.answer_types & FACET_TYPES
    alternatives = question.period if len(question.period) > 1 and _OR.search(question.folded) else ()
    return {*types, *question.figures, *(mention.value for mention in alternatives)}


def facets_in(candidate: Candidate, wanted: set[Facet]) -> set[Facet]:
    """The wanted facets that the candidate holds."""
    held: set[Facet] = {f for f in wanted if isinstance(f, AnswerType) and holds_form(f, candidate.forms)}
    if any(isinstance(facet, Decimal) for facet in wanted):
        held |= {q.value for q in candidate.analysis.quantities}
    if dates := [facet for facet in wanted if isinstance(facet, PartialDate)]:
        named = [mention.value for mention in candidate.analysis.dates]
        held |= {date for date in dates if any(date.overlaps(value) for value in named)}
    return held & wanted


def _in_reading_order(chosen: list[tuple[Candidate, ...]]) -> list[Candidate]:
    """Sentences of one document stay together in text order; documents come in the order of their best sentence."""
    documents = list(dict.fromkeys(group[0].quote.document.id for group in chosen))
    told = [candidate for group in chosen for candidate in group]
    return sorted(told, key=lambda c: (documents.index(c.quote.document.id), c.quote.start))


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    if candidate.key == other.key:
        return True
    one, two = candidate.analysis.stems, other.analysis.stems
    common = len(one & two)
    return common >= _SAME * (len(one | two) or 1) or common >= 0.85 * (min(len(one), len(two)) or 1)


def _with_context(question: Question, candidate: Candidate, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidate with what it cannot be read without: the sentence its pronoun points to, the list it opens or
    the lead-in of the list it belongs to."""
    siblings = {other.place: other for other in candidates if other.hit.row == candidate.hit.row}
    before = siblings.get(candidate.place - 1)
    if opens_list(candidate):
        return list_from(candidate, siblings)
    if is_bulleted(candidate):
        return list_around(question, candidate, siblings)
    if candidate.forms & Form.LEANS_BACK and before is not None and not is_bulleted(before):
        return before, candidate
    return (candidate,)


def _drafted(candidate: Candidate) -> DraftSentence:
    quote = bare_quote(candidate)
    return DraftSentence(quote.text.strip(), (quote,))


def compose_extraction(context: Context) -> Draft:
    """The best candidates as they stand; empty where there are none."""
    return extract(context.question, context.candidates, judged=context.judged)


register(Composer("extraction", "les meilleures phrases trouvées, telles quelles", compose_extraction))
