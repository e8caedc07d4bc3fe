from __future__ import annotations

import datetime as dt

import pytest

from assistant.schema import Answer
from assistant.web.source_banner import warning


def answer(*, state: str = "in_force", published: str | None = "2026-01", to: str | None = None, **fields: object) -> Answer:
    citation = {
        "n": 1, "document_id": "d", "title": "Fiche", "publisher": None, "published_on": published, "url": None,
        "section": [], "quote": "Il y en a 183.", "start": 0, "end": 14, "validity": {"to": to, "state": state},
    }  # fmt: skip
    values = {
        "id": "a", "question": "Combien ?", "status": "answered", "engine": "extractive", "intent": "figures",
        "answer": "Il y en a 183. [1]", "missing": [], "suggestions": [], "as_of": dt.date(2026, 11, 21),
        "sentences": [{"text": "Il y en a 183.", "citations": [1], "state": "verified"}], "citations": [citation],
        "understood_as": "Combien ?", "receipt": dict.fromkeys(("snapshot", "encoder", "engine", "version"), "x"),
        "timings_ms": {},
    }  # fmt: skip
    return Answer.model_validate(values | fields)


def test_a_recent_source_in_force_has_no_banner() -> None:
    assert warning(answer()) is None


@pytest.mark.parametrize(("state", "word"), [("expired", "plus en vigueur"), ("superseded", "remplacée")])
def test_a_lead_source_that_has_ended_is_said_with_its_end(state: str, word: str) -> None:
    said = warning(answer(state=state, to="2022-12-31"))
    assert said and word in said and "31 décembre 2022" in said


@pytest.mark.parametrize(
    ("state", "published", "old"),
    [
        ("in_force", "2021-10", True),
        ("in_force", "2022-06", False),
        ("unknown", "2023-03", True),
        ("unknown", "2024-03", False),
        ("in_force", None, False),
        ("in_force", "vers 1900", False),
    ],
)
def test_an_old_source_is_said_with_its_age_sooner_when_its_validity_is_unknown(state, published, old) -> None:
    said = warning(answer(state=state, published=published))
    assert bool(said) is old
    if said:
        assert "ancienne" in said and "il y a" in said


@pytest.mark.parametrize("fields", [{"intent": "timeline"}, {"status": "abstained", "sentences": [], "citations": []}])
def test_the_telling_of_the_past_and_a_silence_have_no_banner(fields: dict[str, object]) -> None:
    assert warning(answer(state="expired", **fields)) is None
