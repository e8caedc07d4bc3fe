"""The general lexicon: what anybody types to an administration; it holds to the rules of a corpus and names no programme."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from index.checking.corpus_checks import check_corpora
from index.language.closed_classes import FOLDER
from index.language.general_lexicon import EntryKind, Lexicon, general_lexicon
from index.language.words import fold
from index.programmes.lexicon import LEXICON_FILE

SHIPPED = Path(__file__).resolve().parents[3] / "corpus"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return general_lexicon()


@pytest.mark.parametrize(
    ("form", "means", "kind"),
    [
        ("koi", "quoi", EntryKind.SMS),
        ("lentreprise", "l'entreprise", EntryKind.SMS),
        ("subvantion", "subvention", EntryKind.SPELLING),
        ("EPCI", "établissement public de coopération intercommunale", EntryKind.ACRONYM),
        ("agglo", "communauté d'agglomération", EntryKind.ALIAS),
    ],
)
def test_it_knows_what_people_type_to_any_administration(form: str, means: str, kind: EntryKind, lexicon: Lexicon) -> None:
    assert (form, means) in {(entry.form, entry.means) for entry in lexicon.of_kind(kind)}


def test_it_holds_to_the_rules_of_a_corpus(tmp_path: Path) -> None:
    """One meaning for each form, and none that is an everyday word: `assistant check` says so of a corpus."""
    (tmp_path / "note.md").write_text("# Note\n\nUne note courte.\n", "utf-8")
    (tmp_path / LEXICON_FILE).write_bytes((FOLDER / "lexicon.yaml").read_bytes())
    problems = [str(problem) for problem in check_corpora([tmp_path], dt.date(2026, 11, 28))]
    assert [problem for problem in problems if LEXICON_FILE in problem] == []


def test_it_names_no_programme_and_no_operator(lexicon: Lexicon) -> None:
    """An index of another programme must not turn its words into names of the shipped one."""
    shipped = yaml.safe_load((SHIPPED / LEXICON_FILE).read_text("utf-8"))["entries"]
    operators = {fold(entry[name]) for entry in shipped if "operator" in entry for name in ("form", "means")}
    texts = {fold(text) for entry in lexicon.entries for text in (entry.form, entry.means, *entry.variants)}
    assert len(operators) > 20 and texts.isdisjoint(operators)
    assert [text for text in texts if "territoires d'industrie" in text or "territoire d'industrie" in text] == []
    assert [entry.form for entry in lexicon.entries if entry.operator] == []
