"""Sentence spans of French texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Le plan est relancé.", "…en 2023.", "… 400 000 €.", "Le dépôt est clos."],
        ["Le dépôt est clos.", "Il a fermé en 2023."],
        ["M. Dupont et Mme. Martin sont venus.", "Ils ont signé."],
        ["MM. Durand et Petit, le Dr. Roux et Mlle. Blanc.", "Puis Me. Noir."],
        ["L'art. 5 de la loi n° 2018-12 s'applique.", "Voir aussi l'art. L. 123-4."],
        ["Voir p. 12 et pp. 14-18, cf. chap. 3.", "Fin."],
        ["Les friches, la mobilité etc.", "Cela s'accompagnera d'une enveloppe."],
        ["Il faut un devis, etc. pour le dossier.", "Merci."],
        ["Le budget est de 1.36 milliard d'euros.", "Il a augmenté de 3,5 % env. depuis janv. 2019."],
        ["L'enveloppe est de 400 000 €.", "100 M€ suivront."],
        ["Le prêt dure 40 ans.", "80 % des cas."],
        ["La S.A. Renault, basée à St. Denis, n'a pas répondu.", "Elle le fera."],
        ["Il a consulté l'U.E.", "Elle a répondu."],
        ["Au IIIe siècle av. J.-C. Rome domine.", "Puis elle tombe."],
        ["J. Castex et F. Hollande sont là.", "A. Martin aussi."],
        ["Le plan B.", "Elle le connaît."],
        ["Vraiment ?", "Oui !", "Bien sûr…", "Allons-y."],
        ["Au programme\u00a0?", "La signature."],
        ["Quoi ?!", "Rien."],
        ["Non… mais si.", "Fin..."],
        ["L'alternance, la transition énergétique…", "Après la phase de préfiguration, rien."],
        ["« Oui ! » dit-il.", "Elle part."],
        ["Il a dit : « C'est fini. »", "Puis il est parti."],
        ["Il a dit : « C'est fini. »", "« Vraiment ? »"],
        ["La convention « Territoires d’industrie ».", "Ces conventions déclinent."],
        ['Il a dit "oui."', "Puis non."],
        ["Il vient (voir p. 3. Puis la suite.) demain.", "Fin."],
        ["C'est clos (fin 2022).", "Voilà."],
        ["C'est vrai.[1]", "C'est faux.[2]"],
        ["Voir https://www.exemple.fr/page.html?a=1.", "Merci."],
        ["Voir www.exemple.fr et data.gouv.fr pour en savoir plus.", "Merci."],
        ["Écrire à m.dupont@exemple.fr.", "Réponse sous 48 h."],
        ["Le 22.11.2018, tout commence.", "Le 5. 3. 2019 aussi."],
        ["La version 2.0 est là.", "La 3.1 aussi."],
        ["Elle est définitive .", "Ce délai tient compte de tout."],
        ["Le taux est de 2 % min. et de 5 % max. par an.", "Point."],
        ["Objectifs ; moyens ; résultats.", "Suite."],
        ["Prix : 12 €.", "Durée : 3 mois."],
        ["L'État s'engage.", "À Lyon, tout va bien.", "Élu en 2020, il signe."],
        ["iPhone et e-mail.", "Fin."],
        ["Point de suspension [...] au milieu.", "Et la fin […] ici."],
    ],
)
def test_a_line_is_cut_where_its_sentences_end(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Titre sans point\n\nUn mot. Deux mots.", ["Titre sans point", "Un mot.", "Deux mots."]),
        ("29 territoires préfigurateurs\nLes 29 territoires signent.", 
         ["29 territoires préfigurateurs", "Les 29 territoires signent."]),
        ("Les pièces :\n• un devis ;\n• une facture ;\n- un RIB.", 
         ["Les pièces :", "• un devis ;", "• une facture ;", "- un RIB."]),
        ("Les pièces :\n* un devis\n* une facture", ["Les pièces :", "* un devis", "* une facture"]),
        ("Étapes :\n1. Déposer le dossier.\n2. Attendre. Relancer.", 
         ["Étapes :", "1. Déposer le dossier.", "2. Attendre.", "Relancer."]),
        ("a) un devis\nb) une facture", ["a) un devis", "b) une facture"]),
        ("Aide | Montant\n--- | ---\nVTE | 4 000 €. Sous conditions", 
         ["Aide | Montant", "--- | ---", "VTE | 4 000 €. Sous conditions"]),
        ("| a | b |\n| c | d |", ["| a | b |", "| c | d |"]),
        ("# Le programme\nIl est lancé.", ["# Le programme", "Il est lancé."]),
        ("un devis ;\nune facture ;\nun RIB.", ["un devis ;", "une facture ;", "un RIB."]),
        ("industriels.Le programme suit.", ["industriels.", "Le programme suit."]),
        ("M.\u00a0Dupont signe.\r\nMme\u00a0Roux aussi.", ["M.\u00a0Dupont signe.", "Mme\u00a0Roux aussi."]),
        ("Un saut\x0cde page", ["Un saut", "de page"]),
        ("  espaces  autour.  ", ["espaces  autour."]),
        ("Parenthèse (jamais close. Puis la suite.", ["Parenthèse (jamais close.", "Puis la suite."]),
        ("", []),
        (" \n\t\n ", []),
        ("…", ["…"]),
        ("Composez le\n18", ["Composez le\n18"]),
    ],
)  # fmt: skip
def test_lines_are_units_or_not(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


WRAPPED = """\
Le programme Territoires d'industrie a été lancé le 22 novembre 2018 par le
Premier ministre Édouard Philippe. Il réunit les régions, les intercommunalités
et les industriels autour de quatre axes, dont l'attractivité et l'innovation.
La Banque des Territoires - opérateur du programme - finance des études et des
prêts jusqu'à 40 ans.

Les pièces à joindre au dossier de demande de subvention sont les suivantes, à
peine de rejet :
- un devis de moins de trois mois, signé par le représentant légal de la société
  qui demande l'aide ;
- un relevé d'identité bancaire.
"""


def test_wrapped_text_is_not_cut_at_its_line_ends() -> None:
    assert [" ".join(s.split()) for s in sentences(WRAPPED)] == [
        "Le programme Territoires d'industrie a été lancé le 22 novembre 2018 par le Premier ministre "
        "Édouard Philippe.",
        "Il réunit les régions, les intercommunalités et les industriels autour de quatre axes, dont "
        "l'attractivité et l'innovation.",
        "La Banque des Territoires - opérateur du programme - finance des études et des prêts jusqu'à 40 "
        "ans.",
        "Les pièces à joindre au dossier de demande de subvention sont les suivantes, à peine de rejet :",
        "- un devis de moins de trois mois, signé par le représentant légal de la société qui demande "
        "l'aide ;",
        "- un relevé d'identité bancaire.",
    ]  # fmt: skip


def test_paragraphs_of_one_line_each_are_not_joined() -> None:
    text = (
        "Jeune adulte en rupture de lien ou de communication avec sa famille\n"
        "la médiation ne peut commencer que si les deux parties sont présentes et ont donné leur accord, "
        "ce qui se dit par écrit, dans un courrier daté et signé de chacune.\n"
        "Qui est le médiateur ?\n"
        "Le médiateur est un professionnel qualifié"
    )
    assert sentences(text) == text.split("\n")


_PIECES = st.sampled_from(
    ["Le plan", " est clos.", " ", "\n", "\n\n", "M. ", "etc. ", "1. ", "- ", "• ", " | ", "« ", " »", "(",
     ")", "…",
     "...", "? ", "! ", "400 000 €", "\u00a0", "\r\n", "a", "É", "https://a.fr/b.", "[1]", ";", ":"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_spans_are_trimmed_in_order_and_cover_the_text(text: str) -> None:
    previous = 0
    for start, end in split_sentences(text):
        assert previous <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[previous:start].strip()
        previous = end
    assert not text[previous:].strip()


@pytest.mark.parametrize(
    "piece",
    [
        ".",
        ". ",
        "( ",
        "()",
        "a\n",
        "M. ",
        "| ",
        " ",
        "… ",
        "1. ",
        "a.A",
        "»",
        ". »",
        "(a. B) ",
        "? ",
        "- a\n",
    ],
)
def test_a_hostile_text_is_cut_to_its_end(piece: str) -> None:
    split_sentences(piece * (200_000 // len(piece)) + "x")
