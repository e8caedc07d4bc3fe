"""Figures as a text states them: a quantity with its limit ("plus de", "jusqu'à") and its place in a range."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from index.language.quantities import Quantity, same_value
from index.language.text import Text
from index.language.units import FAMILIES


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity and how it is meant.

    Attributes:
        limit: "about" ("environ", "près de", "une trentaine"), "over" ("plus de"), "under" ("moins de"), "least"
            ("au moins"), "most" ("jusqu'à", "au maximum"), "from" and "to" for the ends of a range, "" when exact.
        partner: the figure at the other end, for the first of two that make a range or a change ("de 5 à 7").
        limit_span: where the words of the limit stand; empty where there are none.
    """

    quantity: Quantity
    limit: str
    partner: Quantity | None
    limit_span: tuple[int, int]

    @property
    def meaning(self) -> tuple[object, ...]:
        """All that counts when figures are compared; where they stand does not."""
        quantity, partner = self.quantity, self.partner
        end = (partner.value, partner.unit) if partner else None
        name = quantity.text if quantity.kind == "identifier" else ""
        return (self.key, quantity.unit, quantity.kind, quantity.per, self.limit, end, name)

    @property
    def key(self) -> Decimal:
        """Equal for all quantities that could be the same, whatever their unit is called."""
        factor = FAMILIES.get(self.quantity.unit, ("", Decimal(1)))[1]
        return self.quantity.value * factor


class FigureIndex:
    """Figures found by value, so that a long quote costs no more than a short one."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._by_key: defaultdict[Decimal, list[Figure]] = defaultdict(list)
        for figure in figures:
            self._by_key[figure.key].append(figure)

    def alike(self, figure: Figure) -> Sequence[Figure]:
        """Figures of the same value, of any unit and limit."""
        return self._by_key.get(figure.key, ())


def holds(held: Figure, said: Figure) -> bool:
    """Whether `held` proves `said`: value, unit, limit and range.

    Limits must be of one kind on both sides: "300" is not proven by "plus de 300", nor the other way round;
    "environ" and "près de" are of one kind, "plus de" and "au moins" are not. The end of a range proves that
    end of a range only.
    """
    if not same_value(held.quantity, said.quantity) or held.limit != said.limit:
        return False
    if said.partner is None:
        return True
    return held.partner is not None and same_value(held.partner, said.partner)


_OF = r"(?:[ ](?:d'|de|des|les|du|a|aux?))?[ ]?"
_BEFORE = re.compile(
    r"(?<!\w)(?:"
    r"(?P<about>environ|pres d[e']|quelque|autour d[e']|a peu pres|presque|de l'ordre d[e']|approximativement"
    r"|aux alentours d[e']|[~≈])"
    r"|(?P<over>(?:nettement |un peu |bien )?plus d[e']|superieure?s? a|au-dela d[e']|[>])"
    r"|(?P<under>(?:un peu )?moins d[e']|inferieure?s? a|a peine|[<])"
    r"|(?P<least>au moins|au minimum|minimum|minimale?s? d[e']|a partir d[e']|[≥])"
    r"|(?P<most>jusqu'a|au plus|au maximum|maximum|maximale?s? d[e']|dans la limite d[e']|plafonnee?s? a|[≤])"
    rf"){_OF}$"
)
_AFTER = re.compile(
    r"[ ](?:[a-z][a-z'-]{1,20}[ ])?(?:(?P<most>maximum|maximale?|maxi?\b|au plus|au maximum)"
    r"|(?P<least>minimum|minimale?|mini?\b|au moins|au minimum|ou plus|et plus)|(?P<about>environ))(?![\w'])"
)
_CHANGE = re.compile(
    r"(?<!\w)(?:pass(?:e|es|ee|ees|ent|er|ait|ant|era)|port(?:e|es|ee|ees|er)|relev\w{1,4}|augment\w{1,4}|mont(?:e|es|ee|er)"
    r"|baiss\w{1,4}|redui\w{1,4}|ramen\w{1,4}|progress\w{1,4}|evolu\w{1,4})(?!\w)[^.;:]{0,40}$"
)
_RANGE = frozenset(("a", "-", "–", "—"))


def find_figures(text: Text) -> tuple[Figure, ...]:
    """The figures of a text, in order."""
    folded = text.aligned
    figures = [_limited(quantity, folded) for quantity in text.quantities]
    for i, (first, last) in enumerate(pairwise(figures)):
        a, b = first.quantity, last.quantity
        if not _are_ends(a, b, folded):
            continue
        figures[i] = replace(figures[i], partner=b)
        if not _CHANGE.search(folded[max(0, a.start - 60) : a.start]):
            figures[i] = replace(figures[i], limit=figures[i].limit or "from")
            figures[i + 1] = replace(last, limit=last.limit or "to")
    return tuple(figures)


def _limited(quantity: Quantity, folded: str) -> Figure:
    if quantity.kind != "identifier":
        window, end = max(0, quantity.start - 36), quantity.end
        if before := _BEFORE.search(folded[window : quantity.start]):
            return Figure(quantity, before.lastgroup or "", None, (window + before.start(), quantity.start))
        if after := _AFTER.match(folded[end : end + 48]):
            limit = after.lastgroup or ""
            return Figure(quantity, limit, None, (end + after.start(limit), end + after.end(limit)))
    return Figure(quantity, "about" if quantity.approximate else "", None, (quantity.end, quantity.end))


def _are_ends(a: Quantity, b: Quantity, folded: str) -> bool:
    """Whether two neighbours are the ends of a range or of a change."""
    if b.start - a.end > 32 or "identifier" in (a.kind, b.kind):
        return False
    link = folded[a.end : b.start].strip()
    if link in _RANGE:
        return True
    between = folded[max(0, a.start - 12) : a.start].rstrip().endswith(("entre", "entre les"))
    return between and (link == "et" or link.endswith(" et"))
