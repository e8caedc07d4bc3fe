"""An encoder that encodes what is real and makes up the vectors of generated texts, near real ones.

A hundred thousand passages take an hour and a half to encode here, and say nothing more about an index than vectors that
lie as theirs do: each is that of a real sentence with some noise."""

from __future__ import annotations

import zlib
from collections.abc import Generator, Sequence

import numpy as np

from bench.varied_documents import MARK
from index.encoder.encoder import EncodedText, Encoder, Span

_POOL = 512
"""Real sentences encoded first."""
_NOISES = 4_093
_SPREAD = 0.02
"""Standard deviation of the noise in each of 384 dimensions: a cosine of about 0.93 to the real vector."""


class SyntheticEncoder(Encoder):
    """The prepared encoder; `sentences` are those whose vectors the made-up ones lie near."""

    def learn(self, sentences: Sequence[str]) -> None:
        """Encodes the real sentences. To be called before anything else."""
        chance = np.random.default_rng(0)
        self._noises = chance.normal(0, _SPREAD, (_NOISES, self.dimension)).astype(np.float32)
        self._near = np.array([encoded.whole for encoded in self.encode_passages(list(sentences)[:_POOL])])

    def encode_passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]] | None = None
    ) -> Generator[EncodedText, None, None]:
        """As the real one; generated texts, which begin with `MARK`, are not encoded."""
        wanted: Sequence[Sequence[Span]] = spans if spans is not None else [()] * len(texts)
        real = [number for number, text in enumerate(texts) if not text.startswith(MARK)]
        encoded = super().encode_passages([texts[n] for n in real], [wanted[n] for n in real])
        return self._merged(texts, wanted, encoded)

    def _merged(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], encoded: Generator[EncodedText, None, None]
    ) -> Generator[EncodedText, None, None]:
        for text, places in zip(texts, spans, strict=True):
            if not text.startswith(MARK):
                yield next(encoded)
                continue
            whole, *sentences = self._made_up([text, *(text[start:end] for start, end in places)])
            yield EncodedText(whole, np.array(sentences, np.float32).reshape(-1, self.dimension))

    def _made_up(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors (n, dim) float32 of norm 1, the same for the same text."""
        seeds = np.array([zlib.crc32(text.encode()) for text in texts])
        vectors = self._near[seeds % len(self._near)] + self._noises[seeds % _NOISES]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
