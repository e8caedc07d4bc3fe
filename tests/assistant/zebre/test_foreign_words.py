"""What the other tests of this folder look for is found where it stands: they could otherwise not fail."""

from __future__ import annotations

import pytest

from tests.assistant.zebre.foreign_words import CORPUS, ORDINARY, foreign, operator_names


@pytest.mark.parametrize(
    "text",
    [
        "L'assistant Territoires d’industrie répond.",
        "un TERRITOIRE D&#39;INDUSTRIE",
        '{"title": "Territoires d\\u0027industrie"}',
        "les territoires lauréats",
        "Qu'est-ce qu'un TI ?",
        "le programme T.I. continue",
    ],
)
def test_the_programme_and_its_members_are_found_however_they_are_written(text: str) -> None:
    assert foreign(text)


@pytest.mark.parametrize("text", ["le tiers du parti", "class='ti-vue'", "territorial", "PETIT", "L'État des lieux"])
def test_words_of_any_page_are_let_through(text: str) -> None:
    assert foreign(text) == []


def test_each_shipped_operator_is_found_by_its_name() -> None:
    assert len(operator_names()) > 20 and "Banque des Territoires" in operator_names()
    for name in operator_names():
        assert foreign(f"Demandez à {name}, qui répondra."), name


def test_names_that_are_passed_over_are_names_of_shipped_operators() -> None:
    held = "".join(file.read_text("utf-8") for file in (CORPUS / "operateurs").glob("*.yaml"))
    assert all(name in held for name in ORDINARY)


def test_what_is_said_of_the_shipped_programme_is_found(server) -> None:
    assert foreign(server.get("/").text) and foreign(server.get("/offres").text)
