"""A small real index, and answers written by hand to hold against expectations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.schema import Answer, Citation, Receipt, Sentence, Timings, ValidityState
from index.encoder.encoder import Encoder
from index.storage.snapshot import Snapshot

TEXTS = {
    "prets": "La Banque des Territoires propose des prêts. Ces prêts durent jusqu'à 40 ans.",
    "lancement": "Le programme a été lancé le 22 novembre 2018. Il compte 124 territoires.",
    "phase-2": "La phase 2 a été lancée en juin 2023. Elle compte 183 territoires depuis novembre 2023.",
    "vte": "Le volontariat territorial en entreprise aide les PME à recruter des jeunes diplômés.",
}


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> Encoder:
    return Encoder.open(encoder_folder, threads=1)


@pytest.fixture(scope="session")
def snapshot(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    from index.build.builder import build
    from index.storage.snapshot import open_current

    corpus, data = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("data")
    for name, text in TEXTS.items():
        (corpus / f"{name}.txt").write_text(f"{name.capitalize()}\n\n{text}\n", encoding="utf-8")
    build([corpus], data, encoder)
    opened = open_current(data)
    yield opened
    opened.close()


MakeAnswer = Callable[..., Answer]


@pytest.fixture
def make_answer() -> MakeAnswer:
    def make(
        text: str = "Les prêts durent jusqu'à 40 ans [1].",
        *,
        status: str = "answered",
        quotes: tuple[tuple[str, int, int, str], ...] = (),
        states: tuple[str, ...] = ("verified",),
        understood_as: str = "",
    ) -> Answer:
        citations = [
            Citation(
                n=n, document_id=document, title="Titre", publisher=None, published_on=None, url=None,
                section=[], quote=quote, start=start, end=end, validity=ValidityState(),
            )
            for n, (document, start, end, quote) in enumerate(quotes, start=1)
        ]  # fmt: skip
        return Answer.model_validate(
            {
                "id": "a1",
                "question": "Q ?",
                "status": status,
                "engine": "extractive",
                "intent": "offers",
                "answer": text,
                "sentences": [Sentence.model_validate({"text": text, "citations": [1], "state": s}) for s in states],
                "citations": citations,
                "missing": [],
                "suggestions": [],
                "as_of": dt.date(2026, 1, 1),
                "understood_as": understood_as or "Q ?",
                "receipt": Receipt(snapshot="s", encoder="e", engine="extractive", version="0"),
                "timings_ms": Timings(total=12),
            }
        )

    return make
