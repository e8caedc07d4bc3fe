"""What an encoder asks of a tokenizer, and which one a prepared folder holds.

Each implementation is imported only by the process that serves a model needing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from index.encoder_card import SENTENCEPIECE_FILE, TOKENIZER_FILE


@dataclass(frozen=True)
class Tokens:
    """A tokenised text: identifiers (n,) int64, special tokens included, and the characters each comes from.

    ``starts`` and ``ends`` (n,) int64 count characters of the text; special tokens cover none. ``closed``: whether
    the last one is special, and stays when a text is cut.
    """

    ids: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    closed: bool


class Tokenizer(Protocol):
    """Cuts texts into the tokens of one model. Safe for concurrent calls."""

    def tokens(self, text: str) -> Tokens:
        """All tokens of ``text``, however long it is."""
        ...


def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a prepared folder. Raises whatever its library does when the file is damaged."""
    if (folder / SENTENCEPIECE_FILE).is_file():
        from index.sentencepiece_tokenizer import SentencePieceTokenizer

        return SentencePieceTokenizer(folder / SENTENCEPIECE_FILE)
    from index.fast_tokenizer import FastTokenizer

    return FastTokenizer(folder / TOKENIZER_FILE)
