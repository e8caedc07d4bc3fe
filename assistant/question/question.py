"""A question as understood: what it asks, of what, for when, in which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assistant.question.answer_types import ASKING_VERB, AnswerType
from assistant.question.gazetteer import Entity
from assistant.question.programme_words import ProgrammeWords
from assistant.schema import Intent
from index.language.dates import DateMention
from index.language.rarity import rarity
from index.language.text import Text
from index.language.words import tokens
from index.storage.keywords import KeywordIndex

_SMALL = 9
_IDENTIFIER = 5
"""Digits from which a bare number identifies a file or a company rather than counts something."""
_ASKING_WEIGHT = 0.2
"""Weight of a verb that only asks beside one that tells."""


@dataclass(frozen=True)
class Question:
    """A question as understood."""

    asked: str
    analysis: Text
    """Its text, repaired and completed, with what is read of it."""
    searched: str
    """What is encoded: the text, without what it states and asks to confirm, which would lead astray."""
    topic: str | None
    """What was taken from the conversation, None for a question that stands alone."""
    topic_beside: bool
    """Whether what was taken has no place among its words: they may be all that is asked, and need not hold it."""
    may_stand_alone: bool
    """It asks something in so many words, and what was taken only stands beside them."""
    intent: Intent
    answer_types: frozenset[AnswerType]
    entities: tuple[Entity, ...]
    period: tuple[DateMention, ...]
    """Dates the question names."""
    future: bool
    """It asks about what is yet to come."""
    today: bool
    """It asks for the present state in so many words."""
    terms: Mapping[str, float]
    """Stems of the text, for keyword search, with how much each says in French at large (0.05 to 1)."""
    claims: tuple[str, ...]
    """Dates, figures and names that the question states and asks to confirm; empty for any other question."""
    equivalents: Mapping[str, tuple[frozenset[str], ...]]
    """Term → sets of stems that say the same when all are there: "pia" → {programm, invest, aven}."""
    programme: ProgrammeWords
    """The words of the programme it was understood with."""

    @cached_property
    def expansions(self) -> frozenset[str]:
        """Stems of the other names of what it mentions, not among the terms."""
        return frozenset().union(*(stems for sets in self.equivalents.values() for stems in sets)) - set(self.terms)

    def says(self, token: str, stems: frozenset[str]) -> bool:
        """True where `stems` hold the term, or another name of what it stands for."""
        return token in stems or any(other <= stems for other in self.equivalents.get(token, ()))

    @cached_property
    def dated_terms(self) -> frozenset[str]:
        """Terms of the dates it names, which are judged by what they mean."""
        return frozenset(token for m in self.period for token in tokens(self.text[m.start : m.end]))

    def is_held(self, token: str, keywords: KeywordIndex) -> bool:
        """Whether the corpus holds a term, or has another name for what it stands for."""
        return bool(keywords.document_frequency(token)) or token in self.equivalents

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Words with a capital within the sentence, and numbers that identify something; none where the question only
        asks to confirm them."""
        found = self.analysis.words if not self.claims else ()
        return tuple(
            word.text
            for number, word in enumerate(found)
            if (number and word.text[0].isupper() and len(word.text) > 2)
            or (word.text.isdigit() and len(word.text) >= _IDENTIFIER)
        )

    def wants(self, *types: AnswerType) -> bool:
        return not self.answer_types.isdisjoint(types)

    def in_period(self, first: dt.date, last: dt.date) -> bool:
        """True where those days fall, even partly, in a period that the question names."""
        return any(mention.first <= last and first <= mention.last for mention in self.period)

    @cached_property
    def figures(self) -> frozenset[Decimal]:
        """Values that the question itself names; small numbers are articles and ranks more often than figures."""
        return frozenset(q.value for q in self.analysis.quantities if q.kind != "ordinal" and q.value > _SMALL)

    @property
    def text(self) -> str:
        """Repaired and completed: what is searched, and shown as `understood_as`."""
        return self.analysis.raw

    @property
    def folded(self) -> str:
        """Its text, folded."""
        return self.analysis.folded


def terms_of(text: Text) -> dict[str, float]:
    """Stems of a text with the rarity of the word each comes from, the rarest where several share a stem."""
    terms: dict[str, float] = {}
    for word, folded in zip(text.words, text.folded_words, strict=True):
        said = rarity(word.text.lower()) * (_ASKING_WEIGHT if ASKING_VERB.match(folded) else 1.0)
        for token in tokens(word.text):
            terms[token] = max(terms.get(token, 0.0), said)
    return terms
