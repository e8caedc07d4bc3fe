"""Questions that ask the same thing, in other words: average-linkage clustering over meaning and shared words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.language.words import tokens

WORDS = 0.25
"""Weight of shared words beside meaning: `photovoltaïque` tells two questions apart from others as no cosine does."""
ALIKE = 0.42
"""Mean similarity at which two groups are one: the middle of a plateau, 0.40 to 0.44, over 64 questions on 16 subjects
(tests/assistant/gaps/groups.json). Of the pairs it joins 0.96 belong together, and it joins 0.77 of those that do;
without words the best is 0.80 and 0.62. On the cautious side: a wrong group hides a gap, a split one shows it twice."""

Floats = NDArray[np.float32]


def group(vectors: Floats, texts: Sequence[str], origin: Floats, idf: Callable[[str], float]) -> list[list[int]]:
    """Positions of the questions, group by group, the most central question of each first.

    `vectors` (n, d): query vectors of the `texts`; `origin` (d,): the mean query of the corpus. This encoder's cosines lie
    between 0.78 and 0.90 whatever is compared: seen from that mean they spread. `idf`: how telling a word is."""
    if not len(texts):
        return []
    alike = similarities(vectors, texts, origin, idf)
    labels = _clustered(alike)
    groups = [np.flatnonzero(labels == label) for label in dict.fromkeys(labels.tolist())]
    return [
        members[np.argsort(-alike[np.ix_(members, members)].mean(axis=1), kind="stable")].tolist() for members in groups
    ]


def similarities(vectors: Floats, texts: Sequence[str], origin: Floats, idf: Callable[[str], float]) -> Floats:
    """(n, n): cosine seen from the origin, plus WORDS times the cosine of idf-weighted words."""
    centred = _unit(vectors - origin)
    return centred @ centred.T + WORDS * _shared_words(texts, idf)


def _shared_words(texts: Sequence[str], idf: Callable[[str], float]) -> Floats:
    bags = [frozenset(tokens(text)) for text in texts]
    column = {word: number for number, word in enumerate(sorted(frozenset().union(*bags)))}
    weights = np.zeros((len(texts), max(1, len(column))), dtype=np.float32)
    for row, bag in enumerate(bags):
        for word in bag:
            weights[row, column[word]] = idf(word)
    weights = _unit(weights)
    return weights @ weights.T


def _clustered(alike: Floats) -> NDArray[np.int64]:
    """A label per question: the two most similar groups are joined as long as their mean similarity reaches ALIKE."""
    count = len(alike)
    labels = np.arange(count)
    sizes = np.ones(count)
    between = alike.astype(np.float64)
    np.fill_diagonal(between, -np.inf)
    while True:
        kept, joined = divmod(int(between.argmax()), count)
        if between[kept, joined] < ALIKE:
            return labels
        merged = (between[kept] * sizes[kept] + between[joined] * sizes[joined]) / (sizes[kept] + sizes[joined])
        sizes[kept] += sizes[joined]
        between[kept], between[:, kept] = merged, merged
        between[kept, kept] = between[joined] = between[:, joined] = -np.inf
        labels[labels == joined] = kept


def _unit(rows: Floats) -> Floats:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(norms > 0, norms, 1)).astype(np.float32)
