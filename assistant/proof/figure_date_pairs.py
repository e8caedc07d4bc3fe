"""Which figure goes with which date: two true halves do not make a true whole.

"64 communes en mai 2020" is made of a figure and a date that both stand in "42 communes en mai 2020 …
64 communes en mars 2024". A pair is refuted only when each half is seen elsewhere with a rival of the
other, so that free wording passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.proof import stated_dates, stated_figures
from assistant.proof.claims import Claims
from assistant.proof.stated_dates import StatedDate
from assistant.proof.stated_figures import Figure


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text between commas and the like, with its figures and dates.

    `around` holds its dates or, where it has none, those of its sentence.
    """

    figures: tuple[Figure, ...]
    dates: tuple[StatedDate, ...]
    around: tuple[StatedDate, ...]


_CUT = re.compile(r"(?P<hard>[;!?\n]|\.(?=[ ]))|[:()]|,(?=[ ])|[ ](?:contre|puis|tandis|alors|mais|et)(?=[ ])")


def refuted(said: Claims, held: Sequence[Claims]) -> Iterator[tuple[Figure, StatedDate]]:
    """Figure and date pairs of the first text that the others give to someone else."""
    if not said.figures or not said.dates:
        return
    known = [segment for claims in held for segment in segments(claims)]
    if sum(bool(segment.figures and segment.around) for segment in known) < 2:
        return
    places = _Places(known)
    for segment in segments(said):
        dates = {date.meaning: date for date in segment.dates}.values()
        for figure in {figure.meaning: figure for figure in segment.figures}.values():
            for date in dates:
                if places.refute(figure, date):
                    yield figure, date


class _Places:
    """In which segments of the quotes figures and dates stand; each is looked up once."""

    def __init__(self, known: Sequence[Segment]) -> None:
        self._known = known
        self._of_figure: dict[object, frozenset[int]] = {}
        self._of_date: dict[object, frozenset[int]] = {}

    def refute(self, figure: Figure, date: StatedDate) -> bool:
        """Whether the figure stands with other dates only, and the date with rivals of the figure only."""
        with_figure, with_date = self._figure(figure), self._date(date)
        if not with_figure or not with_date or with_figure & with_date:
            return False
        if not all(self._known[i].around for i in with_figure):
            return False
        counting = [self._known[i].figures for i in with_date if self._known[i].figures]
        return bool(counting) and all(any(_rivals(other, figure) for other in figures) for figures in counting)

    def _figure(self, figure: Figure) -> frozenset[int]:
        if figure.meaning not in self._of_figure:
            self._of_figure[figure.meaning] = frozenset(
                i for i, s in enumerate(self._known) if any(stated_figures.holds(f, figure) for f in s.figures)
            )
        return self._of_figure[figure.meaning]

    def _date(self, date: StatedDate) -> frozenset[int]:
        if date.meaning not in self._of_date:
            self._of_date[date.meaning] = frozenset(
                i for i, s in enumerate(self._known) if any(stated_dates.holds(d, date) for d in s.around)
            )
        return self._of_date[date.meaning]


def segments(claims: Claims) -> tuple[Segment, ...]:
    """The segments of a text that hold figures or dates; a date that leads goes with what follows."""
    facts: list[tuple[int, int, Figure | StatedDate]] = [
        *((f.quantity.start, f.quantity.end, f) for f in claims.figures),
        *((d.mention.start, d.mention.end, d) for d in claims.dates),
    ]
    facts.sort(key=lambda fact: fact[:2])
    cuts = [(m.start(), m["hard"] is not None) for m in _CUT.finditer(claims.text.aligned)]
    parts: list[list[Figure | StatedDate]] = [[]]
    sentences = [0]  # of each part
    next_cut, opening = 0, True  # opening: the last part begins a sentence
    for start, end, fact in facts:
        crossed = hard = False
        while next_cut < len(cuts) and cuts[next_cut][0] < end:
            if cuts[next_cut][0] < start:
                crossed, hard = True, hard or cuts[next_cut][1]
            next_cut += 1
        leading = opening and not hard and all(isinstance(f, StatedDate) for f in parts[-1])
        if crossed and parts[-1] and not leading:
            parts.append([])
            sentences.append(sentences[-1] + hard)
            opening = hard
        parts[-1].append(fact)
    by_sentence: dict[int, list[StatedDate]] = {}
    for part, sentence in zip(parts, sentences, strict=True):
        by_sentence.setdefault(sentence, []).extend(f for f in part if isinstance(f, StatedDate))
    return tuple(_segment(part, by_sentence[sentence]) for part, sentence in zip(parts, sentences, strict=True) if part)


def _segment(part: Sequence[Figure | StatedDate], sentence_dates: Sequence[StatedDate]) -> Segment:
    dates = tuple(fact for fact in part if isinstance(fact, StatedDate))
    figures = tuple(fact for fact in part if isinstance(fact, Figure))
    return Segment(figures, dates, dates or tuple(sentence_dates))


def _rivals(held: Figure, said: Figure) -> bool:
    """Whether a figure counts the same thing and comes to something else."""
    a, b = held.quantity, said.quantity
    return (a.unit, a.kind, a.per) == (b.unit, b.kind, b.per) and a.value != b.value
