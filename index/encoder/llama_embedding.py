"""The encoder as a LlamaIndex embedding, for any LlamaIndex program."""

from __future__ import annotations

import asyncio
from pathlib import Path

from llama_index.core.base.embeddings.base import BaseEmbedding, Embedding
from pydantic import PrivateAttr

from index.encoder.encoder import Encoder


class E5Embedding(BaseEmbedding):
    """LlamaIndex embedding over a served :class:`Encoder`; queries and texts get the prompts they need.

    Asynchronous calls run on a worker thread, so they do not hold up the event loop.
    """

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=encoder.name)
        self._encoder = encoder

    @classmethod
    def open(cls, folder: Path, threads: int | None = None) -> E5Embedding:
        """Serve the encoder prepared in ``folder``. Raises :class:`index.encoder.encoder.EncoderError`."""
        return cls(Encoder.open(folder, threads))

    @classmethod
    def class_name(cls) -> str:
        return "E5Embedding"

    @property
    def encoder(self) -> Encoder:
        """The encoder behind the embedding."""
        return self._encoder

    def _get_query_embedding(self, query: str) -> Embedding:
        return self._encoder.encode_query(query).tolist()

    def _get_text_embedding(self, text: str) -> Embedding:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        return [encoded.whole.tolist() for encoded in self._encoder.encode_passages(texts)]

    async def _aget_query_embedding(self, query: str) -> Embedding:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> Embedding:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[Embedding]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)
