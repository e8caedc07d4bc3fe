"""Dates, ages and validity as a reader sees them: short French words for the fields of a citation."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from index.language.dates import PartialDate

VALIDITY = {
    "in_force": "En vigueur",
    "expired": "Expiré",
    "superseded": "Remplacé",
    "announced": "Annoncé",
    "unknown": "Validité inconnue",
}
"""Badge of each state of `assistant.schema.ValidityState`."""

NBSP = "\N{NO-BREAK SPACE}"
NARROW_NBSP = "\N{NARROW NO-BREAK SPACE}"


def french_date(value: PartialDate | dt.date | str | None) -> str | None:
    """ "2019-03" → "mars 2019"; what is no date comes back as it is, None where there is none."""
    if value is None:
        return None
    try:
        return PartialDate.parse(value).french()
    except ValueError:
        return str(value)


def age(value: PartialDate | str | None, as_of: dt.date) -> str | None:
    """How long ago a publication is, on `as_of`: "il y a 7 ans", "il y a 3 mois", "aujourd'hui"; "environ"
    where the date is a year only. None without a date, and for a date to come."""
    if value is None:
        return None
    try:
        date = PartialDate.parse(value)
    except ValueError:
        return None
    if date.first > as_of:
        return None
    if date.month is None:
        years = as_of.year - date.year
        return f"il y a environ {_years(years)}" if years else "cette année"
    months = (as_of.year - date.year) * 12 + as_of.month - date.month
    if date.day is not None and as_of.day < date.day:
        months -= 1
    if months >= 12:
        return f"il y a {_years(months // 12)}"
    if months >= 1:
        return f"il y a {months}{NBSP}mois"
    if date.day is None:
        return "ce mois-ci"
    days = (as_of - date.first).days
    return "aujourd'hui" if days == 0 else f"il y a {days}{NBSP}{'jour' if days == 1 else 'jours'}"


def _years(count: int) -> str:
    return f"{count}{NBSP}{'an' if count == 1 else 'ans'}"


def number(value: int) -> str:
    """12345 → "12 345"."""
    return f"{value:,}".replace(",", NARROW_NBSP)


def safe_url(url: str | None) -> str | None:
    """The address when a browser may be sent there (http or https with a host), else None: a document's
    metadata may say `javascript:`."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else None
