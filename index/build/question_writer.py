"""Writes the accepted questions of a snapshot: those the live one holds are copied, the others encoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.encoder import Encoder
from index.questions.accepted import AcceptedQuestion
from index.storage.accepted_questions import AcceptedQuestions, Span, save
from index.storage.arrays import mapped


def write_questions(
    folder: Path,
    questions: Sequence[AcceptedQuestion],
    ordinals: Mapping[str, int],
    encoder: Encoder,
    live: AcceptedQuestions | None,
) -> int:
    """Writes them beside the passages and sentences of the snapshot in `folder`; returns how many there are.

    `ordinals`: of the documents, by id. Questions on a document without any passage are left out. `live`: made with the same
    encoder."""
    places = _Places(folder)
    found = [(question.text, places.of(ordinals[question.document_id], question)) for question in questions]
    tied = [(text, *place) for text, place in found if place is not None]
    texts = [text for text, _, _ in tied]
    save(folder, texts, _vectors(texts, encoder, live), [row for _, row, _ in tied], [span for _, _, span in tied])
    return len(texts)


class _Places:
    """Where in a snapshot the answers of questions stand."""

    def __init__(self, folder: Path) -> None:
        self._passages = mapped(folder / "passages.npy")
        self._sentences = mapped(folder / "sentences.npy")

    def of(self, ordinal: int, question: AcceptedQuestion) -> tuple[int, Span | None] | None:
        """The passage that answers, and the sentence of it that does; None where the document has no passage."""
        first, last = np.searchsorted(self._passages[:, 0], [ordinal, ordinal + 1]).tolist()
        if first == last:
            return None
        ends = self._passages[first:last, 2]
        if question.span is None:
            ends = np.where(self._passages[first:last, 4] > 0, ends, -1)
        row = first + int(np.argmax(ends > question.begin))
        return row, self._sentence(row, question.span) if question.span else None

    def _sentence(self, row: int, answer: Span) -> Span | None:
        """The sentence of a passage that an answer shares most with."""
        first, count = self._passages[row, 3:5].tolist()
        within = self._sentences[first : first + count]
        shared = np.minimum(within[:, 1], answer[1]) - np.maximum(within[:, 0], answer[0])
        if not count or shared.max() <= 0:
            return None
        start, end = within[int(np.argmax(shared))].tolist()
        return start, end


def _vectors(texts: Sequence[str], encoder: Encoder, live: AcceptedQuestions | None) -> NDArray[np.float32]:
    """`(len(texts), d)`."""
    known = {text: number for number, text in enumerate(live.texts)} if live is not None else {}
    made = iter(encoder.encode_queries([text for text in texts if text not in known]))
    rows = [live.vectors[known[text]] if live is not None and text in known else next(made) for text in texts]
    return np.array(rows, dtype=np.float32).reshape(-1, encoder.dimension)
