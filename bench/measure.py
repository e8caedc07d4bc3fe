"""Samples of a measurement, and rows that set ours beside a peer's."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Sample:
    """Values of one quantity measured several times, in one unit."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a sample holds at least one value")

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def shown(self) -> str:
        """The median, with the lowest and highest value where there are several."""
        if len(self.values) == 1:
            return digits(self.median)
        return f"{digits(self.median)} ({digits(min(self.values))}–{digits(max(self.values))}, n={len(self.values)})"


@dataclass(frozen=True)
class Row:
    """One line of the table: a quantity, ours, and the same thing done by a peer."""

    name: str
    unit: str
    ours: Sample
    peer: Sample | None = None
    peer_name: str = ""
    aim: float | None = None
    better: Literal["lower", "higher"] = "lower"

    @property
    def ratio(self) -> float | None:
        """How many times better ours is than the peer's: above 1 is better, whichever way better lies."""
        if self.peer is None or not self.peer.median or not self.ours.median:
            return None
        ours, peer = self.ours.median, self.peer.median
        return peer / ours if self.better == "lower" else ours / peer

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None where there is none."""
        if self.aim is None:
            return None
        return self.ours.median <= self.aim if self.better == "lower" else self.ours.median >= self.aim

    def to_json(self) -> dict[str, Any]:
        """Plain values; every single measurement is kept."""
        return {
            "name": self.name,
            "unit": self.unit,
            "better": self.better,
            "ours": {"median": self.ours.median, "values": list(self.ours.values)},
            "peer": self.peer
            and {"name": self.peer_name, "median": self.peer.median, "values": list(self.peer.values)},
            "ratio": self.ratio,
            "aim": self.aim,
            "met": self.met,
        }


def digits(value: float) -> str:
    """A number with three significant digits, and no more than it needs."""
    if value >= 100 or value == 0:
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:.3g}"


def interleaved(rounds: Sequence[tuple[float, float]]) -> tuple[Sample, Sample]:
    """Two samples out of rounds in which both sides were measured one after the other."""
    ours, peers = zip(*rounds, strict=True)
    return Sample(tuple(ours)), Sample(tuple(peers))


def spread(items: Sequence[T], count: int) -> list[T]:
    """`count` of the items, evenly spaced; all of them where there are no more."""
    if len(items) <= count:
        return list(items)
    return [items[number * len(items) // count] for number in range(count)]
