"""Distinct strings in memory-mapped files, each known by its number; looked up without loading them."""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.storage.arrays import mapped

_LONGEST = 63
"""Characters from which lengths count as one: a corpus may hold "words" of any length."""
_REMEMBERED = 4_096
"""Look-ups kept: a question asks for the same few dozen strings again and again."""


class Strings:
    """Strings by number, as written; no order, no look-up."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises OSError or ValueError where the files are missing or do not fit."""
        self._ends = mapped(folder / f"{name}_ends.npy")
        with (folder / f"{name}.txt").open("rb") as file:
            size = file.seek(0, 2)
            self._bytes: mmap.mmap | bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        if self._ends.ndim != 1 or not len(self._ends) or int(self._ends[-1]) != size:
            raise ValueError(f"{name}.txt is not as long as {name}_ends.npy says")

    @staticmethod
    def write(folder: Path, name: str, strings: Iterable[str]) -> None:
        """Numbers them in their order."""
        ends = [0]
        with (folder / f"{name}.txt").open("wb") as file:
            for string in strings:
                ends.append(ends[-1] + file.write(string.encode()))
        np.save(folder / f"{name}_ends.npy", np.array(ends, dtype=np.int64))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> str:
        return self._raw(number).decode()

    def _raw(self, number: int) -> bytes:
        return self._bytes[int(self._ends[number]) : int(self._ends[number + 1])]


class Vocabulary(Strings):
    """Distinct strings, in the order of `sort_key`: those of one length stand together."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder, name)
        self._bounds = mapped(folder / f"{name}_lengths.npy")
        self.number = lru_cache(maxsize=_REMEMBERED)(self._number)

    @classmethod
    def create(cls, folder: Path, name: str, strings: Iterable[str]) -> list[str]:
        """Writes distinct strings; returns them in the order of their numbers."""
        ordered = sorted(strings, key=sort_key)
        cls.write(folder, name, ordered)
        lengths = np.array([min(len(string), _LONGEST) for string in ordered], dtype=np.int64)
        np.save(folder / f"{name}_lengths.npy", np.searchsorted(lengths, np.arange(_LONGEST + 2)))
        return ordered

    def of_length(self, length: int) -> range:
        """Numbers of the strings of that many characters."""
        if not 0 <= length < _LONGEST:
            return range(0)
        return range(int(self._bounds[length]), int(self._bounds[length + 1]))

    def __contains__(self, string: str) -> bool:
        return self.number(string) is not None

    def _number(self, string: str) -> int | None:
        """The number of a string, None for one that is not there."""
        length = min(len(string), _LONGEST)
        first, last = int(self._bounds[length]), int(self._bounds[length + 1])
        wanted = string.encode(errors="replace")
        found = bisect_left(range(first, last), wanted, key=self._raw) + first
        return found if found < last and self._raw(found) == wanted else None


def sort_key(string: str) -> tuple[int, str]:
    """By length, then by code points, as their UTF-8 bytes compare."""
    return min(len(string), _LONGEST), string
