"""The lexicon of an index: the general one with that of its corpora; valid entries, told faults, a fingerprint."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_corpora import write

from index.language.general_lexicon import Entry, EntryKind, Lexicon, general_lexicon
from index.programmes.lexicon import load_lexicon

ENTRY = "entries:\n  - {form: koikes, means: quoi que ce soit, kind: sms, variants: [koakes]}\n"


def load(folder: Path, text: str | bytes) -> tuple[Lexicon, list[str]]:
    lexicon, problems = load_lexicon([write(folder, {"lexique.yaml": text})])
    return lexicon, [str(problem) for problem in problems]


def own(lexicon: Lexicon) -> list[Entry]:
    """What stands behind the general entries."""
    general = general_lexicon().entries
    assert lexicon.entries[: len(general)] == general
    return list(lexicon.entries[len(general) :])


def test_entries_are_read_with_their_kind_and_variants(tmp_path: Path) -> None:
    lexicon, problems = load(tmp_path, ENTRY + "  - {form: BDT, means: Banque des Territoires, kind: acronym}\n")
    assert problems == []
    assert [(entry.form, entry.variants, entry.kind) for entry in own(lexicon)] == [
        ("koikes", ("koakes",), EntryKind.SMS), ("BDT", (), EntryKind.ACRONYM),
    ]  # fmt: skip
    assert "Banque des Territoires" in [entry.means for entry in lexicon.of_kind(EntryKind.ACRONYM)]


def test_a_corpus_without_a_lexicon_has_the_general_one(tmp_path: Path) -> None:
    assert load_lexicon([tmp_path]) == (general_lexicon(), [])


@pytest.mark.parametrize("text", ["", "- a", "entries: non", "entries: [", b"entries: \xe9"])
def test_a_file_of_the_wrong_shape_is_told_and_gives_no_entry(tmp_path: Path, text: str | bytes) -> None:
    lexicon, problems = load(tmp_path, text)
    assert own(lexicon) == [] and len(problems) == 1 and "lexique.yaml" in problems[0]


@pytest.mark.parametrize("field", ["kind: argot", "means: ''", "form: ''", "truc: 1"])
def test_a_bad_entry_is_told_with_its_line_and_the_others_are_kept(tmp_path: Path, field: str) -> None:
    name = field.split(":")[0]
    fields = {"form": "slutt", "means": "salut", "kind": "sms", name: field.split(": ")[1]}
    bad = "  - {" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}\n"
    lexicon, problems = load(tmp_path, ENTRY + bad)
    assert [entry.form for entry in own(lexicon)] == ["koikes"]
    assert problems[0].startswith(f"lexique.yaml:3 [entries[1].{name}]")


def test_lexicons_of_several_corpora_add_up(tmp_path: Path) -> None:
    one = write(tmp_path / "a", {"lexique.yaml": ENTRY})
    other = write(tmp_path / "b", {"lexique.yaml": ENTRY.replace("koikes", "kankes")})
    lexicon, _ = load_lexicon([one, other])
    assert [entry.form for entry in own(lexicon)] == ["koikes", "kankes"]


def test_the_fingerprint_changes_with_any_entry(tmp_path: Path) -> None:
    first, _ = load(tmp_path, ENTRY)
    again, _ = load(tmp_path, ENTRY)
    other, _ = load(tmp_path, ENTRY.replace("koakes", "kwakes"))
    assert first.fingerprint == again.fingerprint != other.fingerprint
