"""Array files: written a block at a time in bounded memory, read as memory maps."""

from __future__ import annotations

import os
import weakref
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike, NDArray

_SMALL = 4_096
"""Bytes of a file that is not worth a map; an array without rows cannot be mapped."""


def mapped(path: Path) -> NDArray:
    """An array file as a read-only memory map; one that holds hardly anything is read.

    A plain array over the map: NumPy's own class costs a microsecond at every access. Raises OSError or ValueError."""
    if path.stat().st_size <= _SMALL:
        return np.load(path)
    return np.load(path, mmap_mode="r").view(np.ndarray)


class RowFile:
    """An array file of which a few rows here and there are read when asked for.

    Through a map each such row brings sixteen pages around it into the memory of the process: at 100,000 passages that
    came to half a gigabyte of sentence vectors, for the two megabytes that a question reads."""

    def __init__(self, path: Path) -> None:
        """Raises OSError or ValueError."""
        with path.open("rb") as file:
            version = np.lib.format.read_magic(file)
            if version != (1, 0):
                raise ValueError(f"{path.name} has version {version} of its format")
            self.shape, _, self.dtype = np.lib.format.read_array_header_1_0(file)
            self._start = file.tell()
            self._row = int(np.prod(self.shape[1:], dtype=np.int64)) * self.dtype.itemsize
            if file.seek(0, os.SEEK_END) != self._start + len(self) * self._row:
                raise ValueError(f"{path.name} is not as long as its header says")
            self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: slice) -> NDArray:
        """Consecutive rows."""
        first, last, step = rows.indices(len(self))
        if step != 1:
            raise ValueError("only consecutive rows can be sliced")
        return self.runs(np.array([first]), np.array([max(0, last - first)]))

    def rows(self, numbers: NDArray[np.integer]) -> NDArray:
        """These rows, in their order."""
        starts = np.flatnonzero(np.diff(numbers, prepend=-2) != 1)
        return self.runs(numbers[starts], np.diff(starts, append=len(numbers)))

    def runs(self, firsts: NDArray[np.integer], counts: NDArray[np.integer]) -> NDArray:
        """The rows `first … first + count - 1` of each run, one run after the other."""
        found = np.empty((int(counts.sum()), *self.shape[1:]), dtype=self.dtype)
        if not len(found):
            return found
        room, place = found.data.cast("B"), 0
        for first, count in zip(firsts.tolist(), counts.tolist(), strict=True):
            size = count * self._row
            if os.preadv(self._file, [room[place : place + size]], self._start + first * self._row) != size:
                raise ValueError(f"rows {first} to {first + count} are not there")
            place += size
        return found


class GrowingArray:
    """Writes `<folder>/<name>.npy` row block by row block; the row count goes into the header at the end."""

    _HEADER = 128
    """Bytes kept for the header; `numpy.lib.format` pads to a multiple of 64 and ours always fits."""

    def __init__(self, folder: Path, name: str, columns: tuple[int, ...], dtype: DTypeLike) -> None:
        self._file = (folder / f"{name}.npy").open("wb")
        self._file.write(b"\0" * self._HEADER)
        self._columns = columns
        self._dtype = np.dtype(dtype)
        self.rows = 0

    def append(self, block: NDArray) -> None:
        """Appends `(n, *columns)` values."""
        block = np.ascontiguousarray(block, dtype=self._dtype).reshape(-1, *self._columns)
        self._file.write(block.data)
        self.rows += len(block)

    def close(self) -> None:
        """Writes the header; the file is then an ordinary `.npy`."""
        shape = (self.rows, *self._columns)
        body = f"{{'descr': {self._dtype.str!r}, 'fortran_order': False, 'shape': {shape!r}, }}"
        header = body.ljust(self._HEADER - 11) + "\n"
        self._file.seek(0)
        self._file.write(b"\x93NUMPY\x01\x00" + (len(header)).to_bytes(2, "little") + header.encode("latin1"))
        self._file.close()
