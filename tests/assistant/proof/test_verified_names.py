"""A name of the sentence must be a name of the quotes: all its words, side by side, in order."""

from __future__ import annotations

import pytest

from assistant.proof.verification import CitedQuote, verify

PROVEN = [
    ("Edouard Philippe lance le programme.", "Le Premier ministre Édouard Philippe lance le programme."),
    ("M. Philippe lance le programme.", "Le Premier ministre Édouard Philippe lance le programme."),
    ("Le programme est lancé par ÉDOUARD PHILIPPE.", "Le programme est lancé par Édouard Philippe à Lyon."),
    ("Agnès Pannier‑Runacher préside le comité.", "Le comité, Agnès Pannier-Runacher le préside."),
    ("La Banque des Territoires finance le projet.", "Le projet, la banque des territoires le finance."),
    ("La ville de Saint Étienne signe.", "La ville de Saint-Étienne signe enfin."),
    ("La ville de Saint-Etienne signe.", "La ville de Saint Étienne signe enfin."),
    ("L'ADEME finance le projet.", "Le projet est suivi par l’Ademe, qui le finance."),
    ("L'Ademe finance le projet.", "Le projet est suivi par l'ADEME, qui le finance."),
    ("Les P.M.E. sont aidées.", "Les PME et ETI sont aidées."),
    ("Les PME sont aidées.", "Les P.M.E. sont aidées."),
    ("Le PLF 2026 ouvre les crédits.", "Les crédits sont ouverts par le PLF 2026, qui les ouvre."),
    ("L'axe II est ouvert.", "L'axe II du plan est ouvert."),
    ("Depuis le XIXe siècle, la vallée est ouverte.", "La vallée, ouverte au XIXe siècle, produit."),
    ("Lancé à Lyon, le programme avance.", "Le programme a été lancé à Lyon et avance."),
    ("Le Cœur de Ville avance.", "Le programme Coeur de Ville avance."),
    ("Selon Localtis, le programme avance.", "Le programme avance, selon Localtis."),
    ("Bpifrance et Business France signent.", "Business France signe. Bpifrance signe aussi."),
    (
        "Le site est https://agence.gouv.fr/aide-2.",
        "Le site est https://agence.gouv.fr/aide-2, ouvert à tous.",
    ),
]

UNPROVEN = [
    ("Philippe Martin lance le programme.", "Édouard Philippe lance le programme avec Roger Martin.", "name"),
    ("Édouard Martin lance le programme.", "Édouard Philippe lance le programme avec Roger Martin.", "name"),
    ("Philippe Édouard lance le programme.", "Édouard Philippe lance le programme.", "name"),
    ("Jean Castex lance le programme.", "Édouard Philippe lance le programme.", "name"),
    ("Le programme est lancé par Castex.", "Le programme est lancé par Philippe.", "name"),
    ("Édouard Philippe lance le programme.", "M. Philippe lance le programme.", "name"),
    ("Édouard Philippe préside.", "Le maire Édouard. Philippe Martin préside.", "name"),
    ("La Banque des Régions finance.", "La Banque des Territoires finance les Régions.", "name"),
    ("La Banque de France finance.", "La Banque des Territoires finance en France.", "name"),
    ("Le préfet de la Loire signe.", "Le préfet de Saône-et-Loire signe.", "name"),
    ("Le sommet de Lille avance.", "Le sommet de Lyon avance.", "name"),
    ("Lille accueille le sommet.", "Lyon accueille le sommet.", "name"),
    ("Les PMI sont aidées.", "Les PME sont aidées.", "acronym"),
    ("Les ETI sont aidées.", "Les PME sont aidées.", "acronym"),
    ("Le VIE est ouvert.", "La vie est ouverte à tous, le jour est ouvert.", "acronym"),
    ("Le TI est ouvert.", "Le Territoire d'industrie est ouvert.", "acronym"),
    ("Le VTI est ouvert.", "Le VTE est ouvert.", "acronym"),
    ("Le CO2 est compté.", "Le CO est compté, 2 fois.", "number"),
    ("Le PLF 2026 ouvre.", "Le PLF 2025 ouvre la voie à 2026.", "acronym"),
    ("Le plan France 2040 ouvre.", "Le plan France 2030 ouvre.", "name"),
    ("L'axe III est ouvert.", "L'axe II est ouvert.", "number"),
    ("Au XXe siècle, la vallée est ouverte.", "Au XIXe siècle, la vallée est ouverte.", "number"),
    ("Le site est https://agence.gouv.fr/aide-3.", "Le site est https://agence.gouv.fr/aide-2.", "name"),
    ("Écrire à aide@agence.fr.", "Écrire à aides@agences.fr.", "name"),
    ("Bpifrance signe avec Bpifrance.", "Business France signe avec Bpifrance.", "name"),
    ("Le programme est lancé par Рhilippe.", "Le programme est lancé par Philippe.", "name"),
]


@pytest.mark.parametrize(("sentence", "quote"), PROVEN)
def test_a_name_is_proven_whatever_its_case_accents_and_hyphens(sentence: str, quote: str) -> None:
    verdict = verify(sentence, [CitedQuote(quote)])
    assert verdict.findings == ()
    assert verdict.state == "verified"


@pytest.mark.parametrize(("sentence", "quote", "kind"), UNPROVEN)
def test_another_name_is_not_proven(sentence: str, quote: str, kind: str) -> None:
    verdict = verify(sentence, [CitedQuote(quote)])
    assert verdict.state == "unsupported"
    assert kind in {finding.kind for finding in verdict.findings}


def test_a_name_is_not_put_together_from_two_quotes() -> None:
    quotes = [CitedQuote("Le comité réunit Bruno"), CitedQuote("Bonnell préside le comité")]
    assert verify("Bruno Bonnell préside le comité.", quotes).state == "unsupported"
