"""Forms: what a sentence holds that may be asked for, and how it is built."""

from __future__ import annotations

import pytest

from index.language.sentence_forms import Form
from index.language.text import Text


def forms_of(text: str) -> Form:
    return Text(text).forms


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Form.DATE, "Le plan est lancé le 2 mars 2015."),
        (Form.DATE, "Le conseil s'est réuni le 14 novembre."),
        (Form.DATE, "Le plan est lancé en janvier."),
        (Form.PERIOD, "La semaine se tient du 18 au 24 mars 2019."),
        (Form.DURATION, "Le prêt dure jusqu'à 40 ans."),
        (Form.AMOUNT, "La bourse atteint 90 000 euros."),
        (Form.PERCENTAGE, "L'étude est payée à 50 %."),
        (Form.SHARE, "L'étude est payée pour moitié."),
        (Form.NUMBER, "Le plan compte 75 forges."),
        (Form.TIME, "L'assemblée s'ouvre à 9 h 30."),
        (Form.PERSON, "Olivier Lluansi a été nommé."),
        (Form.PERSON, "Le rapport est des sénateurs Berthet et Cardon."),
        (Form.PLACE, "L'assemblée se réunit à Lyon."),
        (Form.ORGANISATION, "Elle est financée par l'ADEME."),
        (Form.LIST, "Elle aide les communes, les usines, et les écoles."),
        (Form.LIST, "Elle aide :"),
        (Form.QUESTION, "Qui peut candidater ? "),
        (Form.FRAGMENT, "Accueil Actualités Contact"),
        (Form.LEANS_BACK, "Toutefois, elle reste ouverte à tous."),
        (Form.DEFINES, "Le VTE est un contrat."),
        (Form.DEFINES, "Celles-ci sont des ateliers ouverts au public."),
        (Form.PURPOSE, "Le plan vise à sauver les forges."),
        (Form.PURPOSE, "La bourse permet de rénover."),
        (Form.PURPOSE, "Lancé pour relancer le fer, le plan dure."),
        (Form.SAME_TIME, "La même année, il ferme."),
        (Form.INTENDED, "Le plan devait compter 75 forges."),
        (Form.AGE, "L'aide s'adresse aux moins de 30 ans."),
        (Form.UNDISCLOSED, "Les tarifs ne sont pas publiés dans les sources consultées."),
        (Form.UNDISCLOSED, "Le nom du délégué ne figure pas dans les sources consultées."),
        (Form.UNDISCLOSED, "Aucune date n'est donnée par les documents consultés."),
        (Form.UNDISCLOSED, "Le coût pour l'entreprise n'est pas publié dans les sources."),
        (Form.UNDISCLOSED, "Aucun montant n'est publié dans les sources consultées."),
    ],
)
def test_a_text_has_the_form_it_has(form: Form, text: str) -> None:
    assert forms_of(text) & form


@pytest.mark.parametrize("text", ["La Gazette des communes compte 75 forges.", "Le Sénat juge le plan.", "Les Forges durent."])
def test_an_article_before_a_capital_names_no_one(text: str) -> None:
    assert not forms_of(text) & Form.PERSON


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Form.PERSON, "Le Premier ministre et Les Régions s'engagent."),
        (Form.DEFINES, "La forge est l'un des sites du plan."),
        (Form.DEFINES, "La forge est close le lundi."),
        (Form.PURPOSE, "Le plan compte 75 forges pour la région."),
        (Form.SAME_TIME, "Le plan ferme la même année."),
        (Form.PERSON, "Intercommunalités de France anime le réseau."),
        (Form.PERSON, "La Banque Postale prête aux communes."),
        (Form.PLACE, "La part revient aux Régions et à France Travail."),
        (Form.UNDISCLOSED, "Les métropoles ne sont pas éligibles."),
        (Form.UNDISCLOSED, "Selon les sources consultées, le plan compte 183 forges."),
        (Form.UNDISCLOSED, "La forge ne figure pas parmi les quatre signataires de mars 2019."),
    ],
)
def test_a_text_has_no_form_that_only_looks_like_its_own(form: Form, text: str) -> None:
    assert not forms_of(text) & form


def test_a_plain_sentence_has_no_form() -> None:
    assert not forms_of("Le programme aide les communes de la région.")


@pytest.mark.parametrize(
    "text",
    [
        "Il ferme tôt.",
        "Cette aide est close.",
        "Leurs prêts durent.",
        "Toutefois, elle reste.",
        "La même année, il ferme.",
    ],
)
def test_a_beginning_that_leans_back_is_known(text: str) -> None:
    assert forms_of(text) & Form.LEANS_BACK


@pytest.mark.parametrize("text", ["Ilona ferme tôt.", "Le plan est clos.", "Ces forges durent.", "Sonia est là."])
def test_a_beginning_that_stands_alone_is_known(text: str) -> None:
    assert not forms_of(text) & Form.LEANS_BACK


def test_the_name_of_a_plan_is_no_date() -> None:
    assert not Text("France 2030 finance les usines.").dates and Text("En 2030, tout est fini.").dates
