"""What helps after a silence: the nearest texts, questions that the sources answer, views to look at, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.presentation import labels
from assistant.presentation.links import text_url
from assistant.schema import Answer, Intent
from assistant.service.answering_protocol import Answering
from assistant.web import navigation
from assistant.web.navigation import Place
from assistant.web.site import Site
from index.language.quantities import find_quantities
from index.language.words import fold
from index.records.kinds.figure import Figure
from index.records.kinds.operator import Operator
from index.storage.snapshot import Snapshot

_NEAREST = 2
_QUESTIONS = 3
_SMALLEST = 10
"""Smaller numbers are phases, months or counts of anything."""

_VIEWS = {
    Intent.TERRITORY: navigation.MEMBERS,
    Intent.OFFERS: navigation.OFFERS,
    Intent.ELIGIBILITY: navigation.OFFERS,
    Intent.OPERATORS: navigation.OPERATORS,
    Intent.GOVERNANCE: navigation.OPERATORS,
    Intent.TIMELINE: navigation.CHRONOLOGY,
}


@dataclass(frozen=True)
class Pointer:
    """A link with its name."""

    name: str
    address: str


@dataclass(frozen=True)
class Guidance:
    """Ways out of a silence; each may be empty."""

    nearest: tuple[Pointer, ...] = ()
    questions: tuple[str, ...] = ()
    contacts: tuple[Pointer, ...] = ()
    view: Place = navigation.HELP


def guide(answer: Answer, assistant: Answering) -> Guidance | None:
    """Ways out of this answer's silence; None where it answered, or declined on principle."""
    if not answer.status.is_unknown:
        return None
    snapshot = assistant.snapshot
    near = answer.intent not in (Intent.OUT_OF_SCOPE, Intent.HOSTILE, Intent.TERRITORY)
    return Guidance(
        nearest=tuple(_nearest(answer.understood_as, assistant)) if near else (),
        questions=tuple(q for q in _figures_of(answer.question, snapshot) if q not in answer.suggestions)[:_QUESTIONS],
        contacts=tuple(_contacts(answer.understood_as, snapshot)),
        view=_view(answer.intent, Site(snapshot)),
    )


def _view(intent: Intent, site: Site) -> Place:
    """The view of what the question is about, where there is one to look at."""
    wanted = _VIEWS.get(intent, navigation.HELP)
    return next((place for place in site.menu if place.path == wanted.path), navigation.HELP)


def _nearest(question: str, assistant: Answering) -> Iterator[Pointer]:
    seen: set[str] = set()
    for result in assistant.search(question, 3 * _NEAREST):
        if result.document_id not in seen and len(seen) < _NEAREST:
            seen.add(result.document_id)
            yield Pointer(result.title, text_url(result.document_id, result.start, result.end))


def _figures_of(question: str, snapshot: Snapshot) -> Iterator[str]:
    """Questions about the figures that have a number of this one: those that it leads today first."""
    numbers = {float(quantity.value) for quantity in find_quantities(question) if quantity.value >= _SMALLEST}
    if not numbers:
        return
    found: list[tuple[bool, str]] = []
    for document in snapshot.documents("figure"):
        if document.record is None:
            continue
        values = [value for value in Figure.model_validate(document.record).values if value.number in numbers]
        if values:
            found.append((all(value.status != "current" for value in values), document.title))
    for _, title in sorted(found):
        yield f"Que disent les sources : {title} ?"


def _contacts(question: str, snapshot: Snapshot) -> Iterator[Pointer]:
    """Where the operators that the question names can be asked."""
    asked = fold(question)
    for document in snapshot.documents("operator"):
        if document.record is None:
            continue
        operator = Operator.model_validate(document.record)
        address = labels.safe_url(operator.contact.url) if operator.contact else None
        if operator.contact and address and any(fold(name) in asked for name in (operator.name, *operator.aliases)):
            yield Pointer(operator.contact.label, address)
