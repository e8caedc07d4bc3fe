"""Dates as a text states them, with the limit they set ("jusqu'en", "avant"), and when one proves another."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from index.language.dates import DateMention, PartialDate
from index.language.text import Text

# A date without a year is compared with another one of its kind under a reference common to both; which
# one makes no difference, a leap year lets 29 February exist.
_COMMON_REFERENCE = dt.date(2000, 7, 1)


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date or range and how it is meant.

    Attributes:
        limit: "since", "until", "before", "after" or "".
        relative: it is placed by the day of the text ("l'an dernier", "mars prochain").
        listed: two days in a row given one by one ("5 et 6 mars"), each of which holds on its own.
        start: where its limit begins.
    """

    mention: DateMention
    limit: str
    relative: bool
    listed: bool
    start: int

    @property
    def meaning(self) -> tuple[object, ...]:
        """All that counts when dates are compared; where they stand does not."""
        mention = self.mention
        return (mention.value, mention.end_value, mention.modifier, mention.inferred, self.limit, self.relative)


_LIMIT = re.compile(
    r"(?<!\w)(?:(?P<until>jusqu'(?:a|au|en|aux)?)|(?P<before>avant|anterieure?s? a|d'ici)"
    r"|(?P<after>(?<!d')apres|posterieure?s? a|au-dela de?)|(?P<since>depuis|des|a partir|a compter)"
    r")(?:[ ]?(?:le|la|les|l'|en|a|au|de|du|d'|mois|annee))*[ ]?$"
)
_RELATIVE = re.compile(r"dernier|passe|ecoule|prochain|cette")


def find_stated_dates(text: Text) -> tuple[StatedDate, ...]:
    """The dates of a text. Years that are not written stay open."""
    return tuple(_stated(mention, text.aligned) for mention in text.dates_from(_COMMON_REFERENCE))


def resolved_dates(text: Text, reference: dt.date | PartialDate) -> tuple[StatedDate, ...]:
    """The dates of a text of known date, the years it leaves out taken from that date."""
    return tuple(_stated(replace(mention, inferred=False), text.aligned) for mention in text.dates_from(reference))


def _stated(mention: DateMention, folded: str) -> StatedDate:
    window = max(0, mention.start - 28)
    limit = _LIMIT.search(folded[window : mention.start])
    written = folded[mention.start : mention.end]
    return StatedDate(
        mention,
        (limit.lastgroup or "") if limit else "",
        mention.inferred and bool(_RELATIVE.search(written)),
        " et " in written,
        window + limit.start() if limit else mention.start,
    )


def holds(held: StatedDate, said: StatedDate) -> bool:
    """Whether `held` proves `said`: the same date or range, as precise or more precise, with the same limit.

    "mars 2019" is proven by "5 mars 2019", not the other way round. "depuis" may be added or dropped; "avant",
    "après" and "jusqu'à" may not, except that the end of a range proves "jusqu'à" it and its beginning
    "depuis" it.
    """
    asked = _in_the_year_of(held.mention, said)
    if asked is None:
        return False
    if asked.value.year != held.mention.value.year and held.mention.end_value is None:
        return False
    if asked.end_value is None and held.mention.end_value is not None:
        return _end_holds(held, asked, said.limit)
    if _hard(held.limit) != _hard(said.limit) or not asked.value.contains(held.mention.value):
        return False
    if asked.end_value is not None:
        end = held.mention.end_value
        return end is not None and asked.end_value.contains(end)
    return not asked.modifier or asked.modifier == held.mention.modifier or _within_term(held.mention, asked)


def _hard(limit: str) -> str:
    return "" if limit == "since" else limit


def _in_the_year_of(held: DateMention, said: StatedDate) -> DateMention | None:
    """The said date, its open year read as the one of `held`; None where the two cannot be compared."""
    mention = said.mention
    if not mention.inferred:
        return None if held.inferred else mention
    if held.inferred:
        return mention
    if said.relative:
        return None
    try:
        end = mention.end_value and replace(mention.end_value, year=held.value.year)
        return replace(mention, value=replace(mention.value, year=held.value.year), end_value=end)
    except ValueError:  # 29 February of a common year
        return None


def _end_holds(held: StatedDate, asked: DateMention, limit: str) -> bool:
    """Whether a range proves a single date: one that covers it all, or that is one of its ends."""
    mention = held.mention
    if mention.end_value is None or asked.modifier:
        return False
    first, last = asked.value.contains(mention.value), asked.value.contains(mention.end_value)
    if first and last and asked.value.precision < 3:
        return _hard(held.limit) == _hard(limit)
    if held.listed:
        return first or last
    return (first and limit == "since") or (last and limit == "until")


def _within_term(held: DateMention, asked: DateMention) -> bool:
    """Whether a date lies in a quarter or half-year; "début", "fin" and seasons are no exact bounds."""
    return asked.modifier[:1] in "ts" and asked.first <= held.first and held.last <= asked.last
