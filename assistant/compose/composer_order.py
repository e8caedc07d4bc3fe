"""The order in which composers are asked: the first one that has a draft answers."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from assistant.compose.composer import REGISTERED, Composer

ORDER = (
    # From records alone, before the evidence is judged. A place is in the list of members or not: nothing else tells.
    "membership",
    # Whole lists. Each wants that nothing else is asked; operators before offers, which also ask "quels opérateurs…".
    "event_list",
    "operator_list",
    "offer_list",
    # From the evidence, the narrowest question first: a doubted figure is also a figure, a comparison names what a
    # definition would present, and who may have an offer is less than what it is.
    "disagreement",
    "presentation",
    "eligibility",
    # What the sources do not tell of a period stands before the figure of another one.
    "undisclosed",
    "figures",
    # The sentences themselves: it always has a draft.
    "extraction",
)
"""Modules of this room that register composers; one with several registers them in their order."""


def composers(*, needing_evidence: bool) -> list[Composer]:
    """Those that need evidence, or those that do not, in the order in which they are asked."""
    _load()
    ordered = sorted(REGISTERED.values(), key=_place)
    return [composer for composer in ordered if composer.needs_evidence == needing_evidence]


@lru_cache(maxsize=1)
def _load() -> None:
    for name in ORDER:
        import_module(f"assistant.compose.{name}")


def _place(composer: Composer) -> float:
    """One registered from outside this room comes just before the last, which leaves nothing to those after it."""
    module = composer.compose.__module__.removeprefix("assistant.compose.")
    return ORDER.index(module) if module in ORDER else len(ORDER) - 1.5
