"""Source cards: what a reader needs to judge the quotes of an answer, one card per source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.presentation import labels
from assistant.presentation.links import text_url
from assistant.schema import Citation


@dataclass(frozen=True)
class Excerpt:
    """One citation of a card."""

    n: int
    quote: str
    section: str | None
    source: str
    """Address of the readable text, at the quote."""


@dataclass(frozen=True)
class Card:
    """One source beside an answer, ready for the template, which escapes every string."""

    title: str
    publisher: str | None
    date: str | None
    """In French, possibly partial: "mars 2019"."""
    age: str | None
    state: str
    validity: str
    period: str | None
    """"du 9 novembre 2023 au 31 décembre 2027", "jusqu'à 2022"…"""
    original: str | None
    """Address of the publication, where a browser may be sent there."""
    excerpts: tuple[Excerpt, ...]
    also_at: tuple[str, ...] = ()
    """Other publications of the same text, where a reader could tell them apart: "Mairie de Vire, mars 2019"."""


def cards(citations: Iterable[Citation], as_of: dt.date) -> list[Card]:
    """One card per source, in the order of their first citation, ages counted on `as_of`. Citations share a
    card when everything it says of them is the same: one document may quote several publications, each with
    its date."""
    grouped: dict[tuple[object, ...], list[Citation]] = {}
    for citation in citations:
        key = (citation.document_id, citation.title, citation.publisher, citation.published_on, citation.url)
        grouped.setdefault((*key, citation.validity), []).append(citation)
    return [_card(group, as_of) for group in grouped.values()]


def _card(citations: list[Citation], as_of: dt.date) -> Card:
    shared = citations[0]
    validity = shared.validity
    return Card(
        title=shared.title,
        publisher=shared.publisher,
        date=labels.french_date(shared.published_on),
        age=labels.age(shared.published_on, as_of),
        state=validity.state,
        validity=labels.VALIDITY[validity.state],
        period=_period(validity.from_, validity.to),
        original=labels.safe_url(shared.url),
        excerpts=tuple(_excerpt(citation) for citation in citations),
        also_at=_others(shared),
    )


def _others(citation: Citation) -> tuple[str, ...]:
    def told(title: str, publisher: str | None, date: str | None) -> str:
        return ", ".join(filter(None, (publisher or title, labels.french_date(date))))

    own = told(citation.title, citation.publisher, citation.published_on)
    others = (told(other.title, other.publisher, other.published_on) for other in citation.also_at)
    return tuple(dict.fromkeys(other for other in others if other != own))


def _excerpt(citation: Citation) -> Excerpt:
    return Excerpt(
        n=citation.n,
        quote=citation.quote,
        section=" › ".join(citation.section) or None,
        source=text_url(citation.document_id, citation.start, citation.end),
    )


def _period(start: str | None, end: str | None) -> str | None:
    first, last = labels.french_date(start), labels.french_date(end)
    if first and last:
        return first if first == last else f"{_from(first)} {_to(last)}"
    if first:
        return f"depuis {_the(first)}"
    return f"jusqu’{_to(last)}" if last else None


def _from(date: str) -> str:
    """ "du 9 novembre 2023", "de mars 2019", "d’avril 2023", "de 2019"."""
    if _has_day(date):
        return f"du {date}"
    return f"d’{date}" if date[0] in "ao" else f"de {date}"


def _to(date: str) -> str:
    return f"au {date}" if _has_day(date) else f"à {date}"


def _the(date: str) -> str:
    return f"le {date}" if _has_day(date) else date


def _has_day(date: str) -> bool:
    return len(date.split()) == 3
