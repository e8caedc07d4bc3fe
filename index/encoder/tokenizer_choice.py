"""Which tokenizer a prepared folder holds: each implementation is imported only by the process that serves a model needing it."""

from __future__ import annotations

from pathlib import Path

from index.encoder.encoder_card import SENTENCEPIECE_FILE, TOKENIZER_FILE
from index.encoder.tokenizer import Tokenizer


def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a prepared folder. Raises whatever its library does when the file is damaged."""
    if (folder / SENTENCEPIECE_FILE).is_file():
        from index.encoder.sentencepiece_tokenizer import SentencePieceTokenizer

        return SentencePieceTokenizer(folder / SENTENCEPIECE_FILE)
    from index.encoder.fast_tokenizer import FastTokenizer

    return FastTokenizer(folder / TOKENIZER_FILE)
