"""The known name that somebody who wrote an unknown one most likely meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from index.language.words import fold


def closest(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that resembles `name` most, accents and case aside; None where none does."""
    by_fold = {fold(one): one for one in known}
    near = difflib.get_close_matches(fold(name), by_fold, n=1)
    return by_fold[near[0]] if near else None
