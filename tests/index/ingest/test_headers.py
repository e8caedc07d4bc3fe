"""Metadata: front matter, sidecars, `documents.yaml`, and what is inferred where nothing is declared."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_corpora import write

from index.documents.document import Document, Status
from index.documents.yaml_files import split_front_matter
from index.ingest.corpus_folder import Reading, read_corpora
from index.ingest.headers import infer_publication, infer_title
from index.language.dates import PartialDate

TEXT = "La Banque des Territoires finance les études des communes.\n"


def read(folder: Path, files: dict[str, str | bytes]) -> Reading:
    return read_corpora([write(folder, files)])


def document(folder: Path, files: dict[str, str | bytes]) -> Document:
    reading = read(folder, files)
    assert reading.problems == [] and len(reading.documents) == 1, reading.problems
    return reading.documents[0]


def problem(folder: Path, files: dict[str, str | bytes]) -> str:
    reading = read(folder, files)
    assert len(reading.problems) == 1, reading.problems
    return str(reading.problems[0])


def front(fields: str) -> dict[str, str | bytes]:
    return {"a.md": f"---\n{fields}\n---\n{TEXT}"}


def test_front_matter_declares_every_document_field(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        front(
            "id: prets\ntitle: Les prêts\npublisher: Banque\npublished_on: 2019-03\nurl: https://exemple.fr/p\n"
            "valid_from: 2019\nvalid_to: 2022-12-31\nstatus: closed\nreplaces: [vieux]\nauthority: operator\nnames: [BDT]"
        ),
    )
    assert (found.id, found.title, found.publisher) == ("prets", "Les prêts", "Banque")
    assert found.published_on == PartialDate.parse("2019-03")
    assert (found.valid_from, found.valid_to) == (PartialDate.parse("2019"), PartialDate.parse("2022-12-31"))
    assert found.status is Status.CLOSED and found.replaces == ("vieux",) and found.names == ("BDT",)
    assert found.inferred == ()
    assert found.text == TEXT.strip()


def test_broken_yaml_is_reported_with_its_line_in_the_file(tmp_path: Path) -> None:
    assert problem(tmp_path, front("title: ok\npublisher: a: b")).startswith("a.md:3 not valid YAML")


@pytest.mark.parametrize("fields", ["- a\n- b", "bonjour", "12"], ids=["list", "text", "number"])
def test_front_matter_that_is_no_mapping_is_reported(tmp_path: Path, fields: str) -> None:
    assert "mapping" in problem(tmp_path, front(fields))


def test_an_unknown_field_is_reported_with_the_known_ones(tmp_path: Path) -> None:
    told = problem(tmp_path, front("auteur: Dupont"))
    assert "[auteur]" in told and "publisher" in told


@pytest.mark.parametrize("fields", ["published_on: 2023-02-30", "published_on: hier", "status: ouvert", "title: [a]"])
def test_a_wrong_value_is_reported_with_its_field(tmp_path: Path, fields: str) -> None:
    assert f"[{fields.split(':')[0]}]" in problem(tmp_path, front(fields))


def test_empty_front_matter_declares_nothing(tmp_path: Path) -> None:
    assert document(tmp_path, {"a.md": f"---\n---\n{TEXT}"}).text == TEXT.strip()


def test_an_unclosed_front_matter_is_text(tmp_path: Path) -> None:
    assert split_front_matter("---\ntitle: x\n") == (None, "---\ntitle: x\n", 0)


def test_a_blank_title_is_as_good_as_none(tmp_path: Path) -> None:
    """A blank text has no vector: it would stop the whole build."""
    found = document(tmp_path, front("title: ' '\nnames: ['', ' ', BDT]"))
    assert found.title.strip() and found.names == ("BDT",)


@pytest.mark.parametrize("name", ["a.txt.meta.yaml", "a.meta.yaml"])
def test_a_sidecar_describes_its_file(tmp_path: Path, name: str) -> None:
    found = document(tmp_path, {"a.txt": TEXT, name: "title: Déclaré\npublished_on: 2019-03-05\n"})
    assert found.title == "Déclaré" and found.published_on == PartialDate.parse("2019-03-05")
    assert "title" not in found.inferred


def test_the_folder_file_describes_its_files(tmp_path: Path) -> None:
    listed = "- file: a.txt\n  title: Déclaré\n  publisher: Agence\n"
    found = document(tmp_path, {"a.txt": TEXT, "documents.yaml": listed})
    assert (found.title, found.publisher) == ("Déclaré", "Agence")


def test_front_matter_wins_over_the_sidecar_and_that_over_the_folder_file(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "a.md": f"---\ntitle: entête\n---\n{TEXT}",
            "b.txt": f"Un autre texte. {TEXT}",
            "a.meta.yaml": "title: voisin",
            "b.meta.yaml": "title: voisin",
            "documents.yaml": "- {file: a.md, title: dossier}\n- {file: b.txt, title: dossier}\n",
        },
    )
    assert [document.title for document in reading.documents] == ["entête", "voisin"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("documents.yaml", b"- title: sans fichier\n"),
        ("documents.yaml", b"texte"),
        ("documents.yaml", b"- {file: a.txt, auteur: x}\n"),
        ("documents.yaml", b"- {file: a.txt\n"),
        ("documents.yaml", "- {file: a.txt, title: été}\n".encode("latin-1")),
        ("a.meta.yaml", "title: été\n".encode("latin-1")),
        ("a.meta.yaml", b"- a\n"),
        ("a.meta.yaml", b"title: [\n"),
    ],
    ids=[
        "no file",
        "no list",
        "unknown field",
        "broken",
        "latin-1",
        "sidecar latin-1",
        "sidecar list",
        "sidecar broken",
    ],
)
def test_bad_metadata_beside_a_file_is_reported_and_stops_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    reading = read(tmp_path, {"a.txt": TEXT, "b/bon.txt": f"Un autre texte. {TEXT}", name: content})
    assert len(reading.problems) == 1
    assert "b-bon" in {document.id for document in reading.documents}


def test_a_title_is_inferred_from_the_first_heading_and_marked_so(tmp_path: Path) -> None:
    found = document(tmp_path, {"a.md": f"# Les prêts\n\n{TEXT}"})
    assert found.title == "Les prêts" and "title" in found.inferred


def test_a_long_first_line_is_cut_at_a_word() -> None:
    title = infer_title("mot " * 60, ())
    assert title is not None and len(title) <= 91 and title.endswith("mot…")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Publié le 9 novembre 2023\n\nLe programme…", "2023-11-09"),
        ("Titre\nMis en ligne le 05/03/2019 par la rédaction", "2019-03-05"),
        ("Le programme a été lancé le 22 novembre 2018.", None),
    ],
)
def test_the_publication_date_is_the_one_the_text_says_it_was_published_on(text: str, expected: str | None) -> None:
    found = infer_publication(text)
    assert (found and found.iso()) == expected


def test_a_text_may_not_pass_for_a_record(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "---\nkind: offer\n---\nUn texte.\n", "b.md": "---\nkind: note\n---\nUn autre texte.\n"})
    reading = read_corpora([tmp_path])
    assert [document.id for document in reading.documents] == ["b"]
    assert "kept for records" in str(reading.problems[0]) and reading.problems[0].file == "a.md"
