"""Follow-ups are completed from the conversation; a question that stands alone is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.question.ellipsis import Completed, complete, needs_context
from assistant.question.gazetteer import Gazetteer
from assistant.question.programme_words import ProgrammeWords
from index.documents.document import Document
from index.language.general_lexicon import Entry, EntryKind, Lexicon
from index.language.text import Text

NAMES = ("Banque des Territoires", "Bpifrance", "Business France")


@pytest.fixture(scope="module")
def gazetteer(programme: ProgrammeWords) -> Gazetteer:
    operators = [Document(id=name.lower(), title=name, text=name, kind="operator") for name in NAMES]
    alias = Entry(form="BDT", means="Banque des Territoires", kind=EntryKind.ACRONYM)
    return Gazetteer(operators, Lexicon(entries=(alias,)), programme)


def after(*questions: str) -> list[Completed]:
    """A conversation of questions that stood alone."""
    return [Completed(Text(question)) for question in questions]


@pytest.mark.parametrize(
    ("question", "history", "wanted"),
    [
        ("Et ça dure combien de temps ces prêts ?", ["Que propose la Banque des Territoires ?"], ["Banque des Territoires", "prêts", "combien de temps"]),
        ("Et en octobre 2021 ?", ["Combien de territoires en mars 2019 ?"], ["Combien de territoires", "octobre 2021"]),
        ("il etait parti de combien au debut", ["Combien y a-t-il de territoires labellisés ?"], ["territoires", "au debut"]),
        ("D'accord, et qui le signe ?", ["Que contient le contrat de territoire ?"], ["contrat", "signe"]),
        ("Et Bpifrance ?", ["Que propose la Banque des Territoires ?"], ["propose", "Bpifrance"]),
        ("et lui il fait quoi ?", ["Connaissez-vous Business France ?"], ["Business France", "fait quoi"]),
        ("Qu'est-ce qu'il propose ?", ["Connaissez-vous Business France ?"], ["Qu'est-ce que Business France propose"]),
        ("Et avant ?", ["Qui pilotait le programme en 2019 ?"], ["avant", "programme"]),
    ],
)  # fmt: skip
def test_a_follow_up_takes_what_it_lacks_from_the_question_before(
    gazetteer: Gazetteer, question: str, history: list[str], wanted: list[str]
) -> None:
    completed = complete(Text(question), after(*history), gazetteer)
    assert completed.topic is not None
    assert all(part in completed.text.raw for part in wanted), completed.text


def test_another_period_replaces_the_one_asked_before(gazetteer: Gazetteer) -> None:
    text = complete(Text("Et en octobre 2021 ?"), after("Combien de territoires en mars 2019 ?"), gazetteer).text.raw
    assert "2019" not in text and text == "Combien de territoires en octobre 2021 ?"


def test_another_name_replaces_the_one_asked_before(gazetteer: Gazetteer) -> None:
    assert complete(Text("Et Bpifrance ?"), after("Que propose la BDT ?"), gazetteer).text.raw == "Que propose Bpifrance ?"


def test_both_means_the_last_two_names(gazetteer: Gazetteer) -> None:
    history = ["Que propose Bpifrance ?", "Que propose Business France ?"]
    text = complete(Text("Peut-on cumuler les deux ?"), after(*history), gazetteer).text.raw
    assert "Bpifrance" in text and "Business France" in text


def test_the_nearest_question_counts_not_the_oldest(gazetteer: Gazetteer) -> None:
    history = ["Que propose Bpifrance ?", "Que propose Business France ?"]
    text = complete(Text("Et c'est pour qui ?"), after(*history), gazetteer).text.raw
    assert "Business France" in text and "Bpifrance" not in text


@pytest.mark.parametrize(
    "question",
    [
        "Combien de Territoires d'industrie sont labellisés aujourd'hui ?", "Que propose Bpifrance aux entreprises ?",
        "Qui peut candidater au programme Territoires d'industrie en 2023 ?",
        "L'État cofinance-t-il les chefs de projet des intercommunalités lauréates ?",
    ],
)  # fmt: skip
def test_a_question_that_stands_alone_ignores_the_conversation(gazetteer: Gazetteer, question: str) -> None:
    assert not needs_context(Text(question), gazetteer)
    completed = complete(Text(question), after("Que fait Business France ?"), gazetteer)
    assert completed.text.raw == question and completed.topic is None


@pytest.mark.parametrize("question", ["Et lui ?", "Et en 2021 ?", "Pourquoi ?", ""])
def test_nothing_comes_from_an_empty_conversation(gazetteer: Gazetteer, question: str) -> None:
    assert complete(Text(question), [], gazetteer).text.raw == question


def test_the_programme_itself_is_no_entity(gazetteer: Gazetteer) -> None:
    """Everything is about it: it would stand in every follow-up."""
    assert gazetteer.find(Text("Que fait le programme Territoires d'industrie ?")) == ()


def test_the_longest_name_is_found_with_its_span(gazetteer: Gazetteer) -> None:
    text = "Que fait la BDT avec Bpifrance ?"
    found = gazetteer.find(Text(text))
    assert [(entity.name, text[entity.start : entity.end]) for entity in found] == [
        ("Banque des Territoires", "BDT"), ("Bpifrance", "Bpifrance"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "history", "wanted"),
    [
        ("Et ça dure combien de temps ces prêts ?", ["les prets de la bdt c koi ?"], ["Banque des Territoires"]),
        ("Et en octobre 2021 ?", ["combien de territoires en mars 2019"], ["territoires", "octobre 2021"]),
        (
            "Et en octobre 2021 ?",
            ["combien de territoires en mars 2019", "et en 2020 ?"],
            ["territoires", "octobre 2021"],
        ),
        ("D'accord, et qui le signe ?", ["C'est quoi le contrat de Territoire d'industrie ?"], ["contrat", "signe"]),
    ],
)
def test_the_completed_question_is_what_the_assistant_says_it_understood(
    shipped: Any, question: str, history: list[str], wanted: list[str]
) -> None:
    understood = shipped.ask(question, history).understood_as
    assert all(part in understood for part in wanted), understood


@pytest.mark.parametrize(
    ("question", "before", "text"),
    [
        ("et pour les entreprises ?", "Quelles aides pour les collectivités ?", "Quelles aides pour les entreprises ?"),
        ("et pour une PME ?", "Quelles aides pour recruter ?", "Quelles aides pour recruter pour une PME ?"),
        ("lesquelles sont encore ouvertes ?", "Quelles aides pour recruter ?", "Quelles aides pour recruter sont encore ouvertes ?"),
        ("et les terminées ?", "Quelles aides pour recruter sont encore ouvertes ?", "Quelles aides pour recruter sont terminées ?"),
        ("celles qui sont closes ?", "Quelles sont les aides pour les PME ?", "Quelles aides pour les PME sont closes ?"),
        ("lesquelles sont closes ?", "aides pour les PME", "aides pour les PME sont closes ?"),
        ("et de communes ?", "Combien de territoires en phase 2 ?", "Combien de communes en phase 2 ?"),
        ("et d'emplois ?", "Combien de Territoires d'industrie ?", "Combien d'emplois ?"),
    ],
)  # fmt: skip
def test_a_list_is_asked_again_for_others_or_in_part(gazetteer: Gazetteer, question: str, before: str, text: str) -> None:
    assert complete(Text(question), after(before), gazetteer).text.raw == text


def test_a_list_asked_for_is_whole_whatever_came_before(gazetteer: Gazetteer) -> None:
    before = after("Quelle différence entre la phase 1 et la phase 2 ?")
    completed = complete(Text("quelles aides pour les entreprises ?"), before, gazetteer)
    assert completed.topic is None
    assert complete(Text("lesquelles sont closes ?"), [*before, completed], gazetteer).text.raw == "quelles aides pour les entreprises sont closes ?"


def test_what_has_no_place_among_the_words_stands_beside_them(gazetteer: Gazetteer) -> None:
    completed = complete(Text("Ça dure combien de temps, ces prêts ?"), after("Que propose Bpifrance ?"), gazetteer)
    assert (completed.wording.raw, completed.beside) == ("Ça dure combien de temps, ces prêts ?", "Bpifrance")


def test_what_stood_beside_is_taken_on_and_replaced_where_another_is_named(gazetteer: Gazetteer) -> None:
    first = complete(Text("Ça dure combien de temps, ces prêts ?"), after("Que propose Bpifrance ?"), gazetteer)
    second = complete(Text("Et Business France ?"), [first], gazetteer)
    assert (second.wording, second.beside) == (first.wording, "Business France")
    third = complete(Text("Et en 2021 ?"), [second], gazetteer)
    assert third.beside == "Business France" and "2021" in third.wording.raw


@pytest.mark.parametrize("written", ["Budget (en euros) du programme ?", "Le budget (de la phase 2) ?"])
def test_brackets_of_the_asker_are_words_of_the_question(gazetteer: Gazetteer, written: str) -> None:
    completed = complete(Text(written), [], gazetteer)
    assert (completed.text.raw, completed.beside, completed.topic) == (written, "", None)


@pytest.mark.parametrize("named", ["la première phase", "la phase une", "la phase 1"])
def test_another_phase_takes_the_place_of_the_one_before_however_it_is_said(gazetteer: Gazetteer, named: str) -> None:
    completed = complete(Text(f"Et {named} ?"), after("Combien de projets compte la phase 2 ?"), gazetteer)
    assert named.removeprefix("la ") in completed.text.raw and "phase 2" not in completed.text.raw and "projets" in completed.text.raw
