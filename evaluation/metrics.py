"""Measures of rankings and of answers; pure functions, no product code.

A ranking is a list of document ids, best first, as a reader goes through it: several passages of one document
count once, where the document first appears (`unique`).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from evaluation.judging.outcomes import unique

Id = TypeVar("Id", bound=Hashable)



def by_score(scores: Mapping[str, float]) -> list[str]:
    """Ids by decreasing score; ties in order of id, so that a run can be repeated. Zero and below is "not
    found"."""
    found = [item for item, score in scores.items() if score > 0]
    return sorted(found, key=lambda item: (-scores[item], item))


def rank_of(ranked: Iterable[Id], relevant: Collection[Id]) -> int | None:
    """1-based rank of the first relevant document, or None when there is none in the ranking."""
    for rank, item in enumerate(unique(ranked), start=1):
        if item in relevant:
            return rank
    return None


def hit_at(k: int, ranked: Iterable[Id], relevant: Collection[Id]) -> float:
    """1.0 when a relevant document is among the first `k` documents, else 0.0."""
    rank = rank_of(ranked, relevant)
    return float(rank is not None and rank <= k)


def reciprocal_rank(ranked: Iterable[Id], relevant: Collection[Id]) -> float:
    """1 / rank of the first relevant document, 0.0 when it is not in the ranking."""
    rank = rank_of(ranked, relevant)
    return 0.0 if rank is None else 1 / rank


def ndcg_at(k: int, ranked: Iterable[Id], relevant: Collection[Id]) -> float:
    """Normalised discounted cumulative gain of the first `k` documents, gains 0 or 1 (Järvelin and
    Kekäläinen, 2002).

    Raises ValueError when nothing is relevant: the measure has no value then, and 0 or 1 would both
    mislead."""
    if not relevant:
        raise ValueError("nDCG is not defined without a relevant document; leave this question out")
    gained = sum(1 / math.log2(rank + 1) for rank, item in enumerate(unique(ranked)[:k], start=1) if item in relevant)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(set(relevant))) + 1))
    return gained / best



def mean(values: Iterable[float]) -> float | None:
    """Arithmetic mean, None of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else None


def percentile(values: Iterable[float], share: float) -> float | None:
    """Value below which `share` (0 to 1) of the values lie, interpolated between neighbours; None of
    nothing."""
    listed = sorted(values)
    if not listed:
        return None
    place = share * (len(listed) - 1)
    low, high = math.floor(place), math.ceil(place)
    return listed[low] + (listed[high] - listed[low]) * (place - low)



def share_of(flags: Sequence[bool]) -> float | None:
    """Share of true ones, None of nothing."""
    return mean(map(float, flags))
