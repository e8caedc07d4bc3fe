"""The views of the product, their addresses and names; `assistant.web.site` says which of them are in the menu."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Place:
    """A view: its address and its name in the menu."""

    path: str
    name: str


QUESTION = Place("/", "Poser une question")
CHRONOLOGY = Place("/chronologie", "Chronologie")
OFFERS = Place("/offres", "Offres")
OPERATORS = Place("/operateurs", "Opérateurs")
MEMBERS = Place("/membres", "Membres")
"""Its name in the menu is the one that the programme gives its members."""
SOURCES = Place("/sources", "Sources")
HELP = Place("/aide", "Aide")
ACCESSIBILITY = Place("/accessibilite", "Accessibilité")

RECORDS = ((CHRONOLOGY, "event"), (OFFERS, "offer"), (OPERATORS, "operator"))
"""Views of records, each with their kind."""
PLACES = (QUESTION, CHRONOLOGY, OFFERS, OPERATORS, MEMBERS, SOURCES, HELP, ACCESSIBILITY)


def with_query(place: Place, **fields: str | int | None) -> str:
    """Address of a view with its filters; those that are empty are left out."""
    given = {name: value for name, value in fields.items() if value not in (None, "")}
    return f"{place.path}?{urlencode(given)}" if given else place.path


def asking(question: str) -> str:
    """Address of the chat that asks this question. After the `#`: a browser never sends that part to a server."""
    return f"{QUESTION.path}#demander={quote(question)}"
