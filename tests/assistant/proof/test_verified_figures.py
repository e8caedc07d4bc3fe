"""A figure of the sentence must be a figure of the quotes: by value, unit and limit."""

from __future__ import annotations

import pytest

from assistant.proof.verification import CitedQuote, verify
from assistant.schema import SentenceState

PROVEN = [
    ("Le programme compte 136 territoires.", "Depuis le début, le programme compte 136 territoires."),
    ("L'enveloppe est de 1,36 Md€.", "L'enveloppe atteint 1,36 milliard d'euros ; elle est de l'État."),
    ("L'enveloppe est de 1,36 milliard d’euros.", "Une enveloppe de 1,36\u00a0Md€ est ouverte."),
    ("L'enveloppe est de 1 360 millions d'euros.", "Une enveloppe de 1,36 Md€ est ouverte."),
    ("Le projet reçoit 900 000 €.", "Chaque projet reçoit ainsi 900\u202f000\u00a0€."),
    ("Le projet reçoit 900000 euros.", "Chaque projet reçoit ainsi 900\u00a0000 €."),
    ("Le projet reçoit 0,9 M€.", "Chaque projet reçoit ainsi 900 000 €."),
    ("Le projet reçoit 900 k€.", "Chaque projet reçoit ainsi 900 000 €."),
    ("Au total, 1400 projets sont financés.", "Le programme a 1 400 projets financés."),
    ("Au total, 1 400 projets sont financés.", "Le programme a 1.400 projets financés."),
    ("Plus de 27 250 emplois sont créés.", "Le plan a créé plus de 27\u202f250 emplois."),
    ("Quatre opérateurs signent.", "Les 4 opérateurs signent ensemble."),
    ("Les 4 opérateurs signent.", "Quatre opérateurs signent une convention."),
    ("Le taux est de 80 %.", "Le taux maximal est élevé : 80% en tout."),
    ("Le taux est de 80 pour cent.", "Le taux est ici de 80\u202f%."),
    ("Le taux est de 12,5 %.", "Un taux de 12,50 % s'applique."),
    ("Environ 300 élus participent.", "Près de 300 élus participent à la journée."),
    ("Près de 2 milliards d'euros sont investis.", "Environ 2 Md€ sont investis par l'État."),
    ("Plus de 300 élus participent.", "Ce jour-là, plus de 300 élus participent."),
    ("Plus d'un milliard d'euros est annoncé.", "Le Gouvernement annonce « plus d'un milliard d'euros »."),
    ("Les prêts vont jusqu'à 40 ans.", "Des prêts de long terme vont jusqu'à 40 ans."),
    ("Au moins 20 % du coût restent à charge.", "Il reste au porteur à charge au moins 20 % du coût."),
    ("L'aide couvre 50 % maximum du coût.", "L'aide couvre jusqu'à 50 % du coût."),
    ("L'aide dure 24 mois.", "L'aide dure 2 ans, pas davantage."),
    ("L'aide va de 5 à 10 M€.", "Le montant de l'aide va de 5 M€ à 10 M€."),
    ("L'aide va de 5 à 10 M€.", "Le montant de l'aide va de 5 à 10 millions d'euros."),
    (
        "Entre 5 000 et 10 000 emplois sont visés.",
        "Le plan vise entre 5 000 et 10 000 emplois : ils sont visés.",
    ),
    (
        "L'effort passe de 500 millions d'euros à 1,05 milliard d'euros.",
        "L'effort est passé de 500 M€ à 1,05 Md€.",
    ),
    ("L'effort est passé à 1,05 milliard d'euros.", "L'effort est passé de 500 millions d'euros à 1,05 Md€."),
    ("La deuxième phase commence.", "La 2e phase commence en janvier."),
    ("La phase 2 commence.", "La deuxième phase commence en janvier."),
    ("Une trentaine de services est proposée.", "Une trentaine de services est proposée au début."),
    ("Le fonds investit 100 M€ par an.", "Le fonds investit 100 millions d'euros par an."),
    ("La moitié du coût est couverte.", "La moitié du coût est couverte par l'État."),
    ("Un tiers des projets est lauréat.", "Un tiers des projets est lauréat cette fois."),
    ("Le seuil est de ½ du coût.", "Le seuil est fixé : ½ du coût."),
    ("Le terrain fait 2 ha.", "Le terrain fait 20 000 m² : 2 hectares."),
    ("L'article L. 217 s'applique.", "L'article L. 217 du code s'applique."),
    ("La ligne est le 01 23 45 67 89.", "La ligne est le 01.23.45.67.89."),
    (
        "Le plan finance 136 territoires, dont 12 en Bretagne.",
        "Le plan finance 136 territoires en France, dont 12 en Bretagne.",
    ),
]

UNPROVEN = [
    ("Le projet reçoit 900 000 €.", "Chaque projet reçoit 400 000 €."),
    ("L'enveloppe est de 1,4 Md€.", "L'enveloppe est de 1,36 milliard d'euros."),
    ("L'enveloppe est de 1,36 M€.", "L'enveloppe est de 1,36 Md€."),
    ("L'enveloppe est de 13,6 Md€.", "L'enveloppe est de 1,36 Md€."),
    ("L'enveloppe est de 1,36 Md$.", "L'enveloppe est de 1,36 Md€."),
    ("Le programme compte 136 territoires.", "Le programme compte 1 136 territoires."),
    ("Le programme compte 136 territoires.", "Le programme compte 1\u202f136 territoires."),
    ("Le programme compte 136 territoires.", "Le programme compte 1360 territoires."),
    ("Le programme compte 136 territoires.", "Le programme compte 13,6 territoires."),
    ("Le programme compte 1 136 territoires.", "Le programme compte 136 territoires."),
    ("Le programme compte 136 territoires.", "Le programme compte 1 territoire\n36 territoires."),
    ("Le programme compte 1 400 territoires.", "Le programme compte 1 territoire.\n400 territoires."),
    ("Le programme compte 146 régions.", "Le programme compte 146 territoires dans les régions."),
    ("Le taux est de 80.", "Le taux est de 80 %."),
    ("Le taux est de 80 %.", "Le taux est de 80."),
    ("Le taux est de 80 €.", "Le taux est de 80 %."),
    ("Le taux est de -12 %.", "Le taux est de 12 %."),
    ("Le taux est de 8 %.", "Le taux est de 0,8 %."),
    ("Quelque 300 élus participent.", "300 élus participent."),
    ("300 élus participent.", "Plus de 300 élus participent."),
    ("Plus de 300 élus participent.", "300 élus participent."),
    ("Plus de 300 élus participent.", "Près de 300 élus participent."),
    ("Moins de 300 élus participent.", "Plus de 300 élus participent, pas moins."),
    ("Au moins 300 élus participent.", "Au plus 300 élus participent, au moins ici."),
    ("Les prêts vont jusqu'à 40 ans.", "Les prêts vont de 15 à 40 ans."),
    ("Les prêts durent 40 ans.", "Les prêts durent jusqu'à 40 ans."),
    ("Les prêts durent 40 mois.", "Les prêts durent 40 ans."),
    ("L'aide va de 10 à 5 M€.", "L'aide va de 5 à 10 M€."),
    ("L'aide va de 5 à 10 k€.", "L'aide va de 5 à 10 M€."),
    ("L'aide est de 5 M€.", "L'aide est de 5 à 10 M€."),
    ("L'effort passe de 1,05 Md€ à 500 M€.", "L'effort passe de 500 M€ à 1,05 Md€."),
    (
        "Entre 5 000 et 10 000 emplois sont visés.",
        "Entre 5 000 et 15 000 emplois sont visés, plus 10 000 emplois.",
    ),
    ("Trois opérateurs signent.", "Quatre opérateurs signent."),
    ("Les quatorze opérateurs signent.", "Les quatre opérateurs signent."),
    ("La phase 2 commence.", "La phase 1 commence."),
    ("La phase 2 commence.", "Les 2 phases commencent."),
    ("La troisième phase commence.", "La deuxième phase commence."),
    ("Le programme a 30 services.", "Le programme a une trentaine de services."),
    ("Le fonds investit 100 M€.", "Le fonds investit 100 M€ par an."),
    ("Le fonds investit 100 M€ par an.", "Le fonds investit 100 M€ par mois."),
    ("La moitié du coût est couverte.", "Le coût est couvert."),
    ("Un tiers du coût est couvert.", "Un quart du coût est couvert."),
    ("Des milliers de projets sont financés.", "Des projets sont financés."),
    ("Le seuil est de ½ du coût.", "Le seuil est de ¼ du coût."),
    ("Le plan a 4 axes et 4 mesures.", "Le plan a 4 axes et 17 mesures."),
    ("Le plan a 17 axes et 17 mesures.", "Le plan a 4 axes et 17 mesures."),
    ("L'article L. 218 s'applique.", "L'article L. 217 du code s'applique."),
    ("La ligne est le 01 23 45 67 88.", "La ligne est le 01 23 45 67 89."),
    ("Le code F34356 s'applique.", "Le code F34355 s'applique."),
    ("Le programme compte １３７ territoires.", "Le programme compte 136 territoires."),
    ("Le programme compte 13\u200b7 territoires.", "Le programme compte 13 territoires."),
]


@pytest.mark.parametrize(("sentence", "quote"), PROVEN)
def test_a_figure_of_the_same_value_is_proven_however_it_is_written(sentence: str, quote: str) -> None:
    verdict = verify(sentence, [CitedQuote(quote)])
    assert verdict.findings == ()
    assert verdict.state is SentenceState.VERIFIED


@pytest.mark.parametrize(("sentence", "quote"), UNPROVEN)
def test_a_figure_of_another_value_unit_or_limit_is_not_proven(sentence: str, quote: str) -> None:
    verdict = verify(sentence, [CitedQuote(quote)])
    assert verdict.state is SentenceState.UNSUPPORTED
    assert "number" in {finding.kind for finding in verdict.findings}


def test_a_full_width_figure_is_read_as_its_value() -> None:
    assert verify("Il y a １３６ territoires.", [CitedQuote("Il y a 136 territoires ici.")]).state == "verified"


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Il y a 500 territoires.", "ne figure dans aucun extrait"),
        ("Il y a plus de 183 territoires.", "une autre limite"),
        ("Il y a 183 régions et des territoires.", "une autre unité"),
    ],
)
def test_the_reason_tells_what_is_different(quote: str, expected: str) -> None:
    (finding,) = verify("Il y a 183 territoires.", [CitedQuote(quote)]).findings
    assert expected in finding.reason
    assert "\n" not in finding.reason


def test_a_figure_is_not_given_to_the_date_of_another_figure() -> None:
    quotes = [CitedQuote("136 territoires en mars 2019"), CitedQuote("183 territoires en novembre 2023")]
    assert verify("136 territoires en mars 2019, puis 183 en novembre 2023.", quotes).state == "verified"
    assert verify("183 territoires en mars 2019, puis 136 en novembre 2023.", quotes).state == "unsupported"
    assert verify("183 territoires en mars 2019.", quotes).state == "unsupported"


def test_a_figure_is_not_given_to_another_date_of_the_same_quote() -> None:
    quote = CitedQuote("Il y a 136 territoires en mars 2019, puis 183 territoires en novembre 2023.")
    assert verify("En mars 2019, il y a 136 territoires.", [quote]).state == "verified"
    assert verify("En mars 2019, il y a 183 territoires.", [quote]).state == "unsupported"


def test_a_figure_without_a_date_of_its_own_goes_with_any_date_of_its_quote() -> None:
    quote = CitedQuote("Le 22 novembre 2018, le programme compte 124 territoires, 17 mesures et 4 enjeux.")
    assert verify("Le programme compte 17 mesures le 22 novembre 2018.", [quote]).state == "verified"


def test_a_date_that_leads_a_sentence_goes_with_the_figure_of_that_sentence() -> None:
    quote = CitedQuote("En mars 2019, il y a 136 territoires. En novembre 2023, il y a 183 territoires.")
    assert verify("En novembre 2023, il y a 183 territoires.", [quote]).state == "verified"
    assert verify("En mars 2019, il y a 183 territoires.", [quote]).state == "unsupported"


def test_a_figure_does_not_borrow_the_date_of_the_next_sentence() -> None:
    quote = CitedQuote(
        "Il y avait 148 territoires le 20 juillet 2020. La liste, close fin 2022, a 149 territoires."
    )
    assert verify("Fin 2022, la liste a 149 territoires.", [quote]).state == "verified"
    assert verify("Il y avait 149 territoires le 20 juillet 2020.", [quote]).state == "unsupported"
