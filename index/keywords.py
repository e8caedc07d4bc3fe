"""BM25 over French tokens, in memory-mapped arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_EMPTY = "∅"
"""A token no text has: bm25s wants at least one token per document and one document per index."""


class KeywordIndex:
    """Okapi BM25 (Lucene's variant) as implemented by bm25s: scores are computed when the index is built, so that a
    question costs a sum of sparse columns (Lù, 2024, arXiv:2407.03618). Rows are passages or whole documents."""

    def __init__(self, model: object, rows: int) -> None:
        self._model = model
        self._rows = rows
        self._vocabulary: dict[str, int] = model.vocab_dict  # type: ignore[attr-defined]
        self._data = model.scores["data"]  # type: ignore[attr-defined]
        self._indices = model.scores["indices"]  # type: ignore[attr-defined]
        self._indptr = np.asarray(model.scores["indptr"])  # type: ignore[attr-defined]

    @classmethod
    def build(
        cls, ids: Sequence[Sequence[int]], vocabulary: dict[str, int], *, k1: float = 1.5, b: float = 0.75
    ) -> KeywordIndex:
        """From the token ids of each row, in order; `vocabulary` maps tokens to ids."""
        import bm25s

        vocabulary = {**vocabulary, _EMPTY: len(vocabulary)}
        corpus = [list(row) or [vocabulary[_EMPTY]] for row in ids]
        model = bm25s.BM25(method="lucene", k1=k1, b=b)
        model.index((corpus, vocabulary), show_progress=False, create_empty_token=False)
        return cls(model, len(corpus))

    def save(self, folder: Path) -> None:
        self._model.save(str(folder), show_progress=False)  # type: ignore[attr-defined]

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        """Opens the arrays as memory maps."""
        import bm25s

        model = bm25s.BM25.load(str(folder), mmap=True, show_progress=False)
        return cls(model, model.scores["num_docs"])

    def __len__(self) -> int:
        return self._rows

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Weighted sum of the BM25 scores of tokens for each row, `(rows,) float32`; unknown tokens add nothing."""
        total = np.zeros(self._rows, dtype=np.float32)
        for token, weight in weights.items():
            number = self._vocabulary.get(token)
            if number is not None:
                column = slice(int(self._indptr[number]), int(self._indptr[number + 1]))
                total[self._indices[column]] += weight * self._data[column]
        return total

    def scores_of(self, rows: NDArray[np.integer], weights: Mapping[str, float]) -> NDArray[np.float32]:
        """`scores(weights)[rows]`, at a cost that does not grow with the index."""
        total = np.zeros(len(rows), dtype=np.float32)
        for token, weight in weights.items():
            number = self._vocabulary.get(token)
            if number is not None:
                first, last = int(self._indptr[number]), int(self._indptr[number + 1])
                places = np.searchsorted(self._indices[first:last], rows)
                held = np.flatnonzero(places < last - first)
                held = held[self._indices[first + places[held]] == rows[held]]
                total[held] += weight * self._data[first + places[held]]
        return total

    def document_frequency(self, token: str) -> int:
        """Number of rows that hold `token`; 0 for an unknown one."""
        number = self._vocabulary.get(token)
        return 0 if number is None else int(self._indptr[number + 1] - self._indptr[number])

    def idf(self, token: str) -> float:
        """Inverse document frequency, natural logarithm, Lucene's form; highest for an unknown token."""
        frequency = self.document_frequency(token)
        return float(np.log(1 + (self._rows - frequency + 0.5) / (frequency + 0.5)))

    def tokens(self) -> Iterator[str]:
        """Every token of the index."""
        return (token for token in self._vocabulary if token != _EMPTY)
