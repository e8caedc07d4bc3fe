"""Where the time of a warm answer goes, beside the two things nobody can do without: encoding, and BM25."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Row, Sample
from bench.processes import BenchError

if TYPE_CHECKING:
    from assistant.engine.assistant import Assistant

ROUNDS = 4
"""Times each question is asked; the first warms up and is not counted."""
ENCODER, BM25, READING = "encoder alone", "bm25s alone", "encoding and reading"


def stage_rows(data: Path, questions: Sequence[str]) -> list[Row]:
    """Milliseconds inside this process, each question beside its encoding and its search by words alone in turns."""
    from assistant.engine.assistant import Assistant
    from index.settings import NO_READER, load_settings

    assistant = Assistant.open(load_settings(data=data, reader=NO_READER))
    search = _words_alone(assistant)
    answers, finds, encodings, searches = [], [], [], []
    for turn in range(ROUNDS):
        for question in questions:
            timings = assistant.ask(question).timings_ms
            encoding = _milliseconds(assistant.encode, question)
            words = _milliseconds(search, question)
            if turn:
                answers.append(timings.total)
                finds.append(timings.understand + timings.retrieve)
                encodings.append(encoding)
                searches.append(words)
    over = Sample(tuple(answer / encoding for answer, encoding in zip(answers, encodings, strict=True)))
    return [
        Row("answer, inside the process, nothing read", "ms", Sample(tuple(answers)), Sample(tuple(encodings)), ENCODER),
        Row("  over the encoding of its question", "×", over, aim=2),
        Row("  understand and find", "ms", Sample(tuple(finds)), Sample(tuple(searches)), BM25),
    ]


def reading_rows(data: Path, questions: Sequence[str]) -> list[Row]:
    """Milliseconds inside this process with the project's reader: the whole answer, the reading in it, and the answer over what
    nobody who reads could do without: encoding the question and reading the passages read."""
    from assistant.engine.assistant import Assistant
    from index.settings import CARRIED_READER, load_settings

    assistant = Assistant.open(load_settings(data=data, reader=CARRIED_READER))
    answers, readings, encodings = [], [], []
    for turn in range(ROUNDS):
        for question in questions:
            timings = assistant.ask(question).timings_ms
            if turn and timings.read:
                answers.append(timings.total)
                readings.append(timings.read)
                encodings.append(timings.encode)
    needed = [encoding + reading for encoding, reading in zip(encodings, readings, strict=True)]
    over = Sample(tuple(answer / least for answer, least in zip(answers, needed, strict=True)))
    return [
        Row("answer, inside the process, with its reading", "ms", Sample(tuple(answers)), Sample(tuple(needed)), READING),
        Row("  95th percentile", "ms", Sample((_percentile(answers, 0.95),))),
        Row("  reading alone", "ms", Sample(tuple(readings))),
        Row("  over encoding and reading", "×", over, aim=1.3),
    ]


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _words_alone(assistant: Assistant) -> Callable[[str], object]:
    """Search with bm25s over the same passages and tokens, ten best. Raises BenchError where it is not installed."""
    try:
        import bm25s
    except ImportError as error:
        raise BenchError("bm25s is missing: install the development packages (`make test` does)") from error
    from index.language.words import tokens

    snapshot = assistant.snapshot
    texts = [passage.text(document) for passage, document in map(snapshot.passage, range(len(snapshot.passages)))]
    index = bm25s.BM25(method="lucene")
    index.index([tokens(text) for text in texts], show_progress=False)
    return lambda question: index.retrieve([tokens(question)], k=min(10, len(texts)), show_progress=False)


def _milliseconds(action: Callable[[str], object], question: str) -> float:
    began = time.perf_counter()
    action(question)
    return (time.perf_counter() - began) * 1000
