"""Sentences that say what a thing is, or what it is for."""

from __future__ import annotations

import re
from collections.abc import Collection

from index.language.sentence_forms import COPULA
from index.language.words import tokens

_PURPOSE_ASKED = re.compile(
    r"\ba quoi (?:(?:ca|cela|il|elle|ils|elles|donc) )?ser(?:t|vent|vait|vira)\b|\bser(?:t|vent) a quoi\b|\bobjectifs?\b|\bbuts?\b|\bfinalites?\b|\bvocation\b"
)
"""In a folded question."""


def asks_purpose(folded: str) -> bool:
    return bool(_PURPOSE_ASKED.search(folded))


def says_what(text: str, terms: Collection[str], before: str = "") -> float:
    """1 for a sentence that says what a thing named by one of the stems `terms` is, less where it says so of something
    else. `before`: the sentence its subject points to."""
    match = COPULA.search(text)
    if match is None:
        return 0.0
    subject = (*tokens(text[: match.start()]), *tokens(before))
    return 0.4 if set(subject).isdisjoint(terms) else 1.0
