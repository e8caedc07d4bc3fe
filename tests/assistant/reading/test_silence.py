"""Silence: courteous, says what is missing, names the nearest document, and calls partial what is partial."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.engine.assistant import Assistant
from assistant.reading import silence

AS_OF = dt.date(2026, 11, 22)
UNKNOWN = "Combien de salariés emploie la Banque des Territoires ?"


def test_what_the_sources_do_not_tell_makes_the_answer_partial(shipped: Assistant) -> None:
    answer = shipped.ask("Qui est le délégué aujourd'hui ?", as_of=AS_OF)
    assert answer.status == "partial" and answer.citations
    assert answer.missing and set(answer.missing) <= {sentence.text for sentence in answer.sentences}


def test_a_whole_answer_lacks_nothing(shipped: Assistant) -> None:
    answer = shipped.ask("Combien de Territoires d'industrie aujourd'hui ?", as_of=AS_OF)
    assert (answer.status, answer.missing) == ("answered", [])


def test_silence_says_what_was_asked_and_is_missing(shipped: Assistant) -> None:
    answer = shipped.ask(UNKNOWN, as_of=AS_OF)
    assert answer.status == "abstained" and answer.answer.startswith("Je ne sais pas")
    assert answer.missing == ["Les documents consultés ne donnent pas le nombre demandé."]


def test_silence_names_the_nearest_document_with_its_issuer(shipped: Assistant) -> None:
    nearest = shipped.hits(UNKNOWN, 1)[0].document
    text = shipped.ask(UNKNOWN, as_of=AS_OF).answer
    assert nearest.title in text and (nearest.publisher or "") in text


def test_a_document_that_is_far_is_not_named(shipped: Assistant) -> None:
    question = shipped.live.reader.read(UNKNOWN)
    text, missing = silence.not_known(question, [], outside=False)
    assert "le plus proche" not in text and missing


def test_out_of_scope_is_said_and_nothing_is_missing(shipped: Assistant) -> None:
    answer = shipped.ask("Quelle est la recette du gratin dauphinois ?", as_of=AS_OF)
    assert (answer.status, answer.intent, answer.missing) == ("abstained", "out_of_scope", [])
    assert answer.suggestions == [] and "Territoires d'industrie" in answer.answer


def test_a_question_that_names_an_operator_is_never_out_of_scope(shipped: Assistant) -> None:
    question = shipped.live.reader.read(UNKNOWN)
    assert question.entities and not silence.is_out_of_scope(question, [], 0.0)


def test_a_question_of_other_words_is_out_of_scope_unless_passages_are_near(shipped: Assistant) -> None:
    question = shipped.live.reader.read("Quelle est la recette du gratin dauphinois ?")
    near = shipped.hits("Combien de Territoires d'industrie ?", 3)
    assert silence.is_out_of_scope(question, [], 0.0)
    assert not silence.is_out_of_scope(question, near, 0.9)


@pytest.mark.parametrize("text", ["Bonjour", UNKNOWN])
def test_silence_is_short_and_without_a_citation_mark(text: str, shipped: Assistant) -> None:
    said = shipped.ask(text, as_of=AS_OF).answer
    assert len(said.split()) <= 60 and "[" not in said


@pytest.mark.parametrize(
    "asked",
    ["Combien de territoires en Auvergne-Rhône-Alpes ?", "Est-ce que les élus reçoivent une formation ?", "Comment sortir du programme ?"],
)
def test_what_the_programme_is_asked_about_is_not_known_rather_than_off_topic(shipped: Assistant, asked: str) -> None:
    """A mayor must not read that the programme is none of the assistant's business, and the gap must be seen."""
    answer = shipped.ask(asked, as_of=AS_OF)
    assert answer.status == "abstained" and answer.intent != "out_of_scope"
    assert answer.missing and "hors sujet" not in answer.answer


@pytest.mark.parametrize("asked", ["Quelle est l'adresse mail de l'ANCT ?", "Quel est le téléphone de la DGE ?"])
def test_an_address_that_no_source_holds_is_not_known(shipped: Assistant, asked: str) -> None:
    assert shipped.ask(asked, as_of=AS_OF).status == "abstained"
