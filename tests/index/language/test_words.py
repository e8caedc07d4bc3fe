"""Folding, words, stop words, stems and tokens of French."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.words import (
    QUESTION_WORDS,
    STOP_WORDS,
    fold,
    fold_aligned,
    normalise,
    plain_number,
    singular,
    stem,
    tokens,
    words,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’État", "l'etat"),
        ("Cœur et ŒUVRE, æquo", "coeur et oeuvre, aequo"),
        ("e\u0301te\u0301", "ete"),
        ("1\u202f400\u00a0projets", "1 400 projets"),
        ("sous\u2011préfet", "sous-prefet"),
        (" deux \n\t mots ", "deux mots"),
        ("in\u00addustrie\u200b", "industrie"),
        ("Ç À Ù Ï Ô", "c a u i o"),
        ("50 cm²", "50 cm²"),
        ("İstanbul ß", "istanbul ss"),
        ("ﬁche", "fiche"),
    ],
)
def test_fold_unifies_case_accents_and_signs(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=200))
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_aligned_folding_keeps_every_offset(text: str) -> None:
    assert len(fold_aligned(text)) == len(text)


def test_aligned_folding_keeps_line_breaks_and_superscripts() -> None:
    assert fold_aligned("L’Été\n1ᵉʳ\u00a0m²") == "l'ete\n1er m²"


@given(st.text(max_size=200))
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_normalise_keeps_case_accents_and_lines() -> None:
    assert normalise("L’E\u0301tat\u00a0:\u2009ici\nlà\u200b") == "L'État : ici\nlà"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'industrie", ["l'", "industrie"]),
        ("L’industrie", ["L’", "industrie"]),
        ("qu'il jusqu’à lorsqu'on puisqu'elle quoiqu'un", 
         ["qu'", "il", "jusqu’", "à", "lorsqu'", "on", "puisqu'", "elle", "quoiqu'", "un"]),
        ("c'est s'il n'a m'a t'a j'ai d'où", 
         ["c'", "est", "s'", "il", "n'", "a", "m'", "a", "t'", "a", "j'", "ai", "d'", "où"]),
        ("aujourd'hui", ["aujourd'hui"]),
        ("aujourd’hui", ["aujourd’hui"]),
        ("quelqu'un", ["quelqu'un"]),
        ("les prud'hommes", ["les", "prud'hommes"]),
        ("sous-préfet", ["sous-préfet"]),
        ("peut-on", ["peut", "on"]),
        ("a-t-il", ["a", "il"]),
        ("est-ce", ["est", "ce"]),
        ("celui-ci", ["celui-ci"]),
        ("rendez-vous", ["rendez-vous"]),
        ("1 400 projets", ["1 400", "projets"]),
        ("1,36 Md€", ["1,36", "Md"]),
        ("R&D et U.E.", ["R&D", "et", "U.E."]),
        ("CO2, F34355", ["CO2", "F34355"]),
        ("e\u0301lu", ["e\u0301lu"]),
        ("", []),
        ("… !", []),
    ],
)  # fmt: skip
def test_words_are_cut_at_elisions_and_not_at_hyphens(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


@given(st.text(max_size=120))
def test_words_stand_where_they_say(text: str) -> None:
    previous = 0
    for word in words(text):
        assert previous <= word.start < word.end and text[word.start : word.end] == word.text
        previous = word.end


@pytest.mark.parametrize("written", ["1 400", "1\u202f400", "1.400", "1400"])
def test_a_number_gives_one_token_however_it_is_written(written: str) -> None:
    assert tokens(f"{written} projets") == ["1400", "projet"]


@pytest.mark.parametrize("written", ["100 M€", "100 millions d'euros", "100 millions d’€"])
def test_an_amount_gives_the_same_tokens_however_it_is_written(written: str) -> None:
    assert tokens(written) == tokens("100 million euro") == ["100", "million", "euro"]


def test_decimals_are_one_token() -> None:
    assert tokens("1,36 Md€") == tokens("1.36 milliard d'euros")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("lancée", "lance"),
        ("lancées", "lancé"),
        ("années", "annee"),
        ("industrielles", "industriel"),
        ("intercommunalités", "intercommunalite"),
        ("L’écologie", "ecologie"),
        ("œuvre", "oeuvre"),
        ("État", "etat"),
        ("élus", "élu"),
        ("revenus", "revenu"),
        ("euros", "euro"),
        ("aujourd'hui", "aujourd’hui"),
        ("U.E.", "UE"),
        ("co-financement", "co-financements"),
    ],
)
def test_forms_of_one_word_give_one_token(a: str, b: str) -> None:
    assert tokens(a) == tokens(b) != []


@pytest.mark.parametrize("acronym", ["PIA", "VTE", "PME", "ETI", "TI", "R&D"])
def test_acronyms_stay_themselves(acronym: str) -> None:
    assert tokens(f"le {acronym}") == [acronym.lower()]


def test_a_compound_gives_its_parts_and_the_whole() -> None:
    assert tokens("co-financement") == [stem("co"), stem("financement"), stem("cofinancement")]


def test_an_inversion_is_no_compound() -> None:
    assert tokens("peut-on") == []
    assert tokens("existe-t-il") == [stem("existe")]


def test_question_words_are_stop_words_but_known() -> None:
    assert QUESTION_WORDS <= STOP_WORDS
    assert tokens("Qui, que, quoi, où, quand, comment, combien et pourquoi ?") == []


def test_stop_words_are_folded() -> None:
    assert all(fold(word) == word for word in STOP_WORDS)


def test_stems_of_numbers_and_short_words_are_left() -> None:
    assert [stem("ans"), stem("2019"), stem("co2")] == ["ans", "2019", "co2"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [("1 400", "1400"), ("1.400", "1400"), ("1,36", "1.36"), ("1.36", "1.36"), ("1.400,5", "1400.5"),
     ("1,400,000", "1400000"), ("12", "12")],
)  # fmt: skip
def test_numbers_have_one_plain_form(written: str, plain: str) -> None:
    assert plain_number(written) == plain


@pytest.mark.parametrize(
    ("plural", "one"),
    [("territoires", "territoire"), ("Journaux", "journal"), ("niveaux", "niveau"), ("lieux", "lieu"),
     ("mois", "mois"), ("travaux", "travail"), ("pays", "pays"),
     ("intercommunalités", "intercommunalite"), ("ans", "ans")],
)  # fmt: skip
def test_plurals_have_a_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_tokens_do_not_depend_on_unicode_form(text: str) -> None:
    assert all(token for token in tokens(text))
    assert tokens(unicodedata.normalize("NFC", text)) == tokens(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("piece", ["1 ", "1 000 ", "a.", "a-", "l'", "€", "1 €", "-", "\u0301", "1,"])
def test_a_hostile_text_is_cut_to_its_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    tokens(text)
    words(text)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("pilotent", "pilote"), ("financent", "finance"), ("considèrent", "considère"), ("participent", "participer")],
)
def test_a_plural_verb_meets_its_singular(plural: str, singular: str) -> None:
    assert stem(plural) == stem(singular)


@pytest.mark.parametrize(
    ("noun", "verb"), [("parents", "pare"), ("clients", "clie"), ("agents", "age"), ("contents", "conte")]
)
def test_a_noun_in_ent_is_no_verb(noun: str, verb: str) -> None:
    assert stem(noun) == stem(noun[:-1]) != stem(verb)
