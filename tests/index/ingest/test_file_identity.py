"""Which document a file is: renamed files keep their identity, files with one text are one document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_corpora import TEXTS, Place, nearest, write

from index.ingest.corpus_folder import Reading, read_corpora
from index.ingest.file_identity import Duplicate, Origin, Renamed, load_origins, program_files
from index.language.closed_classes import FOLDER

FOUNDED = "Le syndicat a été fondé en 1999 par douze communes de la vallée.\n"


def read(folder: Path, files: dict[str, str | bytes], known: tuple[Origin, ...] = ()) -> Reading:
    return read_corpora([write(folder, files)], known)


def ids(reading: Reading) -> dict[str, str]:
    """Id by path."""
    return {document.path: document.id for document in reading.documents}


# --- renames ---------------------------------------------------------------------------------------


def test_a_renamed_file_keeps_its_identity_without_encoding(place: Place) -> None:
    (place.corpus / "ademe.txt").rename(place.corpus / "transition.txt")
    report = place.build()
    assert report.plan.renamed == (Renamed("ademe", "ademe.txt", "transition.txt"),)
    assert report.plan.added == report.plan.removed == report.plan.redescribed == ()
    assert place.encoder.encoded == []
    snapshot = place.open()
    assert snapshot.document("ademe").path == "transition.txt"
    assert nearest(snapshot, place.encoder, "Qui finance la décarbonation ?", 1)[0].startswith("ademe:")
    snapshot.close()


def test_a_file_keeps_the_identity_of_its_first_name_in_later_builds(place: Place) -> None:
    (place.corpus / "ademe.txt").rename(place.corpus / "transition.txt")
    place.build()
    assert not place.build().built
    place.change({"transition.txt": TEXTS["ademe.txt"] + "\nElle conseille aussi les communes.\n"})
    assert place.build().plan.changed == ("ademe",)
    assert place.build(full=True).plan.renamed == ()
    assert "ademe" in {document.id for document in place.open().documents()}


def test_a_new_file_at_the_old_name_is_another_document(place: Place) -> None:
    (place.corpus / "ademe.txt").rename(place.corpus / "transition.txt")
    place.build()
    place.change({"ademe.txt": FOUNDED})
    assert place.build().plan.added == ("ademe-2",)


def test_a_file_that_was_copied_and_then_changed_is_no_rename(tmp_path: Path) -> None:
    """The first path is still there: it keeps the identity, whatever it now says."""
    known = read(tmp_path, {"a.txt": FOUNDED}).origins
    reading = read(tmp_path, {"a.txt": "Un tout autre texte, sur les transports.\n", "b.txt": FOUNDED}, known)
    assert ids(reading) == {"a.txt": "a", "b.txt": "b"} and reading.renamed == ()


def test_a_declared_id_wins_over_what_is_remembered(tmp_path: Path) -> None:
    known = read(tmp_path, {"a.md": FOUNDED}).origins
    (tmp_path / "a.md").unlink()
    reading = read(tmp_path, {"b.md": f"---\nid: statuts\n---\n{FOUNDED}"}, known)
    assert ids(reading) == {"b.md": "statuts"}


def test_a_declared_id_goes_with_its_declaration(tmp_path: Path) -> None:
    known = read(tmp_path, {"a.md": f"---\nid: coquille\n---\n{FOUNDED}"}).origins
    assert ids(read(tmp_path, {"a.md": FOUNDED}, known)) == {"a.md": "a"}


def test_a_renamed_file_with_a_declared_id_is_told_as_renamed(tmp_path: Path) -> None:
    text = f"---\nid: statuts\n---\n{FOUNDED}"
    known = read(tmp_path, {"a.md": text}).origins
    (tmp_path / "a.md").unlink()
    assert read(tmp_path, {"b.md": text}, known).renamed == (Renamed("statuts", "a.md", "b.md"),)


def test_two_renamed_files_keep_apart(tmp_path: Path) -> None:
    other = "Le comité de pilotage se réunit deux fois par an à la sous-préfecture.\n"
    known = read(tmp_path / "avant", {"a.txt": FOUNDED, "b.txt": other}).origins
    reading = read(tmp_path / "apres", {"c/a.txt": other, "c/b.txt": FOUNDED}, known)
    assert ids(reading) == {"c/a.txt": "b", "c/b.txt": "a"}


def test_an_identity_is_not_given_twice(tmp_path: Path) -> None:
    """Two copies appear where one file went: they are one document, under its identity."""
    known = read(tmp_path / "avant", {"a.txt": FOUNDED}).origins
    reading = read(tmp_path / "apres", {"b.txt": FOUNDED, "c.txt": FOUNDED}, known)
    assert ids(reading) == {"b.txt": "a"} and reading.duplicates == (Duplicate("c.txt", "a"),)


def test_from_nothing_identities_are_a_function_of_the_corpus(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"b.txt": FOUNDED, "a.txt": FOUNDED, "c.md": f"---\nid: c1\n---\nÀ part. {FOUNDED}"}
    one, other = read(tmp_path / "un", files), read(tmp_path / "deux", dict(reversed(files.items())))
    assert one.documents == other.documents and one.origins == other.origins
    assert ids(one) == {"a.txt": "a", "c.md": "c1"}


def test_damaged_origins_are_no_origins(place: Place) -> None:
    (place.live_folder / "origins.json").write_bytes(b"\xff[{")
    assert load_origins(place.live_folder) == ()
    assert place.build().plan.empty and load_origins(place.live_folder) != ()


# --- duplicates ------------------------------------------------------------------------------------


def test_two_files_with_one_text_are_one_document_that_tells_both(place: Place) -> None:
    place.change({"copie.md": f"---\ntitle: Reprise\npublisher: Mairie\nurl: https://exemple.fr/r\n---\n{FOUNDED}"})
    place.change({"original.txt": FOUNDED})
    report = place.build()
    assert report.plan.added == ("copie",) and report.plan.duplicates == (Duplicate("original.txt", "copie"),)
    snapshot = place.open()
    document = snapshot.document("copie")
    assert document.publisher == "Mairie" and [copy.id for copy in document.also_at] == ["original.txt"]
    assert sum("1999" in passage.text(snapshot.document("copie")) for passage, owner in
               map(snapshot.passage, range(len(snapshot.passages))) if owner.id == "copie") == 1  # fmt: skip
    snapshot.close()


def test_the_file_that_declares_most_gives_the_metadata(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": FOUNDED,
        "b.md": f"---\npublisher: Mairie\npublished_on: 2020\n---\n{FOUNDED}",
    }
    document = read(tmp_path, files).documents[0]
    assert (document.id, document.publisher, document.path) == ("a", "Mairie", "b.md")


def test_a_copy_that_arrives_later_changes_neither_identity_nor_vectors(place: Place) -> None:
    place.change({"aaa.txt": TEXTS["vte.txt"]})
    report = place.build()
    assert report.plan.redescribed == ("vte",) and report.plan.added == () and place.encoder.encoded == []


def test_a_document_outlives_the_removal_of_its_first_file(place: Place) -> None:
    place.change({"zzz.txt": TEXTS["vte.txt"]})
    place.build()
    (place.corpus / "vte.txt").unlink()
    report = place.build()
    assert report.plan.removed == () and report.plan.duplicates == ()
    document = place.open().document("vte")
    assert document.path == "zzz.txt" and document.also_at == ()


# --- reading only what changed ---------------------------------------------------------------------


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are read and parsed from now on."""
    import index.ingest.corpus_folder as corpus

    read_file, names = corpus.read_file, []

    def recording(path: Path, *arguments: object) -> object:
        names.append(path.name)
        return read_file(path, *arguments)

    monkeypatch.setattr(corpus, "read_file", recording)
    return names


def test_only_changed_files_are_read(place: Place, readings: list[str]) -> None:
    place.change({"vte.txt": TEXTS["vte.txt"] + "\nIl dure douze mois.\n"})
    (place.corpus / "vte.txt.meta.yaml").write_text("publisher: Bpifrance\n", "utf-8")
    place.build()
    assert readings == ["vte.txt"]
    readings.clear()
    (place.corpus / "vte.txt.meta.yaml").unlink()
    place.build()
    assert readings == ["vte.txt"] and place.open().document("vte").publisher is None


def test_a_full_build_reads_everything(place: Place, readings: list[str]) -> None:
    place.build(full=True)
    assert sorted(readings) == sorted(TEXTS)


def test_a_changed_register_reaches_the_documents_that_cite_it(place: Place) -> None:
    register = "sources:\n  - {id: s1, title: Un rapport, publisher: %s}\n"
    place.change({"sources.yaml": register % "Agence", "fiche.md": f"{FOUNDED.strip()}[^s1]\n"})
    place.build()
    place.change({"sources.yaml": register % "Ministère"})
    assert place.build().plan.redescribed == ("fiche",)
    assert place.open().document("fiche").sources[0].publisher == "Ministère"


def test_what_a_reader_could_not_read_is_told_again_without_reading_again(
    place: Place, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import index.ingest.corpus_folder as corpus

    read_file = corpus.read_file
    monkeypatch.setattr(corpus, "read_file", lambda *given: replace(read_file(*given), notes=("page 2 is a scan",)))
    place.change({"vte.txt": TEXTS["vte.txt"] + "\nIl dure douze mois.\n"})
    first = place.build()
    readings.clear()
    again = place.build()
    assert [str(problem) for problem in first.problems] == ["vte.txt page 2 is a scan."]
    assert [str(problem) for problem in again.problems] == ["vte.txt page 2 is a scan."]
    assert readings == []


def test_another_table_of_the_language_is_another_program() -> None:
    """What was read with an earlier table is read again: a corrected unit changes the figures of every sentence."""
    assert set(FOLDER.glob("*.yaml")) <= set(program_files()) and (FOLDER.parent / "text.py") in program_files()
