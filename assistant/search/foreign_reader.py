"""Other readers than the project's own: a sentence-transformers cross-encoder, or a service that speaks `/v1/rerank`."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder.encoder_card import ModelError
from index.encoder.reader import Judgement, Readable, ReaderError

if TYPE_CHECKING:
    import httpx2
    from sentence_transformers import CrossEncoder

_SURELY = 0.999
"""A relevance beyond it, or below its complement, says no more."""
_TIMEOUT_S = 10.0


class CrossEncoderReader:
    """Judges each sentence, with its context before it, by any `CrossEncoder`: a passage holds what its best sentence does."""

    def __init__(self, model: CrossEncoder, name: str) -> None:
        self._model = model
        self.fingerprint = f"cross-encoder-{_hashed(name)}"

    @classmethod
    def open(cls, name: str) -> CrossEncoderReader:
        """`name`: a local folder, or the id of a model on a hub. Raises ModelError saying what to do."""
        try:
            from sentence_transformers import CrossEncoder
            from torch.nn import Identity
        except ImportError as error:
            raise ModelError(
                "ASSISTANT_READER names a cross-encoder, which needs sentence-transformers: install the extra `model`, or "
                "unset the variable"
            ) from error
        try:
            return cls(CrossEncoder(name, activation_fn=Identity()), name)
        except Exception as error:  # hubs, files and torch each fail their own way
            reason = " ".join(str(error).split())[:200]
            raise ModelError(f"the reader {name} cannot be opened ({reason}): correct ASSISTANT_READER, or unset it") from error

    def judge(self, question: str, passages: Sequence[Readable]) -> Iterator[Judgement]:
        """The logits of the model, sentence by sentence."""
        for passage in passages:
            pairs = [(question, text) for text in sentences_of(passage)]
            logits = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float32) if pairs else np.empty(0)
            yield Judgement(logits.reshape(-1), float(logits.max(initial=-9.0)))


class RerankReader:
    """Judges each sentence by the relevance that a service gives it. Raises ReaderError where it is away or answers otherwise."""

    def __init__(self, address: str, model: str | None, key: str | None) -> None:
        self._address, self._model, self._key = address.rstrip("/"), model, key
        self.fingerprint = f"rerank-{_hashed(f'{address} {model}')}"
        self._opened: httpx2.Client | None = None

    @property
    def _client(self) -> httpx2.Client:
        import httpx2

        if self._opened is None:
            headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
            self._opened = httpx2.Client(timeout=_TIMEOUT_S, headers=headers)
        return self._opened

    def judge(self, question: str, passages: Sequence[Readable]) -> Iterator[Judgement]:
        """All sentences in one request: services are far, and a passage at a time would wait for each."""
        texts = [sentences_of(passage) for passage in passages]
        flat = [text for sentences in texts for text in sentences]
        logits = self._logits(question, flat) if flat else np.empty(0, np.float32)
        start = 0
        for sentences in texts:
            own = logits[start : start + len(sentences)]
            start += len(sentences)
            yield Judgement(own, float(own.max(initial=-9.0)))

    def _logits(self, question: str, texts: Sequence[str]) -> np.ndarray:
        import httpx2

        body: dict[str, Any] = {"query": question, "documents": list(texts)} | ({"model": self._model} if self._model else {})
        found = np.full(len(texts), math.nan, np.float32)
        try:
            response = self._client.post(f"{self._address}/rerank", json=body)
            response.raise_for_status()
            for result in response.json()["results"]:
                relevance = min(_SURELY, max(1 - _SURELY, float(result["relevance_score"])))
                found[int(result["index"])] = math.log(relevance / (1 - relevance))
        except (httpx2.HTTPError, ValueError, KeyError, TypeError, IndexError) as error:
            kind = type(error).__name__
            raise ReaderError(f"the reader at {self._address} does not answer as /v1/rerank does ({kind})") from error
        if np.isnan(found).any():
            raise ReaderError(f"the reader at {self._address} left sentences unjudged")
        return found


def open_foreign(name: str, model: str | None, key: str | None) -> CrossEncoderReader | RerankReader:
    """The reader of that name: an address, or else a cross-encoder. Raises ModelError."""
    if name.startswith(("http://", "https://")):
        return RerankReader(name, model, key)
    return CrossEncoderReader.open(name)


def sentences_of(passage: Readable) -> list[str]:
    """Its sentences, each with the context before it."""
    return [f"{passage.context}\n{passage.text[start:end]}" for start, end in passage.spans]


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
