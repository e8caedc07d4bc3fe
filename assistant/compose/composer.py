"""Composers: each answers one kind of question better than single sentences would, and is registered under its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.compose.context import Context
from assistant.compose.draft import Draft


@dataclass(frozen=True)
class Composer:
    """One way of composing an answer."""

    name: str
    """As the trace of an answer names it."""
    steps_in: str
    """When it has a draft, in French, as a clause: what the trace gives as its reason."""
    compose: Callable[[Context], Draft | None]
    """The draft; None leaves the question to the next composer."""
    needs_evidence: bool = True
    """False for one that answers from the question and the records alone, whatever the passages found look like: a whole
    list, a place that is in it or not. It is asked before the evidence is judged."""


REGISTERED: dict[str, Composer] = {}
"""By name, in the order of registration, which is not the one in which they are asked: see `composer_order`."""


def register(composer: Composer) -> None:
    """Makes a composer known. Raises ValueError where its name is taken."""
    if composer.name in REGISTERED:
        raise ValueError(f"there is a composer named {composer.name} already")
    REGISTERED[composer.name] = composer
