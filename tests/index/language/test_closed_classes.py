"""Closed classes: a table that says a thing twice, or in a way that never matches, is refused with its file and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from index.errors import Problem
from index.language.closed_classes import FOLDER, Forms, Table, Words, WordSet, by_form, load
from index.language.words import ELISIONS, PRONOUNS, QUESTION_WORDS, STOP_WORDS, fold


class Small(Table):
    nouns: Words
    verbs: WordSet = frozenset()
    units: Forms = Field(default_factory=dict)


def read(folder: Path, text: str) -> Small:
    (folder / "small.yaml").write_text(text, "utf-8")
    return load("small.yaml", Small, folder)


def test_a_table_is_read_as_written(tmp_path: Path) -> None:
    table = read(tmp_path, "nouns: [forge, au total]\nverbs: [dure]\nunits: {EUR: [€, euro]}\n")
    assert (table.nouns, table.verbs) == (("forge", "au total"), {"dure"})
    assert by_form(table.units) == {"€": "EUR", "euro": "EUR"}


def test_words_that_yaml_takes_for_something_else_are_words(tmp_path: Path) -> None:
    assert read(tmp_path, "nouns: [on, no, 1er, '2', null, 12:30]\n").nouns == ("on", "no", "1er", "2", "null", "12:30")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nouns: [forge, usine, forge]", r"small\.yaml \[nouns\] .*'forge' stands twice"),
        ("nouns: []\nverbs: [dure, dure]", r"small\.yaml \[verbs\] .*'dure' stands twice"),
        ("nouns: [forge, Usine]", r"small\.yaml \[nouns\.1\] .*'Usine' is not a word in lower case"),
        ("nouns: [forge, ' ']", r"small\.yaml \[nouns\.1\] .*lower case"),
        ("nouns: []\nunits: {m: [m], km: [km, m]}", r"small\.yaml \[units\] .*'m' stands twice"),
        ("nouns: []\nunits: {m: [M]}", r"small\.yaml \[units\.m\.0\] .*'M' is not a word in lower case"),
        ("nouns: []\nadverbs: [vite]", r"small\.yaml \[adverbs\] Extra"),
        ("verbs: [dure]", r"small\.yaml \[nouns\] .*required"),
        ("nouns: forge", r"small\.yaml \[nouns\] .*tuple"),
        ("nouns: []\nnouns: [forge]", r"small\.yaml:2 .*the key 'nouns' stands twice"),
        ("nouns: [forge", r"small\.yaml:\d+ not valid YAML"),
        ("", r"small\.yaml .*dictionary"),
    ],
)
def test_a_fault_names_its_file_and_key(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as fault:
        read(tmp_path, text)
    fault.match(told)


def test_every_table_ships_with_the_code_and_is_in_use() -> None:
    code = "".join(path.read_text("utf-8") for path in FOLDER.parent.glob("*.py"))
    tables = [path.name for path in FOLDER.iterdir()]
    assert tables and all(path.suffix == ".yaml" for path in FOLDER.iterdir())
    assert [name for name in tables if f'load("{name}"' not in code] == []


@pytest.mark.parametrize("listed", [STOP_WORDS, QUESTION_WORDS, PRONOUNS, ELISIONS])
def test_words_that_folded_text_is_compared_with_are_folded(listed: frozenset[str]) -> None:
    assert [word for word in listed if fold(word) != word] == []
