"""Noisy twins repeat with their seed, stay close to the original and leave figures alone."""

import random
import re

import pytest
from rapidfuzz.distance import OSA

from evaluation.judging.control_questions import Question
from evaluation.noise import NOISES, drop_accents, drop_apostrophes, message_form, misspell, noisy_twins

CLEAN = "Quel était le montant de l'enveloppe du 22 novembre 2018, et combien d'entreprises l’ont reçue ?"


def question(text: str = CLEAN, **fields: object) -> Question:
    return Question.model_validate({"id": "g1", "question": text, "expected": ["x"], **fields})


def test_the_same_seed_gives_the_same_twins() -> None:
    assert noisy_twins([question()], seed=7) == noisy_twins([question()], seed=7)
    assert noisy_twins([question()], seed=7) != noisy_twins([question()], seed=8)


def test_twins_of_a_question_do_not_depend_on_the_other_questions() -> None:
    other = question("Qui pilote le programme dans les régions ?", id="g0")
    assert noisy_twins([other, question()])[-4:] == noisy_twins([question()])


def test_each_family_gives_one_twin_with_its_own_id_and_style() -> None:
    twins = noisy_twins([question()])
    assert [twin.id for twin in twins] == [f"g1+{name}" for name in NOISES]
    assert [twin.style for twin in twins] == list(NOISES)
    assert {twin.expected for twin in twins} == {("x",)}


def test_a_question_that_a_family_leaves_unchanged_has_no_twin_in_it() -> None:
    styles = [twin.style for twin in noisy_twins([question("Combien de projets en 2020 ?")])]
    assert "sans_apostrophes" not in styles


def test_questions_that_are_noisy_already_have_no_twins() -> None:
    assert noisy_twins([question(style="sms")]) == []


@pytest.mark.parametrize("name", NOISES)
@pytest.mark.parametrize("seed", range(20))
def test_figures_are_left_alone(name: str, seed: int) -> None:
    assert re.findall(r"\d+", NOISES[name](CLEAN, random.Random(seed))) == ["22", "2018"]


@pytest.mark.parametrize("seed", range(50))
def test_a_misspelt_question_has_one_or_two_mistakes(seed: int) -> None:
    assert OSA.distance(CLEAN, misspell(CLEAN, random.Random(seed))) in (1, 2)


@pytest.mark.parametrize("seed", range(50))
def test_a_misspelt_word_keeps_its_first_letter(seed: int) -> None:
    typed = misspell(CLEAN, random.Random(seed))
    assert [word[0] for word in typed.split()] == [word[0] for word in CLEAN.split()]


def test_words_too_short_to_misspell_are_left() -> None:
    assert misspell("Et le VTE ?", random.Random(1)) == "Et le VTE ?"


def test_accents_go_and_ligatures_open() -> None:
    assert drop_accents("Où est la main-d'œuvre formée", random.Random(1)) == "Ou est la main-d'oeuvre formee"


def test_both_kinds_of_apostrophe_go() -> None:
    assert not set("'’") & set(drop_apostrophes(CLEAN, random.Random(3)))


def test_a_text_message_uses_short_forms_without_accents() -> None:
    typed = message_form("Est-ce que c'est pour les élus, et combien dans quelle région ?", random.Random(1))
    assert typed == "esk c pr les elus, et cb ds kel region"
