"""What points at the programme itself is told with its name; what points at something else, or at nothing, stays."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.engine.assistant import Assistant
from assistant.question.anaphora import is_about_programme, told_of_programme
from assistant.question.ellipsis import Completed, complete
from assistant.question.gazetteer import Gazetteer
from assistant.question.programme_words import ProgrammeWords
from index.documents.document import Document
from index.language.general_lexicon import Lexicon
from index.language.text import Text


@pytest.fixture(scope="module")
def gazetteer(programme: ProgrammeWords) -> Gazetteer:
    return Gazetteer([Document(id="vte", title="VTE", text="VTE", kind="offer")], Lexicon(entries=()), programme)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("ça s'arrête quand ?", "Le programme s'arrête quand ?"),
        ("quand est-ce que ça s'arrête ?", "Quand est-ce que le programme s'arrête ?"),
        ("est-ce que c'est fini ?", "Est-ce que le programme est fini ?"),
        ("c'est pour qui ce truc ?", "Qui est concerné par le programme ?"),
        ("c'est pour qui ?", "Qui est concerné par le programme ?"),
        ("comment on rentre dedans ?", "Comment entrer dans le programme ?"),
        ("comment on y participe ?", "Comment participer au programme ?"),
        ("comment en bénéficier ?", "Comment bénéficier du programme ?"),
        ("ça concerne les petites communes ?", "Le programme concerne les petites communes ?"),
        ("quels sont ses objectifs ?", "Quels sont les objectifs du programme ?"),
        ("quel est son objectif ?", "Quel est l'objectif du programme ?"),
        ("il a été lancé quand ?", "Le programme a été lancé quand ?"),
        ("combien il y en a ?", "Combien de Territoires d'industrie y a-t-il ?"),
        ("est-ce que ça marche ?", "Quels sont les résultats du programme ?"),
        ("comment ça marche ?", "Comment fonctionne le programme ?"),
        ("à qui dois-je m'adresser ?", "Qui contacter ?"),
        ("qui contacter pour en savoir plus ?", "Qui contacter pour en savoir plus sur le programme ?"),
        ("c'est quoi ce dispositif ?", "C'est quoi le programme ?"),
        ("qui paye ?", "Qui finance le programme ?"),
        ("quelles sont les conditions ?", "Quelles sont les conditions pour entrer dans le programme ?"),
    ],
)
def test_what_points_at_the_programme_is_told_with_its_name(gazetteer: Gazetteer, asked: str, told: str) -> None:
    assert told_of_programme(Text(asked), gazetteer) == told
    for history in ([], [Completed(Text("C'est quoi Territoires d'industrie ?"))]):
        assert complete(Text(asked), history, gazetteer).text.raw == told


@pytest.mark.parametrize(
    "asked",
    [
        "ça va ?",
        "combien ça coûte un VTE ?",  # a name of the corpus
        "ça coûte combien, une étude ?",  # announces its own noun
        "combien ça rapporte la cotisation des entreprises ?",
        "une entreprise peut-elle former ses salariés ?",
        "il faut combien d'habitants ?",
        "il y a combien de communes ?",
        "existe-t-il des prêts ?",
        "Que disait le rapport de la Cour des comptes avant que ça commence vraiment ?",  # has a subject of its own
        "Combien de territoires ?",
        "quel est le budget ?",
        "c'est ça ?",
        "ça veut dire quoi EPCI ?",
        "avec ça on fait quoi ?",
    ],
)
def test_what_does_not_is_left_as_it_is(gazetteer: Gazetteer, asked: str) -> None:
    assert told_of_programme(Text(asked), gazetteer) is None
    assert complete(Text(asked), [], gazetteer).text.raw == asked


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("C'est quoi Territoires d'industrie ?", True),
        ("Qu'est-ce que le programme Territoires d'industrie ?", True),
        ("Combien de Territoires d'industrie ?", False),
        ("Quand le programme s'arrête-t-il ?", False),
        ("Qui pilote le programme ?", False),
        ("Quel est le budget du programme ?", False),
        ("C'est quoi le VTE ?", False),
    ],
)
def test_a_question_on_the_whole_programme(question: str, whole: bool, programme: ProgrammeWords) -> None:
    assert is_about_programme(Text(question), programme) is whole


def test_after_another_question_a_pronoun_points_there(gazetteer: Gazetteer) -> None:
    assert "VTE" in complete(Text("ça dure combien de temps ?"), [Completed(Text("C'est quoi le VTE ?"))], gazetteer).text.raw
    assert "budget" in complete(Text("et ça vient d'où ?"), [Completed(Text("Quel est le budget du programme ?"))], gazetteer).text.raw


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("ça s'arrête quand ?", "2027"),
        ("est-ce que c'est fini ?", "n'est pas terminé"),
        ("c'est pour qui ce truc ?", "intercommunalités"),
        ("comment on rentre dedans ?", "22 septembre 2023"),
        ("qui contacter ?", "ANCT"),
        ("qui dirige le programme ?", "ANCT"),
        ("qui paye ?", "financé par l'État"),
        ("ça dure combien de temps ?", "de 2018 à 2027"),
    ],
)
def test_such_questions_are_answered_from_the_shipped_corpus(shipped: Assistant, asked: str, told: str) -> None:
    for history in ((), ("C'est quoi Territoires d'industrie ?",)):
        assert told in shipped.ask(asked, history, as_of=dt.date(2026, 11, 22)).answer


@pytest.mark.parametrize("asked", ["Qui est le préfet de La Réunion ?", "Qui dirige Bpifrance ?", "Qui est la maire de Chalon-sur-Saône ?"])
def test_an_office_is_that_of_whom_the_question_names(shipped: Assistant, asked: str) -> None:
    assert shipped.ask(asked, as_of=dt.date(2026, 11, 22)).status == "abstained"
