"""Words of a corpus in files: found, counted, and near others; vocabularies of any strings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from index.storage.corpus_words import CorpusWords, WordCounter, spellings_of
from index.storage.string_table import Strings, Vocabulary

TEXT = "Prêt prêt PRET prets intercommunalité intercommunalite élève eleve 2018 l'œuvre " + "très " * 3


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> CorpusWords:
    folder = tmp_path_factory.mktemp("words")
    counter = WordCounter()
    counter.add(spellings_of([TEXT]))
    counter.save(folder)
    return CorpusWords(folder)


def test_a_word_has_its_most_frequent_spelling_and_its_count(known: CorpusWords) -> None:
    assert known.get("pret") == ("prêt", 3) and known.get("tres") == ("très", 3)
    assert known.get("absent") is None and "absent" not in known and "oeuvre" in known


def test_of_two_spellings_as_frequent_the_first_met_is_the_usual_one(known: CorpusWords) -> None:
    assert known.get("eleve") == ("élève", 2)


def test_a_number_is_no_word(known: CorpusWords) -> None:
    assert "2018" not in known and sorted(known) == sorted(set(known))


def test_stems_are_known_beside_words(known: CorpusWords) -> None:
    assert known.has_stem("pret") and not known.has_stem("prets")


@given(st.text("abcdeé-é' ", max_size=12), st.integers(1, 2))
@settings(max_examples=200, deadline=None)
def test_no_word_within_the_edits_is_missed(known: CorpusWords, typed: str, edits: int) -> None:
    near = {word for word in known if word.isalpha() and DamerauLevenshtein.distance(word, typed) <= edits}
    assert near <= set(known.resembling(typed, edits, 1))


def test_rare_words_are_left_out_of_what_resembles(known: CorpusWords) -> None:
    assert known.resembling("prit", 1, 3) == ["pret"] and known.resembling("prit", 1, 4) == []


@given(st.sets(st.text(max_size=80).filter(lambda s: s.isprintable()), max_size=30), st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_strings_are_found_again_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, strings: set[str], other: str
) -> None:
    folder = tmp_path_factory.mktemp("v")
    ordered = Vocabulary.create(folder, "v", strings)
    read = Vocabulary(folder, "v")
    assert list(read) == ordered and [read.number(string) for string in ordered] == list(range(len(ordered)))
    assert (other in read) == (other in strings)
    for length in {len(string) for string in strings if len(string) < 60}:
        assert {read[number] for number in read.of_length(length)} == {s for s in strings if len(s) == length}


def test_a_half_surrogate_is_looked_up_and_not_found(known: CorpusWords) -> None:
    assert "pr\ud800t" not in known


def test_texts_shorter_than_their_places_say_are_damage(tmp_path: Path) -> None:
    Strings.write(tmp_path, "s", ["un", "deux"])
    (tmp_path / "s.txt").write_bytes(b"und")
    with pytest.raises(ValueError, match="not as long"):
        Strings(tmp_path, "s")
