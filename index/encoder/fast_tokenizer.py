"""A `tokenizer.json`, run by the library `tokenizers`: what models of the hub and local folders come with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer as Library

from index.encoder.tokenizer import Tokens


class FastTokenizer:
    """Tokens as the model's own tokenizer gives them, without its padding and cut."""

    def __init__(self, path: Path) -> None:
        self._library = Library.from_file(str(path))
        self._library.no_padding()
        self._library.no_truncation()

    def tokens(self, text: str) -> Tokens:
        encoding = self._library.encode(text)
        offsets = np.asarray(encoding.offsets, np.int64).reshape(-1, 2)
        closed = bool(encoding.special_tokens_mask[-1:] == [1])
        return Tokens(np.asarray(encoding.ids, np.int64), offsets[:, 0], offsets[:, 1], closed)
