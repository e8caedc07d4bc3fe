"""Residual terms: what is left of a question once all that was understood is taken out. Where something telling is left, it asks
about a thing, and a whole list does not answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.question.question import Question, terms_of
from assistant.question.temporal_expressions import NOW
from index.language.phrases import Phrases
from index.language.text import Text
from index.language.words import fold, word_set

TELLING = 0.45
"""Rarity from which a word says something."""
Heard = Phrases | re.Pattern[str]

_FRAMING = Phrases(word_set(
    """
    quel quels quelle quelles qui que ce est sont etaient existe donne donner moi presente resume voir liste citer tous toutes
    avoir obtenir beneficier demander besoin cherche trouver peut peuvent fait faire il
    propose proposer disponible possible recense
    complet complete general generale grand grande petit petite moyen moyenne principal principaux
    local locale rural rurale territorial territoriale national nationaux public
    projet
    """
))  # fmt: skip
"""Words of a question for a list that say nothing of which list."""


def residual_terms(question: Question, heard: Iterable[Heard], *, dated: bool = False) -> frozenset[str]:
    """Stems of the telling words that are left of a question without the names it mentions, the programme, the words that
    only ask and what the caller `heard`. `dated`: the caller heard its dates too."""
    text = question.folded
    for entity in question.entities:
        for name in (entity.name, question.text[entity.start : entity.end]):
            text = text.replace(fold(name), " ")
    for mention in question.period if dated else ():
        text = text.replace(fold(question.text[mention.start : mention.end]), " ")
    for known in (*heard, NOW, question.programme.names, question.programme.members, _FRAMING):
        text = known.without(Text(text)) if isinstance(known, Phrases) else known.sub(" ", text)
    words = question.programme
    return frozenset(term for term, weight in terms_of(Text(text)).items() if weight >= TELLING and term not in words.stems)
