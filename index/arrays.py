"""Array files: written a block at a time in bounded memory, read as memory maps."""

from __future__ import annotations

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
