"""The lexicon of a corpus: valid entries, told faults, a fingerprint that follows every change."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_corpora import write

from index.programmes.lexicon import EntryKind, Lexicon, load_lexicon

ENTRY = "entries:\n  - {form: koi, means: quoi, kind: sms, variants: [koa]}\n"


def load(folder: Path, text: str | bytes) -> tuple[Lexicon, list[str]]:
    lexicon, problems = load_lexicon([write(folder, {"lexique.yaml": text})])
    return lexicon, [str(problem) for problem in problems]


def test_entries_are_read_with_their_kind_and_variants(tmp_path: Path) -> None:
    lexicon, problems = load(tmp_path, ENTRY + "  - {form: BDT, means: Banque des Territoires, kind: acronym}\n")
    assert problems == []
    assert [entry.form for entry in lexicon.of_kind(EntryKind.SMS)] == ["koi"]
    assert [entry.means for entry in lexicon.of_kind(EntryKind.ACRONYM)] == ["Banque des Territoires"]
    assert next(iter(lexicon.of_kind(EntryKind.SMS))).variants == ("koa",)


def test_a_corpus_without_a_lexicon_has_an_empty_one(tmp_path: Path) -> None:
    assert load_lexicon([tmp_path]) == (Lexicon(), [])


@pytest.mark.parametrize("text", ["", "- a", "entries: non", "entries: [", b"entries: \xe9"])
def test_a_file_of_the_wrong_shape_is_told_and_gives_no_entry(tmp_path: Path, text: str | bytes) -> None:
    lexicon, problems = load(tmp_path, text)
    assert lexicon.entries == () and len(problems) == 1 and "lexique.yaml" in problems[0]


@pytest.mark.parametrize("field", ["kind: argot", "means: ''", "form: ''", "truc: 1"])
def test_a_bad_entry_is_told_with_its_line_and_the_others_are_kept(tmp_path: Path, field: str) -> None:
    name = field.split(":")[0]
    fields = {"form": "slt", "means": "salut", "kind": "sms", name: field.split(": ")[1]}
    bad = "  - {" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}\n"
    lexicon, problems = load(tmp_path, ENTRY + bad)
    assert [entry.form for entry in lexicon.entries] == ["koi"]
    assert problems[0].startswith(f"lexique.yaml:3 [entries[1].{name}]")


def test_lexicons_of_several_corpora_add_up(tmp_path: Path) -> None:
    one = write(tmp_path / "a", {"lexique.yaml": ENTRY})
    other = write(tmp_path / "b", {"lexique.yaml": ENTRY.replace("koi", "kan").replace("quoi", "quand")})
    lexicon, _ = load_lexicon([one, other])
    assert [entry.form for entry in lexicon.entries] == ["koi", "kan"]


def test_the_fingerprint_changes_with_any_entry(tmp_path: Path) -> None:
    first, _ = load(tmp_path, ENTRY)
    again, _ = load(tmp_path, ENTRY)
    other, _ = load(tmp_path, ENTRY.replace("koa", "kwa"))
    assert first.fingerprint == again.fingerprint != other.fingerprint
