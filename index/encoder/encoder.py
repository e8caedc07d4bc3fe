"""Serve a prepared encoder: ONNX Runtime, a tokenizer, NumPy; nothing heavier is imported.

One pass over a text gives the vector of the whole and of each of its sentences, pooled from the same token
vectors.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import onnxruntime

from index.cores import available_cores
from index.encoder.encoder_card import MODEL_FILE, CardError, EncoderCard, EncoderError
from index.encoder.tokenizer import Tokenizer, Tokens
from index.encoder.tokenizer_choice import open_tokenizer

__all__ = ["EncodedText", "Encoder", "EncoderError"]

Span = tuple[int, int]
Result = TypeVar("Result")

AHEAD = 8
"""Texts given to each thread in advance; bounds what is held while results keep the caller's order."""


@dataclass(frozen=True)
class EncodedText:
    """Vectors of one text, all of norm 1: ``whole`` (dim,) and ``sentences`` (k, dim) float32."""

    whole: np.ndarray
    sentences: np.ndarray


class Encoder:
    """A loaded encoder, safe for concurrent calls.

    Attributes: ``name``, ``dimension``, ``max_tokens`` (longer texts are cut there), ``fingerprint``
    (changes whenever vectors would), ``threads``, ``card`` (all that is known of the model), ``tokenizer``.
    """

    def __init__(
        self, card: EncoderCard, tokenizer: Tokenizer, session: onnxruntime.InferenceSession, threads: int
    ) -> None:
        self.card = card
        self.name = card.name
        self.dimension = card.dimension
        self.max_tokens = card.max_tokens
        self.fingerprint = card.fingerprint
        self.threads = threads
        self.tokenizer = tokenizer
        self._session = session

    @classmethod
    def open(cls, folder: Path, threads: int | None = None) -> Encoder:
        """Load the encoder prepared in ``folder`` (0.4 s, 75 MB, most of it the vocabulary; 25 MB more of mapped
        weights after a hundred questions).

        ``threads`` is how many texts of a list are encoded side by side; by default as many as this process
        has cores. A single text always runs on the thread that calls. Raises :class:`EncoderError` when the
        folder is missing or damaged.
        """
        card = read_card(folder)
        try:
            tokenizer = open_tokenizer(folder)
            session = open_session(folder / MODEL_FILE)
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise EncoderError(
                f"The encoder in {folder} is damaged ({type(error).__name__}): remove the folder and run "
                "`assistant model prepare`."
            ) from error
        return cls(card, tokenizer, session, threads or available_cores())

    def token_ids(self, text: str) -> list[int]:
        """Identifiers of the tokens of ``text`` as a passage, before any cut, prompt and special tokens included."""
        return self.tokenizer.tokens(self.card.passage_prompt + text).ids.tolist()

    def encode_query(self, text: str) -> np.ndarray:
        """Vector (dim,) float32 of a query, of norm 1. Raises ``ValueError`` on an empty text."""
        tokens = self._tokenise(self.card.query_prompt, text)
        return self._pool_whole(self._run(tokens))

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors (n, dim) float32 of queries, as :meth:`encode_query` gives them one by one."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack(list(self._map(self.encode_query, texts)))

    def encode_passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]] | None = None
    ) -> Generator[EncodedText, None, None]:
        """Vectors of passages and of sentences in them, in the order of ``texts``, as they are computed.

        ``spans[i]`` holds the (start, end) character offsets of the sentences of ``texts[i]``; a sentence
        that lies beyond ``max_tokens`` gets the vector of the whole. Raises ``ValueError``, before any
        work, on an empty text or when ``texts`` and ``spans`` differ in length.
        """
        wanted: Sequence[Sequence[Span]] = spans if spans is not None else [()] * len(texts)
        if len(wanted) != len(texts):
            raise ValueError(f"{len(texts)} texts but {len(wanted)} lists of spans")
        for text in texts:
            _refuse_empty(text)
        return self._map(self._encode_passage, texts, wanted)

    def _encode_passage(self, text: str, spans: Sequence[Span]) -> EncodedText:
        tokens = self._tokenise(self.card.passage_prompt, text)
        return self._pool(self._run(tokens), tokens, spans)

    def _map(
        self, function: Callable[..., Result], *arguments: Sequence[Any]
    ) -> Generator[Result, None, None]:
        """``map`` over the encoder's threads, lazily and in order.

        Texts run one by one on a thread each, never padded together: as fast as length-sorted batches (or
        faster: 119 against 97 passages a second on two cores), and a vector depends on its text alone,
        where activations quantised over a batch would let its neighbours in.
        """
        calls = zip(*arguments, strict=True)
        if self.threads == 1 or len(arguments[0]) == 1:
            yield from (function(*call) for call in calls)
            return
        pool = ThreadPoolExecutor(self.threads, thread_name_prefix="encoder")
        try:
            pending = deque(pool.submit(function, *call) for call in islice(calls, self.threads * AHEAD))
            while pending:
                yield pending.popleft().result()
                pending.extend(pool.submit(function, *call) for call in islice(calls, 1))
        finally:
            pool.shutdown(cancel_futures=True)

    def _tokenise(self, prompt: str, text: str) -> Tokens:
        """Cut to the model's length; ``starts`` and ``ends`` count from the first character of ``text``."""
        _refuse_empty(text)
        return _cut(self.tokenizer.tokens(prompt + text), self.max_tokens, len(prompt))

    def _run(self, tokens: Tokens) -> np.ndarray:
        """Token vectors (tokens, dim) float32."""
        (hidden,) = self._session.run(None, {"input_ids": tokens.ids[np.newaxis]})
        return hidden[0]

    def _pool_whole(self, hidden: np.ndarray) -> np.ndarray:
        return _unit(hidden[0] if self.card.pooling == "cls" else hidden.mean(axis=0))

    def _pool(self, hidden: np.ndarray, tokens: Tokens, spans: Sequence[Span]) -> EncodedText:
        whole = self._pool_whole(hidden)
        if not spans:
            return EncodedText(whole, np.empty((0, self.dimension), np.float32))
        bounds = np.asarray(spans, np.int64)
        inside = (tokens.starts < bounds[:, 1:]) & (tokens.ends > bounds[:, :1])
        inside &= tokens.ends > tokens.starts  # special tokens cover nothing
        sums = inside.astype(np.float32) @ hidden
        empty = ~inside.any(axis=1)
        sums[empty] = whole
        return EncodedText(whole, _unit(sums))


def read_card(folder: Path) -> EncoderCard:
    """What is known of the encoder prepared in ``folder``, without loading it. Raises :class:`EncoderError`."""
    try:
        return EncoderCard.read(folder)
    except CardError as error:
        raise EncoderError(f"No usable encoder ({error}): run `assistant model prepare`.") from error


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """A session whose calls each run on their caller's thread.

    Splitting one text over threads gains nothing unless they spin (3.4 ms a query alone, 2.6 with two
    spinning threads), and spinning takes the processor from concurrent calls (540 queries a second from
    two clients without, 350 with).
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _refuse_empty(text: str) -> None:
    if not text.strip():
        raise ValueError("an empty text has no vector")


def _cut(tokens: Tokens, max_tokens: int, shift: int) -> Tokens:
    """The first ``max_tokens`` tokens, the closing special token kept, as the reference model cuts."""
    count = len(tokens.ids)
    keep = np.arange(min(count, max_tokens))
    if count > max_tokens and tokens.closed:
        keep[-1] = count - 1
    return Tokens(tokens.ids[keep], tokens.starts[keep] - shift, tokens.ends[keep] - shift, tokens.closed)


def _unit(vectors: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
