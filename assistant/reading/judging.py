"""The passages found, read beside the question, best first: how likely each of their sentences answers it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.search.retriever import Hit
from index.documents.document import Document
from index.encoder.pair import context_of
from index.encoder.reader import Judgement, Readable, Reader
from index.storage.passages import Passage

MOST = 6
"""Passages read at most."""
FEWEST = 3
"""Passages read at least: what is found first is not always what answers."""
SURE = 2.5
"""Log-odds of a sentence from which reading on would hardly change what is answered."""

Judged = dict[int, Judgement]
"""What was read, by row of the passage."""


class Judge:
    """Reads what was found, with one reader. Safe for concurrent calls."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def fingerprint(self) -> str:
        """Of the reader."""
        return self._reader.fingerprint

    def read(self, question: str, hits: Sequence[Hit]) -> Judged:
        """The judgements of the passages read: at most `MOST`, fewer where one of them surely answers."""
        ordered = sorted(hits, key=lambda hit: -hit.fused_score)[:MOST]
        judged: Judged = {}
        best = -SURE
        for hit, judgement in zip(
            ordered, self._reader.judge(question, [readable(hit.document, hit.passage) for hit in ordered]), strict=False
        ):
            judged[hit.row] = judgement
            best = max(best, float(judgement.sentences.max(initial=-SURE)))
            if len(judged) >= FEWEST and best >= SURE:
                break
        return judged


def readable(document: Document, passage: Passage) -> Readable:
    """A passage as the reader takes it."""
    day = str(document.published_on) if document.published_on else None
    context = context_of(document.title, passage.section, document.publisher, day)
    spans = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    return Readable(context, passage.text(document), spans)
