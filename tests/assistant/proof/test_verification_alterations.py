"""10,000 true sentences with one figure, date, amount or name altered: verification lets none through."""

from __future__ import annotations

import random
import re
from itertools import permutations

import pytest

from assistant.proof.verification import CitedQuote, verify

TRUE_SENTENCES = """
Le Premier ministre Édouard Philippe a lancé le programme Territoires d'industrie le 22 novembre 2018.
Au lancement, le programme compte 124 territoires, 17 mesures et 4 enjeux.
En novembre 2018, l'État réserve en priorité 1,36 milliard d'euros aux projets, pour la période 2019-2022.
Le 9 novembre 2023, le Gouvernement annonce 183 nouveaux territoires lauréats.
La première assemblée générale se tient à Lyon les 5 et 6 mars 2019.
La Banque des Territoires prévoit d'investir 100 millions d'euros par an jusqu'en 2022.
Les prêts de la Banque des Territoires vont jusqu'à 40 ans.
Plus de 1 400 projets ont bénéficié d'un soutien financier de l'État.
Le plan France Relance a permis la création de plus de 27 250 emplois et 5,4 milliards d'euros
d'investissements. Le comité de pilotage du 11 octobre 2021 réunit Agnès Pannier-Runacher et Jacqueline
Gourault. Olivier Lluansi devient le premier délégué aux Territoires d'industrie le 7 janvier 2019.
Quatre opérateurs signent une convention : la Banque des Territoires, Bpifrance, Business France et Pôle
emploi. L'ADEME finance les études de décarbonation à hauteur de 60 % pour les PME.
Le Fonds vert consacre 100 M€ par an au programme de 2024 à 2027.
Le dépôt des dossiers est ouvert du 18 mars au 30 avril 2019.
Chaque projet peut recevoir une subvention comprise entre 50 000 € et 800 000 €.
Le volontariat territorial en entreprise (VTE) ouvre droit à une aide de 4 000 euros.
Au moins 20 % du coût total reste à la charge du porteur de projet.
Bruno Bonnell est secrétaire général pour l'investissement depuis le 26 janvier 2022.
Le chef de projet est cofinancé par l'État à hauteur de 80 % dans la limite de 50 000 euros par an.
La phase 2 du programme commence le 1er janvier 2023 et s'achève fin 2026.
L'appel à projets France Expérimentation se ferme le 30 avril 2019.
En septembre 2020, l'effort de la Banque des Territoires est passé de 500 millions d'euros à 1,05 milliard
d'euros. Le PLF 2026 prévoit 12,5 millions d'euros pour l'ANCT.
Le sénateur Jean-François Longeot préside la commission depuis octobre 2020.
La région Auvergne-Rhône-Alpes compte 21 territoires et la Bretagne 8 territoires.
Les communes de moins de 20 000 habitants ne sont pas éligibles seules.
Roland Lescure signe le contrat de Saint-Étienne le 14 février 2023.
Le rachat de friches mobilise 450 ha et près de 38 M€ en Normandie.
Une trentaine de services étaient proposés aux EPCI en 2018.
Le 18 décembre 2024, le Sénat compte six opérateurs du programme.
Business France accompagne 12 intercommunalités à l'export, contre 7 en 2020.
Le bilan de la DGE fait état de 3 fermetures et de 88 000 emplois industriels créés.
La deuxième vague de l'appel à projets Rebond industriel est ouverte jusqu'au 15 septembre 2025.
Action Logement apporte 2,3 M€ et l'APEC forme 150 cadres à Dunkerque.
Le binôme élu-industriel pilote le projet pendant 6 ans, selon Guillaume Basset.
Les crédits du PIA atteignent 57 milliards d'euros sur cinq ans.
Le taux d'intervention est de 50 % en métropole et de 75 % en Guadeloupe.
Au 31 décembre 2022, 2 milliards d'euros avaient été engagés, dont 641 millions d'euros par Bpifrance.
Le décret n° 2021-1189 du 15 septembre 2021 crée le dispositif Choose France.
""".strip().split("\n")

OTHER_NAMES = (
    "Castex|Borne|Attal|Faure|Lemaire|Toulouse|Lille|Marseille|Nantes|Occitanie|Corse|Alsace|Siemens|Renault|Localtis"
    "|URSSAF|CNIL|INSEE|ONERA|BRGM|CEREMA|OPCO|DREETS"
)
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
WORDS = "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze"

_NUMBER = re.compile(r"[0-9]+(?:[ \u00a0][0-9]{3})*(?:,[0-9]+)?")
_NAME = re.compile(
    r"(?<![.\w-] )(?<!^)(?<![\w-])[A-ZÉ][\w-]+(?!\w)"
)  # a capital inside the sentence: "Le", "Au" at its head are no names
_SCALES = {
    "millions d'euros": "milliards d'euros",
    "milliards d'euros": "millions d'euros",
    "milliard d'euros": "million d'euros",
    "M€": "Md€",
    "%": "€",
    "€": "$",
    "par an": "par mois",
}


def _alter_number(written: str, draw: random.Random) -> str:
    """Another number, near or far, written in the same way."""
    digits = [i for i, c in enumerate(written) if c.isdigit()]
    way = draw.randrange(5)
    if way == 0:
        place = draw.choice(digits)
        return written[:place] + draw.choice("123456789") + written[place + 1 :]
    if way == 1:
        return (
            f"{draw.choice('123456789')}{written}"
            if len(written) < 3
            else written[1:].lstrip(" \u00a0,0") or "7"
        )
    if way == 2:
        return (
            written + draw.choice("123456789") if "," in written else str(int(re.sub(r"\D", "", written)) + 1)
        )
    if way == 3:
        return str(draw.randrange(2, 3000))
    return f"{draw.randrange(1, 99)},{draw.randrange(1, 9)}"


def _value(written: str) -> str:
    bare = re.sub(r"[ \u00a0]", "", written)
    return (bare.rstrip("0").rstrip(",") if "," in bare else bare).lstrip("0")


def _choose(pattern: re.Pattern[str], sentence: str, draw: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(sentence))
    return draw.choice(found) if found else None


def _altered(sentence: str, draw: random.Random) -> tuple[str, str] | None:
    """The sentence with one thing altered and what was put in, or None where this draw alters nothing."""
    way = draw.choice(("number", "number", "month", "scale", "word", "name", "name", "letter"))
    if way == "number" and (match := _choose(_NUMBER, sentence, draw)):
        new = _alter_number(match[0], draw)
        if _value(new) == _value(match[0]) or f"2019-20{new}" in sentence:  # "2019-22" is "2019-2022"
            return None
    elif way == "month" and (match := _choose(re.compile(MONTHS), sentence, draw)):
        new = draw.choice(MONTHS.split("|"))
    elif way == "scale" and (match := _choose(re.compile("|".join(_SCALES)), sentence, draw)):
        new = _SCALES[match[0]]
    elif way == "word" and (match := _choose(re.compile(rf"\b(?:{WORDS})\b", re.I), sentence, draw)):
        new = draw.choice(WORDS.split("|"))
    elif way == "name" and (match := _choose(_NAME, sentence, draw)):
        new = draw.choice(OTHER_NAMES.split("|"))
    elif way == "letter" and (match := _choose(_NAME, sentence, draw)):
        place = draw.randrange(1, len(match[0]))
        new = match[0][:place] + draw.choice("bcdfgkmpqvwxz") + match[0][place + 1 :]
    else:
        return None
    if new.lower() == match[0].lower():
        return None
    return sentence[: match.start()] + new + sentence[match.end() :], new


def _evidence(number: int, shape: int) -> list[CitedQuote]:
    """The quote alone, inside a longer one, or beside the quote of another sentence."""
    own = TRUE_SENTENCES[number]
    other = TRUE_SENTENCES[(number + 7) % len(TRUE_SENTENCES)]
    if shape == 0:
        return [CitedQuote(own)]
    if shape == 1:
        return [CitedQuote(f"Le programme aide l'industrie. {own} Les dossiers sont instruits en région.")]
    return [CitedQuote(other), CitedQuote(f"{own} Les dossiers sont instruits.")]


@pytest.mark.parametrize("number", range(len(TRUE_SENTENCES)))
def test_a_true_sentence_is_verified_in_all_its_settings(number: int) -> None:
    for shape in range(3):
        verdict = verify(TRUE_SENTENCES[number], _evidence(number, shape))
        assert verdict.findings == ()
        assert verdict.state == "verified"


def test_none_of_ten_thousand_altered_sentences_is_verified() -> None:
    draw = random.Random(20261121)
    tried, passed = 0, []
    while tried < 10_000:
        number, shape = draw.randrange(len(TRUE_SENTENCES)), draw.randrange(3)
        evidence = _evidence(number, shape)
        altered = _altered(TRUE_SENTENCES[number], draw)
        if altered is None or (shape == 2 and altered[1] in evidence[0].text):
            continue  # the other quote may truly say it
        tried += 1
        if verify(altered[0], evidence).state == "verified":
            passed.append(altered)
    assert passed == []


def test_altered_sentences_are_unsupported_not_partial() -> None:
    draw = random.Random(7)
    states = []
    while len(states) < 1_000:
        number = draw.randrange(len(TRUE_SENTENCES))
        if altered := _altered(TRUE_SENTENCES[number], draw):
            states.append(verify(altered[0], _evidence(number, 1)).state.value)
    assert set(states) == {"unsupported"}


@pytest.mark.parametrize("pattern", [_NAME, _NUMBER], ids=["name", "number"])
def test_no_name_or_number_takes_the_place_of_another_of_its_sentence(pattern: re.Pattern[str]) -> None:
    """Each stands in the quote, but not as often as the altered sentence says it."""
    passed = []
    for number, sentence in enumerate(TRUE_SENTENCES):
        found = list(pattern.finditer(sentence))
        for old, new in permutations(found, 2):
            altered = sentence[: old.start()] + new[0] + sentence[old.end() :]
            if old[0] != new[0] and verify(altered, _evidence(number, 1)).state == "verified":
                passed.append(altered)
    assert passed == []
