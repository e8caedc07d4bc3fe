"""Words that a composer or a model may add to what the quotes say, those that never go unproven, and those that lean back.

The lists are closed: a word is a connective because it orders, introduces or compares what is quoted without stating
anything that a document could confirm or deny. What limits, modalises or counts is not a connective.
"""

from __future__ import annotations

import re

from index.language.closed_classes import Table, Words, WordSet, load
from index.language.words import either


class _Connectives(Table):
    words: WordSet
    phrases: Words
    strict: WordSet
    counting: WordSet
    openers: WordSet
    leaning: WordSet


_CONNECTIVES = load("connectives.yaml", _Connectives)
CONNECTIVES = _CONNECTIVES.words
"""Folded words that link without stating anything."""
CONNECTIVE_PHRASES = _CONNECTIVES.phrases
"""Folded phrases that do, though their words, taken apart, would state something ("total", "plus", "jour")."""
PHRASE = re.compile(rf"(?<!\w){either(CONNECTIVE_PHRASES)}(?!\w)")
STRICT = _CONNECTIVES.strict
"""Stop words that change what is said ("tous les projets", "sauf les métropoles"): they must stand in a quote."""
COUNTING = _CONNECTIVES.counting
"""Words that count without being read as a number by `index.language.quantities`: unproven, they fail like a figure."""
OPENERS = re.compile(rf"{either(_CONNECTIVES.openers)}[ ]?[,:;.–—-][ ]?(?=\S)")
"""Folded openings that answer the question or introduce: the statement that follows bears the proof."""
LEANING = either(_CONNECTIVES.leaning)
"""Pattern of the folded beginnings of a sentence that cannot be read without the one before: "elle", "cette aide"."""
