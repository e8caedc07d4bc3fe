"""BM25 over French tokens, in memory-mapped arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.storage.arrays import GrowingArray, mapped
from index.storage.string_table import Vocabulary

VOCABULARY = "tokens"
_CHUNK = 1 << 20
"""Postings sorted at once when an index is built: 20 MB."""


class KeywordIndex:
    """Okapi BM25, Lucene's variant (Kamphuis et al., 2020), with the scores of each token computed when the index is
    built, so that a question costs a sum of sparse columns (Lù, 2024, arXiv:2407.03618). Rows are passages or whole
    documents, `vocabulary` the tokens of both."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        """Raises OSError or ValueError where the files are missing or do not fit."""
        self._vocabulary = vocabulary
        self._starts = mapped(folder / "starts.npy")
        self._indices = mapped(folder / "rows.npy")
        self._data = mapped(folder / "scores.npy")
        self._rows = int(mapped(folder / "lengths.npy").shape[0])
        if len(self._starts) != len(vocabulary) + 1 or not int(self._starts[-1]) == len(self._indices) == len(
            self._data
        ):
            raise ValueError(f"the arrays of {folder.name} differ in length")

    def __len__(self) -> int:
        return self._rows

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Weighted sum of the BM25 scores of tokens for each row, `(rows,) float32`; unknown tokens add nothing."""
        total = np.zeros(self._rows, dtype=np.float32)
        for token, weight in weights.items():
            first, last = self._column(token)
            if last > first:
                total[self._indices[first:last]] += weight * self._data[first:last]
        return total

    def scores_of(self, rows: NDArray[np.integer], weights: Mapping[str, float]) -> NDArray[np.float32]:
        """`scores(weights)[rows]`, at a cost that does not grow with the index."""
        total = np.zeros(len(rows), dtype=np.float32)
        for token, weight in weights.items():
            first, last = self._column(token)
            if last > first:
                places = np.searchsorted(self._indices[first:last], rows)
                held = np.flatnonzero(places < last - first)
                held = held[self._indices[first + places[held]] == rows[held]]
                total[held] += weight * self._data[first + places[held]]
        return total

    def _column(self, token: str) -> tuple[int, int]:
        number = self._vocabulary.number(token)
        return (0, 0) if number is None else (int(self._starts[number]), int(self._starts[number + 1]))

    def held(self, row: int, tokens: Iterable[str]) -> frozenset[str]:
        """Those of `tokens` that a row holds."""
        return frozenset(token for token in tokens if self._holds(row, token))

    def _holds(self, row: int, token: str) -> bool:
        first, last = self._column(token)
        place = first + int(np.searchsorted(self._indices[first:last], row))
        return place < last and int(self._indices[place]) == row

    def document_frequency(self, token: str) -> int:
        """Number of rows that hold `token`; 0 for an unknown one."""
        first, last = self._column(token)
        return last - first

    def idf(self, token: str) -> float:
        """Inverse document frequency, natural logarithm, Lucene's form; highest for an unknown token."""
        frequency = self.document_frequency(token)
        return float(np.log(1 + (self._rows - frequency + 0.5) / (frequency + 0.5)))

    def tokens(self) -> Iterator[str]:
        """Every token of the index."""
        return iter(self._vocabulary)


class KeywordWriter:
    """Writes the tokens of rows as they come; memory grows with the vocabulary alone.

    Postings (token, occurrences) go to files row by row; `finish` turns them into columns of scores."""

    def __init__(self, folder: Path, numbers: dict[str, int], *, k1: float = 1.5, b: float = 0.75) -> None:
        """`numbers`: provisional numbers of tokens, filled as they are met; several writers may share it."""
        folder.mkdir()
        self._folder = folder
        self._numbers = numbers
        self._k1, self._b = k1, b
        self._tokens = GrowingArray(folder, "posting_tokens", (), np.int32)
        self._counts = GrowingArray(folder, "posting_counts", (), np.int32)
        self._postings = GrowingArray(folder, "postings", (), np.int32)
        self._lengths = GrowingArray(folder, "lengths", (), np.int32)

    def append(self, rows: Sequence[Mapping[str, int]]) -> None:
        """Adds rows, by the occurrences of their tokens."""
        numbers = self._numbers
        counts = np.fromiter(chain.from_iterable(row.values() for row in rows), dtype=np.int32)
        self._tokens.append(np.array([numbers.setdefault(t, len(numbers)) for row in rows for t in row], dtype=np.int32))
        self._counts.append(counts)
        self._postings.append(np.array([len(row) for row in rows], dtype=np.int32))
        self._lengths.append(np.array([sum(row.values()) for row in rows], dtype=np.int32))

    def finish(self, vocabulary: Sequence[str]) -> None:
        """Writes the arrays of `KeywordIndex`; `vocabulary`: all tokens, in the order of their numbers."""
        folder = self._folder
        for array in (self._tokens, self._counts, self._postings, self._lengths):
            array.close()
        tokens, counts = mapped(folder / "posting_tokens.npy"), mapped(folder / "posting_counts.npy")
        ends = np.cumsum(mapped(folder / "postings.npy"), dtype=np.int64)
        lengths = mapped(folder / "lengths.npy")
        final = np.empty(len(self._numbers), dtype=np.int64)
        final[[self._numbers[token] for token in vocabulary]] = np.arange(len(vocabulary))
        frequencies = np.zeros(len(vocabulary), dtype=np.int64)
        for chunk in _chunks(len(tokens)):
            frequencies += np.bincount(final[tokens[chunk]], minlength=len(vocabulary))
        starts = np.concatenate([[0], np.cumsum(frequencies)])
        np.save(folder / "starts.npy", starts)
        self._write_columns(starts, frequencies, final, (tokens, counts), ends, lengths)
        for name in ("posting_tokens", "posting_counts", "postings"):
            (folder / f"{name}.npy").unlink()

    def _write_columns(
        self,
        starts: NDArray[np.int64],
        frequencies: NDArray[np.int64],
        final: NDArray[np.int64],
        postings: tuple[NDArray[np.int32], NDArray[np.int32]],
        ends: NDArray[np.int64],
        lengths: NDArray[np.int32],
    ) -> None:
        """A counting sort of the postings by token, a chunk at a time; rows stay ascending within a token."""
        tokens, counts = postings
        rows, scores = (
            np.lib.format.open_memmap(self._folder / f"{name}.npy", "w+", dtype, (len(tokens),))
            for name, dtype in (("rows", np.int32), ("scores", np.float32))
        )
        idf = np.array([_idf(frequency, len(lengths)) for frequency in frequencies.tolist()], dtype=np.float32)
        mean = lengths.mean() if len(lengths) else 1.0
        norms = self._k1 * ((1 - self._b) + self._b * lengths / max(mean, 1e-9))
        free = starts[:-1].copy()
        for chunk in _chunks(len(tokens)):
            numbers = final[tokens[chunk]]
            held = np.searchsorted(ends, np.arange(chunk.start, chunk.stop), side="right")
            order = np.argsort(numbers, kind="stable")
            numbers, held = numbers[order], held[order]
            occurrences = counts[chunk][order].astype(np.float32)
            first = np.searchsorted(numbers, numbers)
            places = free[numbers] + np.arange(len(numbers)) - first
            rows[places] = held
            scores[places] = idf[numbers] * (occurrences / (norms[held] + occurrences))
            free += np.bincount(numbers, minlength=len(free))
        rows.flush()
        scores.flush()


def _chunks(count: int) -> Iterator[slice]:
    for start in range(0, count, _CHUNK):
        yield slice(start, min(count, start + _CHUNK))


def _idf(frequency: int, rows: int) -> float:
    return math.log(1 + (rows - frequency + 0.5) / (frequency + 0.5))
