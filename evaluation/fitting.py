"""Seeded local search, and folds that show whether what it found holds for questions it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from rich.table import Table

from evaluation.metrics import mean


class Grouped(Protocol):
    """A sample of one development set; samples of one key stay in one fold."""

    @property
    def group(self) -> str: ...

    @property
    def key(self) -> str: ...


LOSS_PRICE = 5.0
"""What a set loses counts this many times over what another gains: weights serve corpora that are not among the sets."""

S = TypeVar("S", bound=Grouped)
P = TypeVar("P")


def folds(keys: Sequence[str], count: int, seed: int = 0) -> list[list[int]]:
    """`count` disjoint lists of positions that cover all of `keys`; equal keys share a fold."""
    names = sorted(set(keys))
    order = np.random.default_rng(seed).permutation(len(names))
    fold_of = {names[name]: place % count for place, name in enumerate(order)}
    return [[n for n, key in enumerate(keys) if fold_of[key] == fold] for fold in range(count)]


def by_group(samples: Sequence[S], value: Callable[[S], float]) -> dict[str, float]:
    """Mean value of each set."""
    listed: dict[str, list[float]] = {}
    for sample in samples:
        listed.setdefault(sample.group, []).append(value(sample))
    return {group: sum(values) / len(values) for group, values in listed.items()}


def local_search(
    start: P, propose: Callable[[P, np.random.Generator], P], score: Callable[[P], float], steps: int, seed: int
) -> P:
    """The best of `steps` proposals, each made from the best so far; `start` where none is better."""
    generator = np.random.default_rng(seed)
    best, reached = start, score(start)
    for _ in range(steps):
        proposed = propose(best, generator)
        found = score(proposed)
        if found > reached:
            best, reached = proposed, found
    return best


@dataclass(frozen=True)
class Comparison:
    """Means by set of the values sought."""

    shipped: dict[str, float]
    seen: dict[str, float]
    """Fitted on all samples."""
    held_out: dict[str, float]
    """Each sample by the parameters fitted without its fold."""

    def table(self, title: str) -> Table:
        caption = "held out: fitted on the other folds; where it is not above shipped, keep what is shipped"
        table = Table(title=title, caption=caption)
        for heading in ("", "shipped", "fitted, seen", "fitted, held out"):
            table.add_column(heading, justify="left" if not heading else "right")
        columns = (self.shipped, self.seen, self.held_out)
        for group in self.shipped:
            table.add_row(group, *(f"{column[group]:.4f}" for column in columns))
        table.add_row("mean of sets", *(f"{mean(column.values()):.4f}" for column in columns))
        return table


@dataclass(frozen=True)
class Tuner(Generic[S, P]):
    """A search for parameters that are worth more than what is shipped, the mean gain of the sets less what any of
    them loses (`LOSS_PRICE`): every set weighs the same."""

    samples: Sequence[S]
    value: Callable[[S, P], float]
    propose: Callable[[P, np.random.Generator], P]
    steps: int
    seed: int = 0

    def fit(self, start: P, samples: Sequence[S] | None = None) -> P:
        """The best parameters found for `samples`, all by default."""
        kept = self.samples if samples is None else samples
        before = self.means(start, kept)

        def score(parameters: P) -> float:
            gains = [mean - before[group] for group, mean in self.means(parameters, kept).items()]
            return sum(gains) / len(gains) + LOSS_PRICE * sum(min(0.0, gain) for gain in gains)

        return local_search(start, self.propose, score, self.steps, self.seed)

    def means(self, parameters: P, samples: Sequence[S] | None = None) -> dict[str, float]:
        return by_group(self.samples if samples is None else samples, lambda sample: self.value(sample, parameters))

    def compare(self, start: P, count: int = 3) -> tuple[P, Comparison]:
        """The parameters fitted on everything, and what they and `count` fits on parts are worth."""
        values: dict[int, float] = {}
        for part in folds([sample.key for sample in self.samples], count, self.seed):
            held = set(part)
            found = self.fit(start, [sample for n, sample in enumerate(self.samples) if n not in held])
            values |= {n: self.value(self.samples[n], found) for n in part}
        place = {id(sample): n for n, sample in enumerate(self.samples)}
        held_out = by_group(self.samples, lambda sample: values[place[id(sample)]])
        fitted = self.fit(start)
        return fitted, Comparison(self.means(start), self.means(fitted), held_out)
