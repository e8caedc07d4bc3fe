"""An unrelated programme is understood by its own names, phases, aids, beneficiaries and members."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engine.assistant import Assistant
from assistant.question.programme_words import ProgrammeWords
from assistant.question.question import Question
from assistant.schema import Answer, Intent
from evaluation.run import SETS, load_questions
from index.language.text import Text
from index.programmes.programme import NEUTRAL, Programme
from tests.assistant.zebre_index import TODAY

Ask = Callable[..., Answer]
FOREIGN = ("territoire", "industrie", "Banque des", "Bpifrance", "ADEME", "ANCT", "VTE", "intercommunalité", "phase 1", "phase 2")


def understood(zebre: Assistant, asked: str, *earlier: str) -> Question:
    return zebre.live.reader.read(asked, earlier, TODAY)


@pytest.mark.parametrize(
    ("asked", "told", "facts", "documents"),
    [
        ("Il y en a combien ?", "Combien de communes meunières y a-t-il ?", ("64 communes",), {"nombre-communes-meunieres"}),
        ("Ça s'arrête quand ?", "Le plan s'arrête quand ?", ("30 juin 2031",), {"fiches-duree"}),
        ("Qui pilote ?", "Qui pilote ?", ("Conservatoire des Biefs",), {"fiches-pilotage"}),
        ("C'est pour qui ?", "Qui est concerné par le plan ?", ("propriétaires", "meuniers"), {"fiches-presentation"}),
        ("Qui paye ?", "Qui finance le plan ?", ("Caisse Aubarède",), {"fiches-pilotage", "caisse-aubarede"}),
        ("Quel est son budget ?", "Quel est le budget du plan ?", ("14 millions",), {"budget-zebre"}),
    ],
)  # fmt: skip
def test_what_points_at_the_programme_is_answered_from_its_own_records(
    ask_zebre: Ask, asked: str, told: str, facts: tuple[str, ...], documents: set[str]
) -> None:
    answer = ask_zebre(asked)
    assert (answer.status, answer.understood_as) == ("answered", told)
    assert all(fact in answer.answer for fact in facts), answer.answer
    assert answer.citations[0].document_id in documents


@pytest.mark.parametrize("asked", ["Et l'acte un ?", "Et le premier acte ?", "et pour l'acte 1 ?"])
def test_another_phase_is_asked_for_in_its_own_words(ask_zebre: Ask, asked: str) -> None:
    answer = ask_zebre(asked, "Quel est le budget de l'acte 2 ?")
    assert answer.answer.startswith("Le budget de l'acte 1 du plan Zèbre est de 9 millions d'euros")


@pytest.mark.parametrize("asked", ["Que fait le plan ?", "Que fait le plan Zèbre ?", "Que fait le Zèbre ?"])
def test_the_programme_is_no_entity_of_its_corpus(zebre: Assistant, asked: str) -> None:
    assert understood(zebre, asked).entities == ()


def test_its_acronym_is_searched_for_by_its_name(zebre: Assistant) -> None:
    assert understood(zebre, "Quand a commencé le PZB ?").searched == "Quand a commencé le Zèbre ?"


def test_joining_is_searched_for_in_the_words_of_its_documents(zebre: Assistant) -> None:
    question = understood(zebre, "Comment adhérer au plan ?")
    assert {"depos", "dossi"} in [set(stems) for stems in question.equivalents["adher"]]


def test_the_size_of_the_asker_is_not_searched_for(zebre: Assistant) -> None:
    assert understood(zebre, "Quelles aides pour un meunier avec 12 salariés ?").searched == "Quelles aides pour un meunier ?"


@pytest.mark.parametrize("asked", ["Quels avantages fiscaux ?", "Un crédit d'impôt pour ma roue ?"])
def test_a_kind_of_aid_shows_that_offers_are_asked_for(zebre: Assistant, asked: str) -> None:
    assert understood(zebre, asked).intent is Intent.OFFERS


def test_a_greeting_and_a_question_of_another_world_are_answered_in_its_words(ask_zebre: Ask) -> None:
    assert "moulins à eau" in ask_zebre("Bonjour").answer
    outside = ask_zebre("Combien de territoires aujourd'hui ?")
    assert (outside.intent, "plan Zèbre" in outside.answer) == ("out_of_scope", True)


def test_what_its_world_is_asked_about_is_not_off_topic(ask_zebre: Ask) -> None:
    answer = ask_zebre("Quelle est la couleur de la meule ?")
    assert answer.intent != "out_of_scope"


@pytest.mark.parametrize("name", ["de la Caisse Aubarède", "de l'Écho des meules", "de la préfecture des Rivières"])
def test_nothing_is_written_in_the_name_of_its_institutions(ask_zebre: Ask, name: str) -> None:
    assert ask_zebre(f"Écris un communiqué signé {name}").status == "refused"


@pytest.mark.parametrize("asked", ["Écris un communiqué signé de la Banque des Territoires", "Écris une lettre signée de Bpifrance"])
def test_an_institution_of_another_programme_is_none_of_its_own(zebre: Assistant, asked: str) -> None:
    question = understood(zebre, asked)
    assert zebre.live.reader.refusal_of(question) is None


@pytest.mark.parametrize("asked", [question.question for question in load_questions(SETS["golden"])[::9]])
def test_no_answer_to_a_question_on_another_programme_knows_of_it(ask_zebre: Ask, asked: str) -> None:
    answer = ask_zebre(asked)
    said = " ".join((answer.answer, *answer.suggestions))
    assert not [word for word in FOREIGN if word in said], said


def test_a_corpus_without_a_programme_is_told_of_in_neutral_words() -> None:
    words = ProgrammeWords()
    assert words.how_many is None and NEUTRAL.greeting and NEUTRAL.out_of_scope
    assert not any(word in f"{NEUTRAL.greeting} {NEUTRAL.out_of_scope}" for word in FOREIGN)
    assert words.itself.found_in(Text("Ce programme")) and words.spelled_out("le TI") == "le TI"


def test_texts_that_a_programme_leaves_out_are_made_from_its_name() -> None:
    programme = Programme(id="lavoirs", name="Lavoirs", noun="démarche", article="la")
    assert "la démarche Lavoirs" in programme.greeting and "la démarche Lavoirs" in programme.out_of_scope
    assert (programme.of_noun, programme.to_noun) == ("de la démarche", "à la démarche")
