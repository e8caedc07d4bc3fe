"""What is said in a programme's name: its own words first, else words made of its name, else words that name none."""

from __future__ import annotations

import pytest

from assistant.presentation.programme_texts import ProgrammeTexts
from index.programmes.programme import Programme


def texts(**fields: object) -> ProgrammeTexts:
    return ProgrammeTexts(Programme.model_validate({"id": "zebre", "name": "Zèbre", "noun": "plan", **fields}))


def test_its_own_wording_comes_first() -> None:
    own = {"title": "Le guichet", "description": "À propos.", "welcome": "Bienvenue.", "reserved": "Pour les meuniers"}
    made = texts(wording=own)
    assert [made.title, made.description, made.welcome, made.reserved] == list(own.values())


def test_what_is_unset_is_made_of_its_name() -> None:
    made = texts(members={"many": "moulins"}, themes=[{"name": name, "questions": ["Qui ?"]} for name in ("Aides", "Dates", "Lieux")])
    assert made.title == "Assistant Zèbre" and "le plan Zèbre" in made.description and "du plan Zèbre" in made.welcome
    assert made.known == "Le plan Zèbre : aides, dates et lieux."
    assert (made.reserved, made.members) == ("Réservée aux moulins", "Moulins")
    assert made.about_operator("la Caisse") == "Que fait la Caisse dans le plan ?"


def test_without_a_programme_nothing_is_named() -> None:
    neutral = ProgrammeTexts()
    said = [neutral.title, neutral.description, neutral.welcome, neutral.known, neutral.events, neutral.operators, neutral.tools]
    assert not any("programme" in text.lower() for text in said) and len(set(said)) == len(said)
    assert neutral.about_operator("la Caisse") == "Que fait la Caisse ?"


@pytest.mark.parametrize(
    ("one", "feminine", "told"),
    [("territoire", False, "ce territoire"), ("adhérent", False, "cet adhérent"), ("commune", True, "cette commune")],
)
def test_a_member_is_pointed_at_in_its_gender(one: str, feminine: bool, told: str) -> None:
    assert texts(members={"one": one, "feminine": feminine}).this_member == told


def test_phases_keep_the_declared_order_and_undeclared_ones_follow() -> None:
    phases = [{"id": "b", "name": "Premier acte"}, {"id": "a", "name": "Second acte"}, {"id": "c", "name": "Jamais tenu"}]
    assert texts(phases=phases).phases(["a", "x", "b", "a"]) == {"b": "Premier acte", "a": "Second acte", "x": "x"}


def test_a_term_is_shown_by_its_name_and_an_undeclared_one_as_it_is_written() -> None:
    made = texts(aids=[{"id": "impôt", "name": "Avantage fiscal"}], beneficiaries=[{"id": "pme", "name": "PME"}])
    assert (made.aid("impôt"), made.aid("prêt"), made.beneficiary("pme"), made.nature("bilan")) == (
        "Avantage fiscal", "prêt", "PME", "bilan",
    )  # fmt: skip
