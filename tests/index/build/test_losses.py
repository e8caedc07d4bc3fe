"""A slip in a file of records takes none of them out of the index; removing one from its file does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_corpora import Place
from sound_corpus import EVENTS, FIGURES, OFFERS, OPERATORS, SOURCES

from index.build.losses import LossError
from index.storage.snapshot import current_id

FILES = {
    "sources.yaml": SOURCES,
    "operateurs/tous.yaml": OPERATORS,
    "offres/banque.yaml": OFFERS,
    "chiffres/chefs.yaml": FIGURES,
    "evenements/tous.yaml": EVENTS,
}


@pytest.fixture
def recorded(place: Place) -> Place:
    place.change(FILES)
    assert not place.build().problems
    return place


def broken(place: Place, name: str, before: str, after: str) -> Path:
    path = place.corpus / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "before", "after", "lost", "told"),
    [
        ("chiffres/chefs.yaml", "unit:", "unti:", "chefs-de-projet", "chiffres/chefs.yaml:2 [figures[0].unit"),
        ("offres/banque.yaml", "    aid: [", "   aid: [", "pret-essai", "offres/banque.yaml"),
        ("evenements/tous.yaml", "sources: [s1]", "sources: [s9]", "lancement-essai", "unknown source 's9'"),
        ("sources.yaml", "  - id: s2", "  - di: s2", "chefs-de-projet", "chiffres/chefs.yaml"),
    ],
    ids=["a misspelt key", "no YAML any more", "an unknown source", "a slip in the register"],
)
@pytest.mark.parametrize("full", [False, True], ids=["", "full"])
def test_a_slip_that_loses_a_record_is_refused_with_its_place(
    recorded: Place, name: str, before: str, after: str, lost: str, told: str, full: bool
) -> None:
    live, files = current_id(recorded.data), recorded.files()
    broken(recorded, name, before, after)
    with pytest.raises(LossError) as caught:
        recorded.build(full=full)
    assert lost in str(caught.value) and told in str(caught.value) and "--force" in str(caught.value)
    assert lost in {loss.document_id for loss in caught.value.losses}
    assert current_id(recorded.data) == live and recorded.files().keys() == files.keys()
    assert not recorded.encoder.encoded


def test_a_corrected_slip_changes_nothing(recorded: Place) -> None:
    path = recorded.corpus / "chiffres/chefs.yaml"
    before = path.read_text("utf-8")
    broken(recorded, "chiffres/chefs.yaml", "unit:", "unti:")
    with pytest.raises(LossError):
        recorded.build()
    path.write_text(before, "utf-8")
    assert not recorded.build().built


def test_force_goes_without_the_record_and_says_so(recorded: Place) -> None:
    broken(recorded, "chiffres/chefs.yaml", "unit:", "unti:")
    report = recorded.build(force=True)
    assert report.built and [loss.document_id for loss in report.lost] == ["chefs-de-projet"]
    again = recorded.build()
    assert not again.built and again.lost == ()


def test_a_dry_run_tells_what_would_be_lost(recorded: Place) -> None:
    broken(recorded, "chiffres/chefs.yaml", "unit:", "unti:")
    assert [loss.document_id for loss in recorded.build(dry_run=True).lost] == ["chefs-de-projet"]


def _emptied(place: Place) -> None:
    (place.corpus / "chiffres/chefs.yaml").write_text("figures: []\n", "utf-8")


def _gone(place: Place) -> None:
    (place.corpus / "chiffres/chefs.yaml").unlink()


@pytest.mark.parametrize("remove", [_emptied, _gone])
def test_a_record_that_is_taken_out_is_gone(recorded: Place, remove: Callable[[Place], None]) -> None:
    remove(recorded)
    (recorded.corpus / "casse.yaml").write_text("figures: [{}]\n", "utf-8")  # another file's slip is not its own
    report = recorded.build()
    assert report.built and report.plan.removed == ("chefs-de-projet",) and report.problems


def test_a_free_file_that_is_damaged_is_left_out_and_told(recorded: Place) -> None:
    (recorded.corpus / "vte.txt").write_bytes(bytes(500))
    report = recorded.build()
    assert report.built and report.plan.removed == ("vte",) and report.problems and report.lost == ()


def test_a_first_build_has_nothing_to_lose(recorded: Place, tmp_path: Path) -> None:
    broken(recorded, "chiffres/chefs.yaml", "unit:", "unti:")
    report = Place(recorded.corpus, tmp_path / "first", recorded.encoder).build()
    assert report.built and report.problems
