"""Whether an expected fact stands in a text, whatever the typing of either.

The comparison is written out here, not borrowed from `index.language.words`: a measure that shared its normalisation
with the product would be blind to that normalisation's mistakes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

VARIANTS = "|"
"""Separates the accepted wordings of one fact."""

_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ‛′´`＇", "'"))
_HYPHENS = str.maketrans(dict.fromkeys("‐‑", "-"))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .]\d{3})+(?!\d)(?![.,]\d)")
_DECIMAL_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?=,\d)")
_SPACE_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[%€])")


def plain(answer: str) -> str:
    """The answer without its `[n]` citation marks: what a person reads as text."""
    return _MARK.sub("", answer)


@lru_cache(maxsize=4096)
def comparable(text: str) -> str:
    """`text` with case, accents, apostrophe and space kinds taken away, and numbers written in one way.

    `1 400`, `1.400` and `1400` become `1400`; a decimal comma stays. `85 %` and `85%` are the same."""
    text = text.lower().translate(_APOSTROPHES).translate(_HYPHENS).translate(_LIGATURES)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = " ".join(text.split())
    text = _THOUSANDS.sub(lambda number: re.sub(r"[ .]", "", number[0]), text)
    text = _DECIMAL_THOUSANDS.sub(lambda number: number[0].replace(" ", ""), text)
    return _SPACE_BEFORE_UNIT.sub("", text)


def holds(text: str, fact: str) -> bool:
    """True where one of the `|`-separated variants of `fact` stands in `text`.

    A variant begins where a word begins ("oui" is not in "Louis") and may go on into an ending ("élu" is in
    "élus"), but a number is only ever a whole number: "136" is neither in "1 136" nor in "136,5", "40 ans"
    not in "140 ans"."""
    searched = comparable(text)
    return any(_pattern(variant).search(searched) for variant in variants(fact))


def variants(fact: str) -> list[str]:
    """Accepted wordings of one fact, empty ones left out."""
    return [variant.strip() for variant in fact.split(VARIANTS) if variant.strip()]


@lru_cache(maxsize=4096)
def _pattern(variant: str) -> re.Pattern[str]:
    wanted = comparable(variant)
    before = after = ""
    if wanted[:1].isdigit():
        before = r"(?<!\d)(?<!\d[.,])"
    elif wanted[:1].isalpha():
        before = r"(?<![^\W_])"
    if wanted[-1:].isdigit():
        after = r"(?!\d)(?![.,]\d)"
    return re.compile(before + re.escape(wanted) + after)


def found(text: str, facts: Iterable[str]) -> list[str]:
    """The facts that stand in `text`, in their order."""
    return [fact for fact in facts if holds(text, fact)]


def first_holding(texts: Sequence[str], answers: Iterable[str]) -> int | None:
    """1-based rank of the first text in which one of `answers` stands, or None."""
    wanted = list(answers)
    for rank, text in enumerate(texts, start=1):
        if any(holds(text, answer) for answer in wanted):
            return rank
    return None
