"""Suggestions: up to three questions about documents found, never about what was told or named already."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.suggestions import suggest

AS_OF = dt.date(2026, 11, 22)
QUESTIONS = (
    "Combien de Territoires d'industrie aujourd'hui ?",
    "C'est quoi le VTE ?",
    "Quelles aides pour recruter ?",
    "Que s'est-il passé en 2021 ?",
    "Quelle différence entre Bpifrance et la Banque des Territoires ?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_suggestion_is_a_question_about_a_document_not_cited(question: str, shipped: Assistant) -> None:
    answer = shipped.ask(question, as_of=AS_OF)
    cited = {shipped.snapshot.document(citation.document_id).title for citation in answer.citations}
    assert len(answer.suggestions) <= 3 and len(set(answer.suggestions)) == len(answer.suggestions)
    for suggestion in answer.suggestions:
        assert suggestion.endswith("?")
        subject = suggestion.split(" : ", 1)[-1].removesuffix(" ?")
        assert subject not in cited and not any(f"« {title} »" in suggestion for title in cited)


def test_citing_a_document_withdraws_its_suggestion(shipped: Assistant) -> None:
    asked = "Quelles aides pour recruter ?"
    question, hits = shipped.live.reader.read(asked), shipped.hits(asked, 12)
    before = suggest(question, hits)
    (suggested,) = [hit.document for hit in hits if hit.document.title in before[0]][:1]
    after = suggest(question, hits, {suggested.id})
    assert before and not any(suggested.title in suggestion for suggestion in after)


def test_what_the_question_names_is_not_suggested(shipped: Assistant) -> None:
    asked = "Que fait Business France ?"
    suggestions = suggest(shipped.live.reader.read(asked), shipped.hits(asked, 12))
    assert "Que fait Business France dans le programme ?" not in suggestions


def test_what_the_question_says_word_for_word_is_not_suggested(shipped: Assistant) -> None:
    asked = "Nombre de Territoires d'industrie ?"
    hits = shipped.hits(asked, 12)
    assert any(hit.document.id == "nombre-de-territoires" for hit in hits)
    assert not any("Nombre de Territoires d'industrie ?" in s for s in suggest(shipped.live.reader.read(asked), hits))


def test_only_records_are_suggested(shipped: Assistant) -> None:
    asked = "Quelle différence entre le VTE et le VIE ?"
    hits = shipped.hits(asked, 12)
    sheets = [hit.document.title for hit in hits if hit.document.record is None]
    suggestions = suggest(shipped.live.reader.read(asked), hits)
    assert sheets and suggestions and not any(title in s for title in sheets for s in suggestions)


def test_nothing_found_suggests_nothing(shipped: Assistant) -> None:
    assert suggest(shipped.live.reader.read("Que fait Bpifrance ?"), []) == []


@pytest.mark.parametrize("question", QUESTIONS[:3])
def test_a_suggestion_can_be_answered(question: str, shipped: Assistant) -> None:
    for suggestion in shipped.ask(question, as_of=AS_OF).suggestions:
        assert shipped.ask(suggestion, as_of=AS_OF).status in ("answered", "partial"), suggestion
