"""Every fault that `check_corpora` knows, each in a small corpus that has no other."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from corpus_faults import FAULTS, IN_FIGURES, IN_LEXICON, IN_OFFERS, IN_RULES, IN_SOURCES, Fault
from sound_corpus import CORPUS, FIGURES, LEXICON, OFFERS, OPERATORS, RULES, SOURCES

from index.checking.corpus_checks import check_corpora, export_schemas
from index.errors import IndexingError, Problem
from index.ingest.corpus_folder import read_corpora

AS_OF = dt.date(2026, 11, 22)
PROJECT = Path(__file__).resolve().parents[3]

LONG = (
    "Le programme d'essai rassemble les communes, les entreprises et les écoles d'un même bassin autour d'une"
    " feuille de route commune. Un élu et un industriel le conduisent ensemble pendant quatre ans, avec l'appui d'un"
    " chef de projet payé par l'intercommunalité et d'un comité qui se réunit chaque trimestre pour suivre les"
    " chantiers, trancher les désaccords et rendre compte aux habitants."
)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def check(folder: Path, files: dict[str, str]) -> list[Problem]:
    return check_corpora([write(folder, files)], AS_OF)


def line_of(text: str, marker: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if marker in line)


def test_a_sound_corpus_has_no_problem(tmp_path: Path) -> None:
    assert check(tmp_path, CORPUS) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_one_fault_gives_one_problem_with_its_place(fault: Fault, tmp_path: Path) -> None:
    assert fault.old in CORPUS[fault.edited]
    edited = CORPUS[fault.edited].replace(fault.old, fault.new, 1)
    problems = [p for p in check(tmp_path, {**CORPUS, fault.edited: edited}) if not _follows(p, fault)]
    assert len(problems) == 1, [str(problem) for problem in problems]
    problem = problems[0]
    assert (problem.file, problem.field, problem.severity) == (fault.file or fault.edited, fault.field, fault.severity)
    assert any(part in problem.message for part in fault.message.split("|")), problem.message
    if fault.marker is not None:
        lines = edited.split("\n")
        assert problem.line is not None and fault.marker in lines[problem.line - 1], problem
    else:
        assert problem.line is not None


def _follows(problem: Problem, fault: Fault) -> bool:
    """What a record that is left out takes with it: references to it, and sources only it cited."""
    consequence = "never cited" in problem.message or problem.message.startswith("unknown ")
    return consequence and problem.file != fault.edited and fault.message[:7] not in problem.message


def test_a_rule_may_hold_in_all_phases_or_outside_of_them(tmp_path: Path) -> None:
    for phase in ("toutes", "hors programme"):
        assert check(tmp_path, {**CORPUS, IN_RULES: RULES.replace('"2"', phase)}) == []


def test_a_corpus_without_a_programme_takes_any_label(tmp_path: Path) -> None:
    """Whoever has no programme to declare can still write records."""
    offers = OFFERS.replace("[prêt]", "[avantage fiscal]").replace("[collectivité]", "[meunier]")
    files = {**CORPUS, IN_OFFERS: offers, IN_RULES: RULES.replace('"2"', "acte 3")}
    del files["programmes.yaml"]
    assert check(tmp_path, files) == []


def test_a_vocabulary_that_the_programme_leaves_out_takes_any_label(tmp_path: Path) -> None:
    programmes = "programmes: [{id: essai, name: Essai}]\n"
    offers = OFFERS.replace("[prêt]", "[avantage fiscal]")
    assert check(tmp_path, {**CORPUS, IN_OFFERS: offers, "programmes.yaml": programmes}) == []


def test_a_record_with_an_undeclared_label_is_not_read(tmp_path: Path) -> None:
    corpus = write(tmp_path, {**CORPUS, IN_OFFERS: OFFERS.replace("[prêt]", "[pret]")})
    reading = read_corpora([corpus])
    assert "pret-essai" not in {document.id for document in reading.documents}
    assert [(p.file, p.field) for p in reading.errors] == [(IN_OFFERS, "offers[0].aid[0]")]


def test_at_least_thirty_corpora_are_broken_in_their_own_way() -> None:
    assert len({fault.name for fault in FAULTS}) >= 30


def test_every_message_says_what_to_do(tmp_path: Path) -> None:
    files = {**CORPUS, IN_SOURCES: SOURCES.replace("https://www", "www"), IN_LEXICON: LEXICON.replace("koi", "laide")}
    for problem in check(tmp_path, files):
        assert problem.message.endswith(".") and ":" in problem.message


def test_two_files_of_one_text_are_a_warning_that_says_they_are_one_document(tmp_path: Path) -> None:
    other = f"---\ntitle: Copie\npublisher: Ailleurs\n---\n\n{LONG}\n"
    problems = check(tmp_path, {**CORPUS, "a.md": other, "b.md": other})
    assert [(p.file, p.severity) for p in problems] == [("b.md", "warning")]
    assert "same text as a.md: it is indexed once" in problems[0].message


def test_a_near_identical_text_is_a_warning_with_its_share(tmp_path: Path) -> None:
    head = "---\ntitle: Reprise\npublisher: Ailleurs\n---\n\n"
    problems = check(tmp_path, {**CORPUS, "a.md": head + LONG, "b.md": head + LONG.replace("habitants", "riverains")})
    assert [(p.file, p.severity) for p in problems] == [("b.md", "warning")]
    assert "% the same text as a.md" in problems[0].message


def test_a_new_version_that_says_what_it_replaces_is_no_duplicate(tmp_path: Path) -> None:
    new = f"---\ntitle: Reprise\npublisher: Ailleurs\nreplaces: [a]\n---\n\n{LONG.replace('habitants', 'riverains')}"
    old = f"---\ntitle: Reprise\npublisher: Ailleurs\n---\n\n{LONG}"
    assert check(tmp_path, {**CORPUS, "a.md": old, "b.md": new}) == []


def test_a_document_from_nowhere_is_a_warning(tmp_path: Path) -> None:
    problems = check(tmp_path, {**CORPUS, "note.txt": "Compte rendu d'une réunion sans date ni auteur.\n"})
    assert [(p.file, p.severity) for p in problems] == [("note.txt", "warning")]
    assert "nothing says where this document comes from" in problems[0].message


def test_a_fault_in_a_sidecar_is_found_in_the_sidecar(tmp_path: Path) -> None:
    sidecar = "publisher: Ministère\npublished_on: 2031-01-01\n"
    problems = check(tmp_path, {**CORPUS, "note.txt": "Un texte.\n", "note.txt.meta.yaml": sidecar})
    assert [(p.file, p.line, p.field) for p in problems] == [("note.txt.meta.yaml", 2, "published_on")]


def test_a_fault_in_the_metadata_of_a_folder_is_found_there(tmp_path: Path) -> None:
    entries = "- file: note.txt\n  publisher: Ministère\n  url: exemple\n"
    problems = check(tmp_path, {**CORPUS, "notes/note.txt": "Un texte.\n", "notes/documents.yaml": entries})
    assert [(p.file, p.line, p.field) for p in problems] == [("notes/documents.yaml", 3, "url")]


def test_an_empty_document_is_an_error_of_its_file(tmp_path: Path) -> None:
    problems = check(tmp_path, {**CORPUS, "vide.md": ""})
    assert [(p.file, p.severity) for p in problems] == [("vide.md", "error")]


def test_all_dead_references_of_a_record_are_told_at_once(tmp_path: Path) -> None:
    figures = FIGURES.replace("[s1]", "[s8]").replace("[s2]", "[s9]")
    fields = [p.field for p in check(tmp_path, {**CORPUS, IN_FIGURES: figures}) if p.severity == "error"]
    assert fields == ["figures[0].values[0].sources[0]", "figures[0].values[1].sources[0]"]


def test_a_text_that_mentions_the_record_s_value_does_not_disagree(tmp_path: Path) -> None:
    """Whoever gives both numbers has said that they differ."""
    text = (
        "text: En mai 2025, l'État cofinance 97 chefs de projet dans les collectivités d'essai ;"
        " un autre bilan en compte 95 chefs de projet."
    )
    rules = RULES.replace("text: Les communes pouvaient candidater au programme d'essai en 2023.", text)
    assert check(tmp_path, {**CORPUS, IN_RULES: rules}) == []


def test_a_number_of_another_date_does_not_disagree(tmp_path: Path) -> None:
    text = "text: En mars 2024, l'État cofinance 90 chefs de projet dans les collectivités d'essai."
    rules = RULES.replace("text: Les communes pouvaient candidater au programme d'essai en 2023.", text)
    assert check(tmp_path, {**CORPUS, IN_RULES: rules}) == []


def test_the_day_of_the_check_decides_what_has_ended(tmp_path: Path) -> None:
    corpus = write(tmp_path, CORPUS)
    assert check_corpora([corpus], dt.date(2027, 12, 31)) == []
    assert [p.field for p in check_corpora([corpus], dt.date(2028, 1, 1))] == ["offers[0].status"]


def test_an_id_used_in_two_corpora_is_found_below_its_corpus(tmp_path: Path) -> None:
    first, second = write(tmp_path / "un", CORPUS), write(tmp_path / "deux", {IN_SOURCES: SOURCES, "o.yaml": OPERATORS})
    problems = [p for p in check_corpora([first, second], AS_OF) if p.severity == "error"]
    assert [(p.file, p.line, p.field) for p in problems] == [("deux/o.yaml", 2, "operators[0].id")]


def test_a_folder_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    problems = check_corpora([tmp_path / "absent"], AS_OF)
    assert len(problems) == 1 and "is not a folder" in problems[0].message


def test_the_shipped_corpus_has_no_error() -> None:
    problems = check_corpora([PROJECT / "corpus"], AS_OF)
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


def test_the_shipped_corpus_gives_no_false_alarm_about_its_figures() -> None:
    problems = check_corpora([PROJECT / "corpus"], AS_OF)
    assert [str(problem) for problem in problems if "where the figure" in problem.message] == []


def test_exported_schemas_accept_the_corpus_and_refuse_a_typing_slip(tmp_path: Path) -> None:
    paths = {path.name: path for path in export_schemas(tmp_path)}
    schema = json.loads(paths["offers.schema.json"].read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    offers = yaml.load(OFFERS, Loader=yaml.BaseLoader)  # dates stay text, as an editor sees them
    jsonschema.validate(offers, schema)
    offers["offers"][0]["montan"] = "5 euros"
    with pytest.raises(jsonschema.ValidationError, match="montan"):
        jsonschema.validate(offers, schema)


def test_exported_schemas_propose_the_labels_of_the_programme(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", CORPUS)
    paths = {path.name: path for path in export_schemas(tmp_path, [corpus])}
    offers = yaml.load(OFFERS, Loader=yaml.BaseLoader)
    schema = json.loads(paths["offers.schema.json"].read_text("utf-8"))
    jsonschema.validate(offers, schema)
    offers["offers"][0]["aid"] = ["pret"]
    with pytest.raises(jsonschema.ValidationError, match="'pret' is not one of"):
        jsonschema.validate(offers, schema)
    rules = json.loads(paths["rules.schema.json"].read_text("utf-8"))["$defs"]["Rule"]["properties"]
    assert rules["phase"]["enum"] == ["1", "2", "toutes", "hors programme"]


def test_there_is_a_schema_for_each_kind_of_file(tmp_path: Path) -> None:
    names = {path.name.removesuffix(".schema.json") for path in export_schemas(tmp_path / "schemas")}
    assert {"events", "figures", "offers", "operators", "rules", "territories"} <= names
    assert {"records", "sources", "lexique", "front-matter"} <= names


def test_schemas_that_cannot_be_written_are_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(IndexingError, match="choose another folder"):
        export_schemas(tmp_path / "fichier")
