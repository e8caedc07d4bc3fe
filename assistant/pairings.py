"""Which figure goes with which date: two true halves do not make a true whole.

"183 territoires en mars 2019" is made of a figure and a date that both stand in "136 territoires en mars 2019 …
183 territoires en novembre 2023". A pair is refuted only when each half is seen elsewhere with a rival of the
other, so that free wording passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant import stated_dates, stated_figures
from assistant.claims import Claims, read_claims
from assistant.stated_dates import StatedDate
from assistant.stated_figures import Figure


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text between commas and the like, with its figures and dates."""

    figures: tuple[Figure, ...]
    dates: tuple[StatedDate, ...]


_CUT = re.compile(r"[;:!?()\n]|,(?=[ ])|\.(?=[ ])|[ ](?:contre|puis|tandis|alors|mais|et)(?=[ ])")


def refuted(said: Claims, held: Sequence[Claims]) -> Iterator[tuple[Figure, StatedDate]]:
    """Figure and date pairs of the first text that the others give to someone else."""
    if not said.figures or not said.dates:
        return
    known = [segment for claims in held for segment in segments(claims.text)]
    if sum(bool(segment.figures and segment.dates) for segment in known) < 2:
        return
    for segment in segments(said.text):
        for figure in segment.figures:
            for date in segment.dates:
                if _is_refuted(figure, date, known):
                    yield figure, date


@lru_cache(maxsize=2048)
def segments(text: str) -> tuple[Segment, ...]:
    """The segments of a normalised text that hold figures or dates; a date that leads goes with what follows."""
    claims = read_claims(text)
    facts: list[tuple[int, int, Figure | StatedDate]] = [
        *((f.quantity.start, f.quantity.end, f) for f in claims.figures),
        *((d.mention.start, d.mention.end, d) for d in claims.dates),
    ]
    facts.sort(key=lambda fact: fact[:2])
    cuts = iter([m.start() for m in _CUT.finditer(claims.folded)])
    cut = next(cuts, None)
    parts: list[list[Figure | StatedDate]] = [[]]
    for start, end, fact in facts:
        crossed = False
        while cut is not None and cut < end:
            crossed = crossed or cut < start
            cut = next(cuts, None)
        leading = bool(parts[-1]) and all(isinstance(f, StatedDate) for f in parts[-1]) and len(parts) == 1
        if crossed and parts[-1] and not leading:
            parts.append([])
        parts[-1].append(fact)
    return tuple(
        Segment(
            tuple(f for f in part if isinstance(f, Figure)),
            tuple(f for f in part if isinstance(f, StatedDate)),
        )
        for part in parts
        if part
    )


def _is_refuted(figure: Figure, date: StatedDate, known: Sequence[Segment]) -> bool:
    with_figure = [s for s in known if any(stated_figures.holds(f, figure) for f in s.figures)]
    with_date = [s for s in known if any(stated_dates.holds(d, date) for d in s.dates)]
    if not with_figure or not with_date or any(segment in with_date for segment in with_figure):
        return False
    return all(segment.dates for segment in with_figure) and all(
        any(_rivals(f, figure) for f in segment.figures) for segment in with_date
    )


def _rivals(held: Figure, said: Figure) -> bool:
    """Whether a figure counts the same thing and comes to something else."""
    a, b = held.quantity, said.quantity
    return (a.unit, a.kind, a.per) == (b.unit, b.kind, b.per) and a.value != b.value
