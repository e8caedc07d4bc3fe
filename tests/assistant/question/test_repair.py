"""Repair of what people type: spoken forms, missing apostrophes, misspellings; never a word of the corpus."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.question.repair import Repairer
from index.language.general_lexicon import Entry, EntryKind, Lexicon
from index.language.words import fold, words
from index.storage.corpus_words import CorpusWords, WordCounter, spellings_of

TEXT = (
    "Le programme Territoires d'industrie est lancé. Les prêts de la Banque des Territoires durent longtemps. La Banque"
    " des Territoires cofinance l'ingénierie. L'intercommunalité signe le contrat. Chaque année, les prêts du programme"
    " aident l'industrie et l'ingénierie de chaque intercommunalité. Le contrat du programme est un cadre"
    " que la Caisse Zorvane garantit."
)
ENTRIES = (
    Entry(form="koi", means="quoi", kind=EntryKind.SMS),
    Entry(form="kan", means="quand", kind=EntryKind.SMS),
    Entry(form="ke", means="que", kind=EntryKind.SMS),
    Entry(form="c sur", means="c'est sur", kind=EntryKind.SMS),
    Entry(form="prog", means="programme", kind=EntryKind.ALIAS),
    Entry(form="bdt", means="Banque des Territoires", kind=EntryKind.ALIAS),
    Entry(
        form="Caisse Zorvane",
        means="Banque des Territoires",
        kind=EntryKind.ALIAS,
        variants=("Caisse Mirvane", "le prêt"),
    ),
    Entry(form="Territoires", means="Banque des Territoires", kind=EntryKind.ALIAS),
    Entry(form="pomme", means="programme", kind=EntryKind.ALIAS),
    Entry(form="EPCI", means="intercommunalité", kind=EntryKind.ACRONYM, variants=("E.P.C.I.",)),
)


@pytest.fixture(scope="module")
def repairer(tmp_path_factory: pytest.TempPathFactory) -> Repairer:
    folder = tmp_path_factory.mktemp("words")
    counter = WordCounter()
    counter.add(spellings_of([TEXT]))
    counter.save(folder)
    return Repairer(Lexicon(entries=ENTRIES), CorpusWords(folder))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("c'est kan ke le prog", "c'est quand que le programme"),
        ("et lui il fait koi ?", "et lui il fait quoi ?"),
        ("les prets de la bdt", "les prêts de la Banque des Territoires"),
        ("L’intercomunalité", "L'intercommunalité"),
        ("le contrta", "le contrat"),
        ("le contrrrat", "le contrat"),
        ("les perts", "les prêts"),
        ("Pourqoui signer ?", "Pourquoi signer ?"),
        ("cmobien de prêts", "combien de prêts"),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(repairer: Repairer, typed: str, meant: str) -> None:
    assert repairer.repair(typed).text.raw == meant


@pytest.mark.parametrize(
    ("typed", "noun"),
    [
        ("territoire dindustrie", "industrie"),
        ("territoire dindustri", "industrie"),
        ("lintercommunalité", "intercommunalité"),
    ],
)
def test_a_noun_glued_to_its_article_is_found(repairer: Repairer, typed: str, noun: str) -> None:
    assert noun in [word.text for word in words(repairer.repair(typed).text.raw)]


@pytest.mark.parametrize(
    "text",
    [
        "Quelle est la durée des prêts ?", "La Banque des Territoires cofinance l'ingénierie.", "Je cherche une pomme",
        "Le cidre de Bretagne", "Qui a signé en 2019 ?", "B2B, R&D et 5G", "",
    ],
)  # fmt: skip
def test_what_is_right_is_left_as_it_is(repairer: Repairer, text: str) -> None:
    assert repairer.repair(text).text.raw == text


def test_a_short_word_near_two_others_is_left_alone(repairer: Repairer) -> None:
    """ "cidr" may be "cadre" or "cidre": nobody knows what was meant."""
    assert repairer.repair("un cidr").text.raw == "un cidr"


def test_an_alias_is_not_put_inside_its_own_meaning(repairer: Repairer) -> None:
    assert repairer.repair("la Banque des Territoires").text.raw == "la Banque des Territoires"


def test_acronyms_are_expanded_both_ways_beside_the_text(repairer: Repairer) -> None:
    for asked, other in (("Quel EPCI ?", "intercommunalité"), ("Quelle intercommunalité ?", "EPCI")):
        repaired = repairer.repair(asked)
        assert repaired.text.raw == asked
        assert other in str(repaired.expansions)


def test_an_alias_that_the_corpus_writes_is_another_name_of_what_it_means(repairer: Repairer) -> None:
    """Not one that no document writes, nor one of ordinary words, which stand there for themselves."""
    repaired = repairer.repair("Que fait la Banque des Territoires ?")
    assert [other for _, other in repaired.expansions] == ["Caisse Zorvane"]


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_repaired(repairer: Repairer, text: str) -> None:
    assert isinstance(repairer.repair(text).text.raw, str)


def test_spelling_repair_never_changes_a_word_of_the_corpus(shipped: Any) -> None:
    known = shipped.snapshot.words
    repairer = Repairer(Lexicon(), known)
    spelled = [found[0] for word in known if (found := known.get(word))]
    changed = {word: again for word in spelled if (again := repairer.repair(word).text.raw) != word}
    assert changed == {}


@pytest.mark.parametrize(
    ("typed", "words_meant"),
    [
        ("cest kan ke le prog territoire dindustri a ete lancé", ("quand", "programme", "industrie", "lancé")),
        ("les prets de la bdt c sur combien dannee max??", ("prêts", "Banque des Territoires", "combien", "d'année")),
        ("et lui il fait koi ?", ("quoi",)),
    ],
)
def test_the_shipped_lexicon_reads_what_people_type(shipped: Any, typed: str, words_meant: tuple[str, ...]) -> None:
    understood = shipped.live.reader.read(typed).text
    assert all(fold(word) in fold(understood) for word in words_meant), understood
