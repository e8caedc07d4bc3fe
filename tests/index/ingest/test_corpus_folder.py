"""Reading a corpus folder: which files count, what is refused, and that one bad file costs nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_corpora import write
from sound_corpus import CORPUS, SHEET, SOURCES

from bench.sample_files import SAMPLES
from index.formats import MAX_BYTES
from index.ingest.corpus_folder import Reading, corpus_files, read_corpora
from index.storage.passages import cut

GOOD = "Un bon document\n\nLa Banque des Territoires finance les études des communes.\n"


def good(number: int) -> str:
    """A good text that no other file has."""
    return f"{GOOD}C'est le document numéro {number}.\n"


def read(folder: Path, files: dict[str, str | bytes]) -> Reading:
    """Reads those files beside a good one, which must come through whatever the others hold."""
    reading = read_corpora([write(folder, {"bon.txt": GOOD, **files})])
    assert "bon" in {document.id for document in reading.documents}
    return reading


def only_problem(reading: Reading) -> str:
    assert len(reading.problems) == 1, reading.problems
    return str(reading.problems[0])


def ids(reading: Reading) -> list[str]:
    return [document.id for document in reading.documents]


def test_documents_and_records_are_read_in_order_of_their_ids(tmp_path: Path) -> None:
    reading = read_corpora([write(tmp_path, CORPUS)])
    assert reading.problems == []
    assert ids(reading) == sorted(ids(reading))
    assert {"fiche-essai", "banque", "pret-essai", "qui-candidate"} <= set(ids(reading))


def test_an_empty_corpus_has_no_document_and_no_problem(tmp_path: Path) -> None:
    assert read_corpora([tmp_path]) == Reading()


def test_a_corpus_that_is_no_folder_is_reported(tmp_path: Path) -> None:
    reading = read_corpora([tmp_path / "absent"])
    assert "absent" in only_problem(reading) and "not a folder" in only_problem(reading)


@pytest.mark.parametrize("content", [b"", b"  \n\t\n", b"\xef\xbb\xbf"], ids=["empty", "blank", "mark"])
def test_an_empty_file_is_reported_and_the_others_are_read(tmp_path: Path, content: bytes) -> None:
    reading = read(tmp_path, {"vide.txt": content})
    assert only_problem(reading).startswith("vide.txt ") and ids(reading) == ["bon"]


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 20])
def test_a_binary_file_named_txt_is_reported(tmp_path: Path, content: bytes) -> None:
    assert "binary" in only_problem(read(tmp_path, {"image.txt": content}))


def test_a_text_of_fifty_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    """The file is sparse: reading it would take 50 MB, refusing it takes none."""
    with (tmp_path / "enorme.txt").open("wb") as file:
        file.truncate(50_000_000)
    assert MAX_BYTES < 50_000_000
    assert "50 MB is more than" in only_problem(read(tmp_path, {}))


def test_an_unknown_format_is_a_warning_that_names_the_known_ones(tmp_path: Path) -> None:
    reading = read(tmp_path, {"tableau.xyz": "a;b"})
    assert reading.errors == [] and ".txt" in only_problem(reading)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """A corpus must not publish what lies beside it."""
    (tmp_path / "secret.txt").write_text("Le mot de passe est dans ce fichier secret.", "utf-8")
    corpus = write(tmp_path / "corpus", {"bon.txt": GOOD})
    (corpus / "lien.txt").symlink_to(tmp_path / "secret.txt")
    (corpus / "dossier").symlink_to(tmp_path, target_is_directory=True)
    assert [path.name for path in corpus_files(corpus)] == ["bon.txt"]


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    corpus = write(tmp_path, {"bon.txt": GOOD})
    (corpus / "autre.txt").symlink_to(corpus / "bon.txt")
    reading = read_corpora([corpus])
    assert ids(reading) == ["autre"] and [copy.id for copy in reading.documents[0].also_at] == ["bon.txt"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    files = {".cache.txt": GOOD, "_brouillons/a.txt": GOOD, ".git/b.txt": GOOD, "README.md": GOOD}
    assert ids(read(tmp_path, dict(files))) == ["bon"]


def test_odd_file_names_make_sound_ids(tmp_path: Path) -> None:
    reading = read(tmp_path, {"été (1)/le plan… n°2 & co.txt": good(1), "😀.txt": good(2), 'a\'b "c".md': good(3)})
    assert reading.problems == []
    assert len(set(ids(reading))) == 4
    assert all(identity and not set(identity) & set(" /'\"&()") for identity in ids(reading))


def test_a_file_name_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    with open(os.path.join(os.fsencode(tmp_path), b"m\xe9t\xe9o.txt"), "wb") as file:
        file.write(GOOD.encode())
    assert "rename the file" in only_problem(read(tmp_path, {}))


def test_files_of_the_same_stem_keep_apart(tmp_path: Path) -> None:
    reading = read(tmp_path, {"a.md": good(1), "a.txt": good(2), "b/c.txt": good(3), "b-c.txt": good(4)})
    assert ids(reading) == ["a", "a-2", "b-c", "b-c-2", "bon"]


def test_a_record_id_used_twice_is_an_error(tmp_path: Path) -> None:
    again = CORPUS["operateurs/operateurs.yaml"]
    reading = read_corpora([write(tmp_path, {**CORPUS, "operateurs/encore.yaml": again})])
    assert "id 'banque' is already used" in only_problem(reading)
    assert ids(reading).count("banque") == 1


def test_an_unknown_footnote_source_is_reported_by_its_name(tmp_path: Path) -> None:
    sheet = SHEET.replace("[^s2]", "[^fantome]")
    reading = read(tmp_path, {"sources.yaml": SOURCES, "fiche.md": sheet})
    assert "fantome" in only_problem(reading) and "fiche.md" in only_problem(reading)


def test_a_footnote_becomes_the_source_of_its_sentence(tmp_path: Path) -> None:
    reading = read(tmp_path, {"sources.yaml": SOURCES, "fiche.md": SHEET})
    sheet = next(document for document in reading.documents if document.id == "fiche-essai")
    backed = {sheet.text[a.start : a.end]: a.sources for a in sheet.attributions}
    assert backed == {
        "Le programme d'essai aide les communes à garder leurs usines.": ("s1",),
        "Le bilan du programme d'essai date de mai 2025.": ("s2",),
    }
    assert sheet.source("s2").publisher == "Agence"


def test_an_unknown_operator_of_an_offer_is_reported_with_its_line(tmp_path: Path) -> None:
    offers = CORPUS["offres/offres.yaml"].replace("[banque]", "[inconnue]")
    reading = read_corpora([write(tmp_path, {**CORPUS, "offres/offres.yaml": offers})])
    assert "offres/offres.yaml:2" in only_problem(reading) and "inconnue" in only_problem(reading)


def test_a_wrong_field_of_a_record_is_reported_with_file_line_and_field(tmp_path: Path) -> None:
    offers = CORPUS["offres/offres.yaml"].replace("status: current", "status: ouvert")
    reading = read_corpora([write(tmp_path, {**CORPUS, "offres/offres.yaml": offers})])
    line = offers.split("\n").index("    status: ouvert") + 1
    assert only_problem(reading).startswith(f"offres/offres.yaml:{line} [offers[0].status]")


@pytest.mark.parametrize(
    "content", ["", "texte", "- a\n- b\n", "zut: []\n", "events: non\n", "events: [\n", "events:\n- date: 2023-02-30\n"]
)
def test_a_record_file_of_the_wrong_shape_is_reported(tmp_path: Path, content: str) -> None:
    reading = read(tmp_path, {"faits.yaml": content})
    assert reading.errors and all(problem.file == "faits.yaml" for problem in reading.problems)


def test_a_record_file_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    assert "UTF-8" in only_problem(read(tmp_path, {"faits.yaml": "events: été".encode("latin-1")}))


def test_several_corpora_are_one(tmp_path: Path) -> None:
    one = write(tmp_path / "a", {"x.txt": GOOD})
    other = write(tmp_path / "b", {"x.txt": good(1), "y.txt": good(2)})
    assert ids(read_corpora([one, other])) == ["x", "x-2", "y"]


def test_links_that_lead_out_are_reported(tmp_path: Path) -> None:
    outside = write(tmp_path / "dehors", {"secret.txt": "Un secret tenu dans un autre dossier."})
    corpus = write(tmp_path / "corpus", {"bon.txt": GOOD})
    (corpus / "lien.txt").symlink_to(outside / "secret.txt")
    (corpus / "dossier").symlink_to(outside, target_is_directory=True)
    (corpus / "boucle.md").symlink_to(corpus / "boucle.md")
    (corpus / "mort.md").symlink_to(corpus / "absent.md")
    reading = read_corpora([corpus])
    assert ids(reading) == ["bon"]
    assert {problem.file for problem in reading.problems} == {"lien.txt", "dossier", "boucle.md", "mort.md"}
    assert all("link" in str(problem) or "no file" in str(problem) for problem in reading.problems)


@pytest.mark.parametrize("name", ["bon.txt.meta.yaml", "documents.yaml", "sources.yaml"])
def test_what_describes_a_document_does_not_come_from_outside(tmp_path: Path, name: str) -> None:
    described = {"documents.yaml": "- file: bon.txt\n  title: Un secret\n", "sources.yaml": "sources: secret\n"}
    outside = write(tmp_path / "dehors", {"secret.yaml": described.get(name, "title: Un secret\n")})
    corpus = write(tmp_path / "corpus", {"bon.txt": GOOD})
    (corpus / name).symlink_to(outside / "secret.yaml")
    reading = read_corpora([corpus])
    assert [document.title for document in reading.documents] == ["Un bon document"]
    assert only_problem(reading).startswith(f"{name} is a link out of the folder")


def test_a_pipe_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tuyau.txt")
    assert "is no file" in only_problem(read(tmp_path, {}))


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("lot.zip", "unpack it"), ("vieux.doc", "save it as .docx"), ("macros.xlsm", "save it as .xlsx"),
        ("feuille.ods", "save it as .xlsx"), ("photo.JPG", "text layer"), ("courrier.eml", ".html or .pdf"),
    ],
)  # fmt: skip
def test_a_format_that_is_refused_says_what_to_do(tmp_path: Path, name: str, remedy: str) -> None:
    reading = read(tmp_path, {name: b"PK\x03\x04"})
    assert reading.errors == [] and remedy in only_problem(reading)


def test_every_format_is_read_beside_the_others(tmp_path: Path) -> None:
    reading = read(tmp_path, {name: make() for name, make in SAMPLES.items()})
    assert reading.errors == []
    paths = {document.path for document in reading.documents} | {copy.path for copy in reading.duplicates}
    assert paths == {"bon.txt", *SAMPLES}


def test_a_name_with_line_ends_stays_on_one_line_of_the_report(tmp_path: Path) -> None:
    assert "\n" not in only_problem(read(tmp_path, {"saut\nligne.pdf": b"rien"}))


@pytest.mark.parametrize(
    "front", ["a: " + "[" * 100_000, "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]"], ids=["nested", "aliases"]
)
def test_yaml_made_to_do_harm_is_refused(tmp_path: Path, front: str) -> None:
    """Nested deep enough, it ended the process in the C parser."""
    reading = read(tmp_path, {"a.md": f"---\n{front}\n---\nUn texte.\n", "b.yaml": front})
    assert {problem.file for problem in reading.problems} == {"a.md", "b.yaml"}
    assert all("not valid YAML" in problem.message for problem in reading.problems)


def test_a_page_of_a_citation_is_no_word_of_its_section(tmp_path: Path) -> None:
    """Ranking would take "Page 2" for words of the text."""
    write(tmp_path, {"bilan.pdf": SAMPLES["colonnes.pdf"]()})
    (document,) = read_corpora([tmp_path]).documents
    start = document.text.index("La deuxième page")
    assert document.section_at(start) == ("Bilan du réseau Atelier commun", "Le financement", "Page 2")
    assert document.titles_at(start) == ("Bilan du réseau Atelier commun", "Le financement")
    assert [passage.section for passage in cut(document)][-1] == document.titles_at(start)


def test_a_name_as_long_as_the_system_allows_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, {"x" * 250 + ".txt": GOOD}).problems == []


def test_half_characters_and_controls_do_not_reach_the_index(tmp_path: Path) -> None:
    reading = read(tmp_path, {"a.json": '[{"nom": "\\ud800 et \\u0000 fin"}]'})
    assert [document.text.encode() for document in reading.documents if document.path == "a.json"] == [
        "nom : � et � fin".encode()
    ]


def test_headings_point_at_their_titles_below_white_space(tmp_path: Path) -> None:
    reading = read(tmp_path, {" blanc.txt": "   \n  \nUn titre\n\nUne phrase de texte.\n"})
    (document,) = (document for document in reading.documents if document.path == " blanc.txt")
    assert [document.text[h.start : h.end] for h in document.headings] == ["Un titre"]
