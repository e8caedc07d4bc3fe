"""What an encoder asks of a tokenizer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np


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
