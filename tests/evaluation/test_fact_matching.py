"""An expected fact is found whatever its typing, and a number is never found inside another."""

import pytest

from evaluation.judging.fact_matching import comparable, first_holding, found, holds, plain


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Le programme est lancé par ÉDOUARD PHILIPPE.", "Édouard Philippe"),
        ("Annonce d'Edouard Philippe", "Édouard Philippe"),
        ("l’appel à projets « Territoires d’innovation »", "Territoires d'innovation"),
        ("une main-d'œuvre qualifiée", "main-d'oeuvre"),
        ("plus de 1\u202f400 projets", "1400"),
        ("plus de 1.400 projets", "1 400"),
        ("plus de 1400 projets", "1\u00a0400"),
        ("16\u00a0186 communes", "16186"),
        ("1 360 000 000 euros", "1360000000"),
        ("1 360,5 millions", "1360,5"),
        ("une aide de 4 000\u00a0€.", "4 000 €"),
        ("85\u202f% des territoires", "85%"),
        ("85% des territoires", "85 %"),
        ("les élus et les industriels", "élu"),
        ("En 2019, 183 territoires", "183"),
        ("le 22 novembre 2018.", "22 novembre 2018"),
        ("des études pré‑opérationnelles", "pré-opérationnel"),
        ("deux\n jours", "deux jours"),
    ],
)
def test_a_fact_is_found_whatever_its_typing(text: str, fact: str) -> None:
    assert holds(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("1 136 projets", "136"),
        ("1\u00a0136 projets", "136"),
        ("1.136 projets", "136"),
        ("136 000 euros", "136"),
        ("136,5 hectares", "136"),
        ("1,36 milliard", "36"),
        ("1.36 milliard", "36"),
        ("une durée de 140 ans", "40 ans"),
        ("12 000 €", "2 000 €"),
        ("185 %", "85 %"),
        ("Jean-Louis Borloo", "oui"),
        ("1 400 projets", "1 400 000"),
        ("", "183"),
    ],
)
def test_a_number_or_a_word_is_not_found_inside_another(text: str, fact: str) -> None:
    assert not holds(text, fact)


def test_one_variant_of_a_fact_is_enough() -> None:
    assert holds("réuni les 5 et 6 mars", "deux jours|5 et 6")
    assert not holds("réuni le 6 mars", "deux jours|5 et 6")


def test_a_fact_of_empty_variants_is_never_found() -> None:
    assert not holds("n'importe quoi", " | ")


def test_a_year_before_a_number_does_not_merge_with_it() -> None:
    assert comparable("en 2019 183 territoires") == "en 2019 183 territoires"


def test_citation_marks_are_not_part_of_the_text() -> None:
    assert plain("183 territoires [1], dont 34 nouveaux\u00a0[2][3].") == "183 territoires, dont 34 nouveaux."


def test_found_keeps_the_order_of_the_facts() -> None:
    assert found("Lyon, le 6 mars 2019", ["6 mars", "Paris", "Lyon"]) == ["6 mars", "Lyon"]


def test_first_holding_gives_the_rank_of_the_first_text() -> None:
    texts = ["rien", "le fonds vert", "le fonds vert encore"]
    assert first_holding(texts, ["fonds vert"]) == 2
    assert first_holding(texts, ["absent"]) is None
    assert first_holding([], ["fonds vert"]) is None
    assert first_holding(texts, []) is None
