"""What the doctor finds wrong with an index and its documents, and what it says to do."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from small_corpora import TEXTS, Place

from index.build.doctor import Finding, Patient, examine
from index.build.lock import build_lock
from index.storage.health import file_sizes
from index.storage.manifest import MANIFEST_FILE
from index.storage.snapshot import current_id, set_current

AS_OF = dt.date(2026, 11, 22)
LONG = (
    "Le comité de pilotage du territoire se réunit deux fois par an à la sous-préfecture, en présence des maires, des "
    "chefs d'entreprise et des opérateurs, pour suivre l'avancement des projets et décider de leur financement. "
)


def examined(
    place: Place, encoder_folder: Path | None, citations: Mapping[str, int] | None = None
) -> dict[str, Finding]:
    """Findings by check; the worst where a check has several."""
    patient = Patient(place.data, "multilingual-e5-small", encoder_folder, AS_OF, citations)
    order = ("ok", "warning", "error")
    return {finding.check: finding for finding in sorted(examine(patient), key=lambda f: order.index(f.state))}


def test_a_sound_index_has_nothing_but_good_findings(place: Place, encoder_folder: Path) -> None:
    found = examined(place, encoder_folder)
    assert {finding.state for finding in found.values()} == {"ok"}
    assert set(found) == {
        "index", "encodeur", "vecteurs", "orphelins", "texte", "sections", "doublons", "validité", "restes", "disque"
    }  # fmt: skip


def test_every_fault_comes_with_a_remedy(place: Place) -> None:
    (place.corpus / "vte.txt").unlink()
    shutil.rmtree(place.live_folder / "chroma")
    found = examined(place, None)
    assert all(finding.remedy for finding in found.values() if finding.state != "ok")


def test_no_index_is_an_error_and_the_rest_is_still_examined(place: Place, encoder_folder: Path) -> None:
    (place.data / "CURRENT").unlink()
    found = examined(place, encoder_folder)
    assert found["index"].state == "error" and "assistant index" in found["index"].remedy
    assert {"restes", "disque"} < set(found)


@pytest.mark.parametrize(
    "name", ["documents.sqlite", "words.txt", "chroma/chroma.sqlite3", "keywords/scores.npy"]
)
def test_a_damaged_file_is_an_error_that_names_it(place: Place, encoder_folder: Path, name: str) -> None:
    path = place.live_folder / name
    path.write_bytes(path.read_bytes()[:-1])
    assert examined(place, encoder_folder)["index"].state == "error"


def test_an_encoder_that_is_not_prepared_is_an_error(place: Place) -> None:
    found = examined(place, None)
    assert found["encodeur"].state == "error" and "model prepare" in found["encodeur"].remedy


def test_an_index_of_another_encoder_is_an_error(place: Place, encoder_folder: Path) -> None:
    manifest = place.live_folder / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(place.encoder.fingerprint, "un-autre-0123"), "utf-8")
    found = examined(place, encoder_folder)
    assert found["encodeur"].state == "error" and "un-autre-0123" in found["encodeur"].message


def test_vectors_without_passage_are_an_error(place: Place, encoder_folder: Path) -> None:
    snapshot = place.open()
    first, *_ = snapshot.vectors.ids() or ()
    snapshot.vectors.delete([first])
    snapshot.close()
    sizes = {name: size for name, size in file_sizes(snapshot.folder).items() if name != MANIFEST_FILE}
    snapshot.manifest.model_copy(update={"files": sizes}).save(snapshot.folder)  # every file looks sound
    assert examined(place, encoder_folder)["vecteurs"].state == "error"


def test_documents_whose_file_is_gone_are_named(place: Place, encoder_folder: Path) -> None:
    place.change({"neuf.txt": LONG})
    place.build()
    (place.corpus / "vte.txt").unlink()
    found = examined(place, encoder_folder)
    assert found["orphelins"].state == "warning" and "vte" in found["orphelins"].message
    shutil.rmtree(place.corpus)
    assert "introuvable" in examined(place, encoder_folder)["orphelins"].message


def test_documents_with_hardly_any_text_and_empty_sections_are_named(place: Place, encoder_folder: Path) -> None:
    place.change({"points.txt": "…", "fiche.md": f"## Une\n\n{LONG}\n\n## Deux\n"})
    place.build()
    found = examined(place, encoder_folder)
    assert found["texte"].state == "warning" and "points" in found["texte"].message
    assert found["sections"].state == "warning" and "fiche « Deux »" in found["sections"].message


def test_documents_that_are_nearly_the_same_are_named(place: Place, encoder_folder: Path) -> None:
    place.change({"a.txt": LONG * 3, "b.txt": LONG * 3 + "Rien d'autre."})
    place.build()
    found = examined(place, encoder_folder)
    assert found["doublons"].state == "warning" and "a et b" in found["doublons"].message


def ended(status: str = "") -> str:
    return f"---\nvalid_to: 2024\n{status}---\nLe guichet d'aide aux forges a été ouvert par le département.\n"


def test_documents_past_their_validity_that_nobody_closed_are_named(place: Place, encoder_folder: Path) -> None:
    place.change({"guichet.md": ended()})
    place.build()
    found = examined(place, encoder_folder)
    assert found["validité"].state == "warning" and "guichet" in found["validité"].message
    place.change({"guichet.md": ended("status: closed\n")})
    place.build()
    assert examined(place, encoder_folder)["validité"].state == "ok"


def test_documents_past_their_validity_are_ranked_by_citations_where_they_are_known(
    place: Place, encoder_folder: Path
) -> None:
    closed = ended("status: closed\n")
    place.change(
        {"un.md": closed, "deux.md": closed.replace("forges", "mines"), "trois.md": closed.replace("aide", "appui")}
    )
    place.build()
    found = examined(place, encoder_folder, {"un": 2, "deux": 30, "prets": 99})["validité"]
    assert found.state == "warning"
    assert "deux (30 citations) ; un (2 citations)" in found.message and "prets" not in found.message
    assert examined(place, encoder_folder, {})["validité"].state == "ok"


def test_what_was_left_out_of_the_last_build_is_told(place: Place, encoder_folder: Path) -> None:
    place.change({"vide.txt": "", "neuf.txt": LONG})
    place.build()
    assert "vide.txt" in examined(place, encoder_folder)["rejets"].message


def test_remains_of_killed_builds_are_told_and_the_next_build_removes_them(place: Place, encoder_folder: Path) -> None:
    (place.live_folder.parent / "20260101T000000000000-abcdef").mkdir()
    assert examined(place, encoder_folder)["restes"].state == "warning"
    with build_lock(place.data):
        assert "en cours" in examined(place, encoder_folder)["restes"].message
    place.build()
    assert examined(place, encoder_folder)["restes"].state == "ok"


def test_an_index_that_never_went_live_is_told(place: Place, encoder_folder: Path) -> None:
    live = current_id(place.data)
    for number in range(2):
        place.change({"ademe.txt": TEXTS["ademe.txt"] + f"\nUne phrase de plus, la numéro {number}.\n"})
        place.build()
    before = sorted(path.name for path in place.live_folder.parent.iterdir())
    shutil.copytree(place.live_folder, place.live_folder.parent / (live or ""))
    set_current(place.data, before[-1])
    assert examined(place, encoder_folder)["restes"].state == "warning"
