"""Forms of French words and how often they are used."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spellchecker import SpellChecker


@lru_cache(maxsize=1)
def speller() -> SpellChecker:
    """French word forms with their counts in film subtitles (140,000 forms, 354 million words), as carried by
    pyspellchecker; 0.15 s to load."""
    from spellchecker import SpellChecker

    return SpellChecker(language="fr", distance=1)


@lru_cache(maxsize=1)
def plural_verbs() -> frozenset[str]:
    """Third persons plural of the present of verbs in -er, without accents: "pilotent", "considerent".

    Derived from infinitives and singulars that the dictionary knows; forms that take an -s are nouns or adjectives
    ("parents", "présidents") and left out."""
    from index.french import fold

    forms = {fold(form) for form in speller().word_frequency.dictionary if form.endswith(("er", "e", "ents"))}
    return frozenset(
        f"{form[:-2]}ent"
        for form in forms
        if form.endswith("er") and f"{form[:-2]}e" in forms and f"{form[:-2]}ents" not in forms
    )
