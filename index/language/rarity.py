"""How much a French word says, whatever the corpus: "temps" says little, "binôme" much.

A corpus of fifty documents has never seen most everyday words: by its own counts "parle" would be as telling as
"gratin". General counts of the language put them right."""

from __future__ import annotations

import math

from index.language.dictionary import speller

_COMMON, _RARE = 5.5, 12.5
"""Negative log frequency of words that say nothing ("quoi") and of words that say all they can ("industriel")."""
_LEAST = 0.05


def rarity(word: str) -> float:
    """Between 0.05 (an everyday word) and 1 (a rare or unknown one). `word` in lower case, with its accents."""
    counts = speller().word_frequency
    surprise = math.log((counts.total_words + 1) / (counts.dictionary.get(word, 0) + 1))
    return min(1.0, max(_LEAST, (surprise - _COMMON) / (_RARE - _COMMON)))
