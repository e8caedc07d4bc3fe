"""The accepted questions of a snapshot: their vectors, and the passages and sentences that answer them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.questions.accepted import form_of
from index.storage.arrays import mapped

FOLDER = "questions"
Span = tuple[int, int]


class AcceptedQuestions:
    """Rows are questions:
    `vectors` (q, d) float32, as queries; `rows` (q,) int32, the passage that answers; `spans` (q, 2) int32, the sentence of it
    that does, in document offsets, -1 where none is named."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError or ValueError where the files are missing or do not fit."""
        folder = folder / FOLDER
        self.vectors: NDArray[np.float32] = mapped(folder / "vectors.npy")
        self.rows: NDArray[np.int32] = mapped(folder / "rows.npy")
        self.spans: NDArray[np.int32] = mapped(folder / "spans.npy")
        self.texts: tuple[str, ...] = tuple(json.loads((folder / "texts.json").read_text("utf-8")))
        if any(len(held) != len(self.texts) for held in (self.vectors, self.rows, self.spans)):
            raise ValueError(f"the arrays of {FOLDER} differ in length")

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The row of each question by its form: its words, whatever their case, accents and punctuation."""
        return {form_of(text): number for number, text in enumerate(self.texts)}

    def span(self, number: int) -> Span | None:
        """The sentence that answers a question; None where none is named."""
        start, end = self.spans[number].tolist()
        return (start, end) if end > 0 else None


def save(
    folder: Path, texts: Sequence[str], vectors: NDArray[np.float32], rows: Sequence[int], spans: Sequence[Span | None]
) -> None:
    """Writes the files of a snapshot's questions; `vectors` is `(q, d)`, also without any question."""
    folder = folder / FOLDER
    folder.mkdir()
    np.save(folder / "vectors.npy", vectors.astype(np.float32))
    np.save(folder / "rows.npy", np.array(rows, dtype=np.int32))
    np.save(folder / "spans.npy", np.array([span or (-1, -1) for span in spans], dtype=np.int32).reshape(-1, 2))
    (folder / "texts.json").write_text(json.dumps(list(texts), ensure_ascii=False), "utf-8")
