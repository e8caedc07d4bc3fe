"""Questions to begin with, where the programme declares none: about the records that the index holds."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.presentation.programme_texts import ProgrammeTexts
from assistant.web import navigation, view_texts
from index.programmes.programme import Theme
from index.records.models import Figure
from index.storage.snapshot import Snapshot

_EACH = 2
"""Questions under a heading."""
_LONGEST = 120
"""Characters of a question that is read at a glance."""


def made_from(snapshot: Snapshot) -> tuple[Theme, ...]:
    """A heading for each kind of record that a question can be made of; empty for an index of free texts only."""
    made = (
        (navigation.OPERATORS.name, _operators(snapshot)),
        (navigation.OFFERS.name, _offers(snapshot)),
        (view_texts.FIGURES, _figures(snapshot)),
    )
    themes = ((name, _short(questions)) for name, questions in made)
    return tuple(Theme(name=name, questions=questions) for name, questions in themes if questions)


def _short(questions: Iterator[str]) -> tuple[str, ...]:
    short = (question for question in questions if len(question) <= _LONGEST)
    return tuple(question for question, _ in zip(short, range(_EACH), strict=False))


def _operators(snapshot: Snapshot) -> Iterator[str]:
    texts = ProgrammeTexts(snapshot.programme)
    return (texts.about_operator(d.title) for d in snapshot.documents("operator") if d.record is not None)


def _offers(snapshot: Snapshot) -> Iterator[str]:
    return (view_texts.ABOUT_OFFER.format(d.title) for d in snapshot.documents("offer") if d.record is not None)


def _figures(snapshot: Snapshot) -> Iterator[str]:
    """The ways that the figures say people ask for them."""
    for document in snapshot.documents("figure"):
        if document.record is not None:
            for alias in Figure.model_validate(document.record).aliases[:1]:
                yield f"{alias[:1].upper()}{alias[1:]} ?"
