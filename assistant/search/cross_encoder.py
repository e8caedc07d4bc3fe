"""Optional last word on the order of the best passages: a cross-encoder, which reads question and passage together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.search.retriever import Hit
from index.encoder.encoder_card import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class CrossEncoderReranker:
    """Reorders hits by any sentence-transformers `CrossEncoder`."""

    def __init__(self, model: CrossEncoder) -> None:
        self._model = model

    @classmethod
    def open(cls, name: str) -> CrossEncoderReranker:
        """`name`: a local folder, or the id of a model on a hub. Raises ModelError saying what to do."""
        try:
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ModelError(
                "ASSISTANT_CROSS_ENCODER needs sentence-transformers: install the extra `model`, or unset the variable"
            ) from error
        try:
            return cls(CrossEncoder(name))
        except Exception as error:  # hubs, files and torch each fail their own way
            reason = " ".join(str(error).split())[:200]
            raise ModelError(
                f"the cross-encoder {name} cannot be opened ({reason}): correct ASSISTANT_CROSS_ENCODER, or unset it"
            ) from error

    def reorder(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, best for the cross-encoder first; ties stay as they were.

        They share the scores they came with, best first: what reads scores keeps its scale."""
        if not hits:
            return []
        pairs = [(question, f"{hit.document.title}\n{hit.passage.text(hit.document)}") for hit in hits]
        judged = self._model.predict(pairs, show_progress_bar=False)
        order = sorted(range(len(hits)), key=lambda position: -float(judged[position]))
        scores = sorted((hit.score for hit in hits), reverse=True)
        return [replace(hits[position], score=score) for position, score in zip(order, scores, strict=True)]
