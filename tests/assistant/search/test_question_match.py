"""Accepted questions in search: the passage and the sentence that answer the nearest one gain by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.engine.live import Live
from assistant.reading.abstention import at_least
from assistant.reading.candidates import Scorer
from assistant.search.question_match import FLOOR, SPAN
from assistant.search.retriever import Hit, Retriever, Weights
from index.build.builder import build
from index.encoder.encoder import Encoder
from index.storage.snapshot import open_current

ANSWER = "Chaque foyer entre sur présentation d'une carte délivrée gratuitement."
ACCEPTED = "Faut-il un badge pour aller à la décharge ?"
NEAR = "Ai-je besoin d'un badge pour aller à la décharge ?"
FAR = "Combien coûte la cantine ?"
TEXTS = {
    "acces": f"Les sites ouvrent le mardi. {ANSWER} Le volume déposé ne peut excéder 2 m³ par jour.",
    "eau": "L'abonnement à l'eau coûte 40 euros par an. Le relevé des compteurs a lieu en mai.",
    "cantine": "Le repas de cantine coûte 3 euros. Les inscriptions se font en mairie avant le 15 juin.",
}


@pytest.fixture(scope="module")
def encoder(encoder_folder: Path) -> Encoder:
    return Encoder.open(encoder_folder, 1)


@pytest.fixture(scope="module")
def live(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    corpus, data = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("data")
    (corpus / "questions").mkdir()
    for name, text in TEXTS.items():
        own = "questions: [Que fait-on de l'eau ?]\n" if name == "eau" else ""
        (corpus / f"{name}.md").write_text(f"---\ntitle: {name}\n{own}---\n{text}\n", "utf-8")
    tied = f'- {{document: acces, answers: ["{ANSWER}"], questions: ["{ACCEPTED}"]}}\n'
    (corpus / "questions/a.yaml").write_text(tied, "utf-8")
    build([corpus], data, encoder)
    opened = Live(open_current(data), encoder)
    yield opened
    opened.snapshot.close()


@pytest.fixture
def search(live: Live, encoder: Encoder):
    def found(query: str, weights: Weights | None = None) -> dict[str, Hit]:
        retriever = Retriever(live.snapshot, weights)
        hits = retriever.retrieve(live.reader.read(query), encoder.encode_query(query))
        return {hit.document.id: hit for hit in hits}

    return found


def test_an_accepted_question_brings_its_passage_first_whatever_its_case_accents_and_marks(search) -> None:
    for typed in (ACCEPTED, "FAUT IL UN BADGE POUR ALLER A LA DECHARGE", "faut-il un badge pour aller à la décharge"):
        hits = search(typed)
        first = next(iter(hits.values()))
        assert first.document.id == "acces" and first.question_score == 1.0, typed
        (((start, end), score),) = first.question_spans
        assert first.document.text[start:end] == ANSWER and score == 1.0
        assert at_least(list(hits.values())) == 0.9


def test_a_rewording_scores_and_another_question_does_not(search, encoder: Encoder) -> None:
    cosine = float(encoder.encode_query(NEAR) @ encoder.encode_query(ACCEPTED))
    assert search(NEAR)["acces"].question_score == pytest.approx(min(1.0, (cosine - FLOOR) / SPAN), abs=1e-4)
    assert FLOOR + SPAN / 2 < cosine < 1.0
    far = search(FAR)
    assert next(iter(far)) == "cantine" and far["acces"].question_score == 0.0 and not far["acces"].question_spans
    assert at_least(list(far.values())) == 0.0


def test_a_question_of_a_whole_document_prefers_no_sentence_and_makes_nothing_sure(search) -> None:
    hits = search("que fait on de l'eau")
    assert hits["eau"].question_score == 1.0 and not hits["eau"].question_spans
    assert at_least(list(hits.values())) == 0.0


def test_the_weight_is_what_the_passage_gains(search) -> None:
    without, with_weight = (search(ACCEPTED, Weights(question=weight))["acces"] for weight in (0.0, 0.5))
    assert with_weight.fused_score - without.fused_score == pytest.approx(0.5, abs=1e-5)


def test_the_sentence_that_answers_is_preferred(live: Live, search) -> None:
    question = live.reader.read(ACCEPTED)
    candidates = Scorer(question, dt.date(2026, 1, 1)).candidates(list(search(ACCEPTED).values()))
    assert candidates[0].text == ANSWER and candidates[0].features.accepted == 1.0
    assert {candidate.features.accepted for candidate in candidates[1:]} == {0.0}
