"""Answers to record, made by hand: the journal does not care where they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.engine.receipt_ids import new_id
from assistant.journal import Journal
from assistant.schema import Answer

MakeAnswer = Callable[..., Answer]


@pytest.fixture
def make_answer() -> MakeAnswer:
    """An answer about one quote of the document `fiche`; keywords replace its fields."""

    def make(**fields: Any) -> Answer:
        quote = "La phase 2 compte 183 territoires."
        base: dict[str, Any] = {
            "id": new_id(),
            "question": "Combien de territoires pour Madame Zyzomys ?",
            "status": "answered",
            "engine": "extractive",
            "intent": "figures",
            "answer": f"{quote} [1]",
            "sentences": [{"text": quote, "citations": [1], "state": "verified"}],
            "citations": [citation("fiche", quote)],
            "missing": [],
            "suggestions": ["Et pour Madame Zyzomys ?"],
            "as_of": dt.date(2026, 11, 22),
            "understood_as": "Combien de territoires pour Madame Zyzomys ?",
            "receipt": {"snapshot": "s1", "encoder": "e5", "engine": "extractive", "version": "0.1.0"},
            "timings_ms": {"total": 12.5},
        }
        return Answer.model_validate({**base, **fields})

    return make


def citation(document_id: str, quote: str) -> dict[str, Any]:
    return {
        "n": 1, "document_id": document_id, "title": "Fiche", "publisher": "ANCT", "published_on": "2023-11",
        "url": "https://example.org/fiche", "section": ["Chiffres"], "quote": quote, "start": 10, "end": 10 + len(quote),
        "validity": {"from": "2023-11", "to": None, "state": "in_force"},
    }  # fmt: skip


@pytest.fixture
def make_journal(tmp_path: Path) -> Iterator[Callable[..., Journal]]:
    """Opens a journal in this test's folder, closed when the test is over."""
    opened = []

    def make(path: Path | None = None, *, retention_days: int = 180, keep_questions: bool = True) -> Journal:
        journal = Journal.open(
            path or tmp_path / "journal.sqlite", retention_days=retention_days, keep_questions=keep_questions
        )
        opened.append(journal)
        return journal

    yield make
    for journal in opened:
        journal.close()


@pytest.fixture
def journal(make_journal: Callable[..., Journal]) -> Journal:
    return make_journal()
