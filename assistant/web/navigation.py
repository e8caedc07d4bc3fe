"""The views of the product, their addresses and names: one list for the header of every page."""

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
TERRITORIES = Place("/territoires", "Territoires")
SOURCES = Place("/sources", "Sources")
HELP = Place("/aide", "Aide")
ACCESSIBILITY = Place("/accessibilite", "Accessibilité")

MENU = (QUESTION, CHRONOLOGY, OFFERS, OPERATORS, TERRITORIES, SOURCES, HELP)


def with_query(place: Place, **fields: str | int | None) -> str:
    """Address of a view with its filters; those that are empty are left out."""
    given = {name: value for name, value in fields.items() if value not in (None, "")}
    return f"{place.path}?{urlencode(given)}" if given else place.path


def asking(question: str) -> str:
    """Address of the chat that asks this question. After the `#`: a browser never sends that part to a server."""
    return f"{QUESTION.path}#demander={quote(question)}"
