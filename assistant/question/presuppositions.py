"""Presuppositions: what a question states and takes for granted, or asks to confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.question.answer_types import CONFIRMING, AnswerType
from assistant.question.gazetteer import Gazetteer
from assistant.question.repair import Repairer
from index.language.dates import DateMention
from index.language.dictionary import speller
from index.language.quantities import find_quantities
from index.language.text import Text
from index.language.words import STOP_WORDS, Word, fold

_VERB = re.compile(r"\b(?:s['’]est|se sont|a|ont|est|sont|[ée]tai(?:t|en)|fut|avai(?:t|en))\b", re.IGNORECASE)
_BEFORE_PLACE = re.compile(r"\b(?:[àÀ]|au|aux)\s$")


class PremiseFinder:
    """Finds what a question states, against the names and words of one corpus."""

    def __init__(self, repairer: Repairer, gazetteer: Gazetteer) -> None:
        self._repairer = repairer
        self._gazetteer = gazetteer

    def stated(self, text: Text, period: tuple[DateMention, ...]) -> tuple[str, ...]:
        """What a question for confirmation states: dates, figures, persons, places, and names the corpus does not know.

        A date in front of the verb says which thing is meant ("l'assemblée de 2023 a eu lieu à Lyon"), where something
        else is stated behind it."""
        named = self._stated_names(text)
        figures = [q.text for q in text.quantities if q.kind != "ordinal"]
        verb = _VERB.search(text.raw)
        topical = verb.start() if verb and (named or figures) else 0
        dates = [text.raw[mention.start : mention.end] for mention in period if mention.start >= topical]
        dated = [text.raw[mention.start : mention.end] for mention in period]
        figures = [figure for figure in figures if not any(figure in date for date in dated)]
        return (*dates, *figures, *named)

    def _stated_names(self, text: Text) -> tuple[str, ...]:
        """Persons and places, and whatever the corpus does not know; not the things it gives a name to."""
        entities = self._gazetteer.find(text)
        found: list[str] = []
        for run in _capitalised(text):
            if all(any(e.start <= word.start and word.end <= e.end for e in entities) for word in run):
                continue
            place = bool(_BEFORE_PLACE.search(text.raw[: run[0].start]))
            if len(run) > 1 or place or self._is_unknown(run[0]):
                found.append(text.raw[run[0].start : run[-1].end])
        return tuple(found)

    def unknown_names(self, text: Text) -> tuple[str, ...]:
        """Names that the corpus does not know, which a question takes for granted."""
        runs = [run for run in _capitalised(text) if any(map(self._is_unknown, run))]
        return tuple(text.raw[run[0].start : run[-1].end] for run in runs)

    def _is_unknown(self, word: Word) -> bool:
        """Neither of the corpus nor an ordinary word that begins the sentence."""
        common = word.start == 0 and word.text.lower() in speller().word_frequency.dictionary
        return not common and not self._repairer.knows(word.text)


def types_of(claims: Sequence[str], period: Sequence[DateMention], text: str) -> set[AnswerType]:
    """Types of the things stated: a true answer states its own."""
    kinds = {AnswerType.DATE} if period else set()
    quantities = [q for claim in claims for q in find_quantities(claim)]
    if quantities:
        kinds.add(AnswerType.AMOUNT if any(q.unit in ("EUR", "%") for q in quantities) else AnswerType.NUMBER)
    for claim in claims:
        if claim[0].isupper() and not any(c.isdigit() for c in claim):
            place = _BEFORE_PLACE.search(text[: text.index(claim)])
            kinds.add(AnswerType.PLACE if place else AnswerType.PERSON)
    return kinds


def without_premises(text: str, claims: Sequence[str]) -> str:
    """The text without its claims and the words that ask to confirm them: what is doubtful must not decide what is
    found."""
    if not claims:
        return text
    bare = CONFIRMING.sub(" ", text)
    for claim in claims:
        bare = bare.replace(claim, " ")
    return re.sub(r"\s+", " ", bare).strip(" ,?") or text


def _capitalised(text: Text) -> list[list[Word]]:
    """Runs of words with a capital, such as a first name and a name."""
    runs: list[list[Word]] = []
    for word in text.words:
        opens = word.start == 0 and fold(word.text) in STOP_WORDS
        if opens or not (word.text[0].isupper() and len(word.text) > 2):
            continue
        if runs and text.raw[runs[-1][-1].end : word.start] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs
