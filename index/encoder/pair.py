"""A question beside a passage, as the reader's model takes them: one row of tokens, and which of them each sentence is.

Training and serving share this layout; a judgement is only as good as it is the same on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder.tokenizer import Tokenizer

QUESTION_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "
QUESTION_TOKENS, CONTEXT_TOKENS = 128, 56
"""What a long message and a long title are cut to: a message keeps its end, where people ask, a title its beginning."""
MAX_TOKENS = 384
"""Of the whole row; a passage is cut there, and what lies beyond is not judged."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Pair:
    """``ids`` (n,) int64: `<s> query: question </s></s> passage: context, text </s>`; ``pooling`` (sentences, n) float32:
    each row averages the tokens of one sentence, and is zero for a sentence beyond the cut."""

    ids: np.ndarray
    pooling: np.ndarray

    @property
    def judged(self) -> np.ndarray:
        """Which sentences (sentences,) bool lie before the cut."""
        return np.asarray(self.pooling.any(axis=1))


def context_of(title: str, section: Sequence[str], publisher: str | None, date: str | None) -> str:
    """What stands before the text of a passage: "title › section (publisher, date)"."""
    place = [title, *(name for name in section if name != title)]
    origin = ", ".join(part for part in (publisher, date) if part)
    return " › ".join(part for part in place if part) + (f" ({origin})" if origin else "")


class PairLayout:
    """Lays pairs out with one tokenizer. ``max_tokens``: length of a row."""

    def __init__(self, tokenizer: Tokenizer, max_tokens: int = MAX_TOKENS) -> None:
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens

    def question(self, text: str) -> np.ndarray:
        """The tokens of a question, opening token included, to be laid beside several passages."""
        ids = self._tokenizer.tokens(QUESTION_PROMPT + text).ids
        lead = len(self._tokenizer.tokens(QUESTION_PROMPT).ids) - 1
        kept = max(lead, len(ids) - QUESTION_TOKENS)
        return np.concatenate([ids[:lead], ids[kept:]])

    def pair(self, question: np.ndarray, context: str, text: str, spans: Sequence[Span]) -> Pair:
        """One question (from :meth:`question`) beside a passage whose sentences are the ``spans`` of ``text``."""
        lead = self._tokenizer.tokens(PASSAGE_PROMPT + context).ids[1:-1][:CONTEXT_TOKENS]
        body = self._tokenizer.tokens(text)
        room = self._max_tokens - len(question) - 1 - len(lead) - 1
        kept = slice(1, 1 + min(room, len(body.ids) - 2))
        closing = question[-1:]
        ids = np.concatenate([question, closing, lead, body.ids[kept], closing])
        bounds = np.asarray(spans, np.int64).reshape(-1, 2)
        inside = (body.starts[kept] < bounds[:, 1:]) & (body.ends[kept] > bounds[:, :1])
        pooling = np.zeros((len(bounds), len(ids)), np.float32)
        at = len(question) + 1 + len(lead)
        pooling[:, at : at + inside.shape[1]] = inside / np.maximum(inside.sum(axis=1, keepdims=True), 1)
        return Pair(ids, pooling)
