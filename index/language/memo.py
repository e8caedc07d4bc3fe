"""What is worked out of a short text is remembered: questions and sentences are read several times over."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

LONGEST = 2_000
"""Characters of a text that is remembered; a document is read once, and would only fill the memory."""


def remembered(texts: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Decorator of a function of one text: its results for the last so many short texts are kept, and must not be changed."""

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        kept = lru_cache(maxsize=texts)(function)

        @wraps(function)
        def looked_up(text: str) -> T:
            return kept(text) if len(text) <= LONGEST else function(text)

        return looked_up

    return decorate
