"""Serve a prepared reader: it reads a question beside a passage, and judges each sentence. ONNX Runtime and NumPy alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime

from index.cores import available_cores
from index.encoder.encoder import Encoder, open_session
from index.encoder.encoder_card import MODEL_FILE, SENTENCEPIECE_FILE, CardError, EncoderError
from index.encoder.pair import PairLayout, Span
from index.encoder.reader_card import ReaderCard
from index.encoder.tokenizer_choice import open_tokenizer

UNREAD = -9.0
"""Log-odds of a sentence beyond what is read of a passage."""


class ReaderError(RuntimeError):
    """A reader did not judge: what was found stands unread."""


@dataclass(frozen=True)
class Readable:
    """A passage to be read: what stands before it (title, section, publisher, date), its text, and its sentences."""

    context: str
    text: str
    spans: Sequence[Span]


@dataclass(frozen=True)
class Judgement:
    """Log-odds (k,) float32 that each sentence of a passage answers, and that the passage holds an answer at all."""

    sentences: np.ndarray
    passage: float


class Reader(Protocol):
    """Judges passages against a question. Safe for concurrent calls."""

    fingerprint: str

    def judge(self, question: str, passages: Sequence[Readable]) -> Iterator[Judgement]:
        """The judgement of each passage in turn, computed as it is asked for: who has enough stops there. Raises ReaderError."""
        ...


class OnnxReader:
    """The reader that `assistant model prepare` installs.

    Attributes: ``fingerprint`` (changes whenever judgements would), ``card``."""

    def __init__(
        self, card: ReaderCard, layout: PairLayout, session: onnxruntime.InferenceSession, threads: int
    ) -> None:
        self.card = card
        self.fingerprint = card.fingerprint
        self._layout = layout
        self._session = session
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader") if threads > 1 else None

    @classmethod
    def open(cls, folder: Path, beside: Encoder | None = None, threads: int | None = None) -> OnnxReader:
        """Load the reader prepared in ``folder``. It shares the tokenizer of ``beside``, an encoder of the same process, where
        both were prepared from the same vocabulary, which would else be held twice (55 MB). Raises :class:`EncoderError` when
        the folder is missing or damaged."""
        try:
            card = ReaderCard.read(folder)
        except CardError as error:
            raise EncoderError(f"No usable reader ({error}): run `assistant model prepare`.") from error
        try:
            shared = beside is not None and beside.card.files.get(SENTENCEPIECE_FILE) == card.files[SENTENCEPIECE_FILE]
            tokenizer = beside.tokenizer if beside is not None and shared else open_tokenizer(folder)
            layout = PairLayout(tokenizer, card.max_tokens)
            session = open_session(folder / MODEL_FILE)
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise EncoderError(
                f"The reader in {folder} is damaged ({type(error).__name__}): remove the folder and run "
                "`assistant model prepare`."
            ) from error
        return cls(card, layout, session, threads or available_cores())

    def judge(self, question: str, passages: Sequence[Readable]) -> Iterator[Judgement]:
        """One passage on each thread at a time."""
        asked = self._layout.question(question)
        if self._pool is None:
            yield from (self._judged(asked, passage) for passage in passages)
            return
        waiting = iter(passages)
        while batch := tuple(islice(waiting, self._threads)):
            # The first on the caller's own thread: handing over costs more than it spares for one.
            others = [self._pool.submit(self._judged, asked, passage) for passage in batch[1:]]
            yield self._judged(asked, batch[0])
            yield from (other.result() for other in others)

    def _judged(self, question: np.ndarray, passage: Readable) -> Judgement:
        pair = self._layout.pair(question, passage.context, passage.text, passage.spans)
        sentences, whole = self._session.run(
            None, {"input_ids": pair.ids[np.newaxis], "pooling": pair.pooling[np.newaxis]}
        )
        return Judgement(np.where(pair.judged, sentences[0], UNREAD).astype(np.float32), float(whole[0]))
