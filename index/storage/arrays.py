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


_MAPPED = 160_000_000
"""Bytes of a file up to which its rows are read through a map, seven times as fast: the passage vectors of 100,000 passages."""


class RowFile:
    """An array file of which a few rows here and there are read when asked for.

    Through a map each such row brings sixteen pages around it into the memory of the process: at 100,000 passages that
    came to half a gigabyte of sentence vectors, for the two megabytes that a question reads. Small files are mapped."""

    def __init__(self, path: Path) -> None:
        """Raises OSError or ValueError."""
        with path.open("rb") as file:
            version = np.lib.format.read_magic(file)
            if version != (1, 0):
                raise ValueError(f"{path.name} has version {version} of its format")
            self.shape, _, self.dtype = np.lib.format.read_array_header_1_0(file)
            self._start = file.tell()
            self._row = int(np.prod(self.shape[1:], dtype=np.int64)) * self.dtype.itemsize
            if file.seek(0, os.SEEK_END) != self._start + self.nbytes:
                raise ValueError(f"{path.name} is not as long as its header says")
            self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)
        self._map = mapped(path) if self.nbytes <= _MAPPED else None

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: slice) -> NDArray:
        """Consecutive rows."""
        first, last, step = rows.indices(len(self))
        if step != 1:
            raise ValueError("only consecutive rows can be sliced")
        return self.runs(np.array([first]), np.array([max(0, last - first)]))

    @property
    def nbytes(self) -> int:
        """Bytes of all rows."""
        return len(self) * self._row

    @property
    def whole(self) -> NDArray:
        """All rows; nothing is copied where the file is mapped."""
        return self[:] if self._map is None else self._map

    def rows(self, numbers: NDArray[np.integer]) -> NDArray:
        """These rows, in their order."""
        if self._map is not None:
            return self._map[numbers]
        starts = np.flatnonzero(np.diff(numbers, prepend=-2) != 1)
        return self.runs(numbers[starts], np.diff(starts, append=len(numbers)))

    def runs(self, firsts: NDArray[np.integer], counts: NDArray[np.integer]) -> NDArray:
        """The rows `first … first + count - 1` of each run, one run after the other."""
        if len(firsts) and int((firsts + counts).max()) > len(self):
            raise ValueError(f"rows up to {int((firsts + counts).max())} are not there")
        if self._map is not None:
            return self._map[run_rows(firsts, counts)]
        found = np.empty((int(counts.sum()), *self.shape[1:]), dtype=self.dtype)
        if not len(found):
            return found
        # Runs that follow each other are read at once: the passages of a document are neighbours.
        opens = np.flatnonzero(np.concatenate([[True], firsts[1:] != firsts[:-1] + counts[:-1]]))
        firsts, counts = firsts[opens], np.add.reduceat(counts, opens)
        room, place = found.data.cast("B"), 0
        for first, count in zip(firsts.tolist(), counts.tolist(), strict=True):
            size = count * self._row
            if os.preadv(self._file, [room[place : place + size]], self._start + first * self._row) != size:
                raise ValueError(f"rows {first} to {first + count} cannot be read")
            place += size
        return found


def single_precision(halves: NDArray[np.float16]) -> NDArray[np.float32]:
    """Half-precision numbers as float32, of any shape; seven times as fast as NumPy's own conversion. Finite numbers only.

    Sign, exponent and fraction move to where float32 has them; multiplying by 2¹¹² mends the bias of the exponent, and
    makes numbers of what has none (Giesen, "Half to float done quick", 2012)."""
    bits = halves.view(np.int16).astype(np.int32)  # the sign is copied upwards
    bits <<= 13
    bits &= _SIGN_AND_NUMBER
    numbers = bits.view(np.float32)
    numbers *= _BIAS
    return numbers


_SIGN_AND_NUMBER = np.array(0x8FFFE000, dtype=np.uint32).view(np.int32)[()]
_BIAS = np.float32(2.0**112)


class Ragged:
    """Rows of various lengths in one array file, with another that says where each begins."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises OSError, or ValueError where the two files do not fit."""
        self._starts = mapped(folder / f"{name}_starts.npy")
        self._values = mapped(folder / f"{name}.npy")
        if not len(self._starts) or int(self._starts[-1]) != len(self._values):
            raise ValueError(f"the arrays of {name} differ in length")

    def __len__(self) -> int:
        return len(self._starts) - 1

    def slice(self, rows: slice) -> tuple[NDArray, NDArray[np.int64]]:
        """The values of consecutive rows, one after the other, and how many each row has."""
        starts = self._starts[rows.start : rows.stop + 1]
        return self._values[starts[0] : starts[-1]], np.diff(starts)

    def runs(self, firsts: NDArray[np.integer], counts: NDArray[np.integer]) -> tuple[NDArray, NDArray[np.int64]]:
        """The values of the rows `first … first + count - 1` of each run, one after the other, `(n, …)`, and for each
        value the place of its row among the rows asked for, `(n,)`."""
        rows = run_rows(firsts, counts)
        begins, ends = self._starts[rows], self._starts[rows + 1]
        places = np.repeat(np.arange(len(rows)), ends - begins)
        return self._values[run_rows(begins, ends - begins)], places


def run_rows(firsts: NDArray[np.integer], counts: NDArray[np.integer]) -> NDArray[np.int64]:
    """The integers `first … first + count - 1` of each run, one run after the other."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) + np.repeat(firsts - starts, counts)


class GrowingRagged:
    """Writes the two files of a `Ragged` block by block."""

    def __init__(self, folder: Path, name: str, columns: tuple[int, ...], dtype: DTypeLike) -> None:
        self._starts = GrowingArray(folder, f"{name}_starts", (), np.int64)
        self._values = GrowingArray(folder, name, columns, dtype)
        self._starts.append(np.zeros(1))

    def append(self, values: NDArray, lengths: NDArray[np.integer]) -> None:
        """Appends the values `(n, *columns)` of `len(lengths)` rows."""
        self._starts.append(self._values.rows + np.cumsum(lengths))
        self._values.append(values)

    def close(self) -> None:
        """Writes the headers."""
        self._starts.close()
        self._values.close()


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
