"""Source cards: what a reader needs to judge a quote, from a citation of the answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assistant.api import labels
from assistant.api.links import text_url
from assistant.schema import Citation


@dataclass(frozen=True)
class Card:
    """One source beside an answer, ready for the template, which escapes every string."""

    n: int
    title: str
    publisher: str | None
    date: str | None
    """In French, possibly partial: "mars 2019"."""
    age: str | None
    section: str | None
    quote: str
    state: str
    validity: str
    period: str | None
    """"du 9 novembre 2023 au 31 décembre 2027", "jusqu'en 2022"…"""
    source: str
    """Address of the readable text, at the quote."""
    original: str | None
    """Address of the publication, where a browser may be sent there."""


def card(citation: Citation, as_of: dt.date) -> Card:
    """The card of that citation, its age counted on `as_of`."""
    validity = citation.validity
    return Card(
        n=citation.n,
        title=citation.title,
        publisher=citation.publisher,
        date=labels.french_date(citation.published_on),
        age=labels.age(citation.published_on, as_of),
        section=" › ".join(citation.section) or None,
        quote=citation.quote,
        state=validity.state,
        validity=labels.VALIDITY[validity.state],
        period=_period(validity.from_, validity.to),
        source=text_url(citation.document_id, citation.start, citation.end),
        original=labels.safe_url(citation.url),
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
