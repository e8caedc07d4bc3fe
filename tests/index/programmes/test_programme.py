"""A programme as data: what is made of a declaration, and that the guide explains every field of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from index.programmes.programme import (
    NEUTRAL,
    ListColumns,
    Members,
    Programme,
    Term,
    Theme,
    Wording,
    load_programmes,
)

PROJECT = Path(__file__).resolve().parents[3]


def programme(**fields: object) -> Programme:
    return Programme.model_validate({"id": "zebre", "name": "Zèbre", **fields})


def declared(tmp_path: Path, text: str) -> Path:
    (tmp_path / "programmes.yaml").write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("noun", "article", "called", "of"),
    [
        ("plan", "le", "le plan Zèbre", "du plan"),
        ("démarche", "la", "la démarche Zèbre", "de la démarche"),
        ("appel à projets", "l'", "l'appel à projets Zèbre", "de l'appel à projets"),
        ("aides", "les", "les aides Zèbre", "des aides"),
    ],
)
def test_a_programme_is_called_with_the_article_of_its_noun(noun: str, article: str, called: str, of: str) -> None:
    one = programme(noun=noun, article=article)
    assert (one.called, one.of_noun) == (called, of)


def test_a_corpus_without_a_declaration_has_the_neutral_programme_which_has_no_name(tmp_path: Path) -> None:
    programmes, problems = load_programmes([tmp_path])
    assert problems == [] and programmes.main is NEUTRAL and NEUTRAL.all_names == ()


def test_a_list_of_members_is_expected_where_somebody_publishes_one() -> None:
    assert not programme().members.listed
    assert programme(members={"list_publisher": "Conservatoire"}).members.listed


def test_a_fault_is_told_with_its_line_and_the_programme_left_out(tmp_path: Path) -> None:
    text = "programmes:\n  - id: zebre\n    name: Zèbre\n    phase: [1]\n"
    programmes, (problem,) = load_programmes([declared(tmp_path, text)])
    assert programmes.main is NEUTRAL
    assert (problem.file, problem.line, problem.field) == ("programmes.yaml", 4, "programmes[0].phase")


def test_a_file_without_its_list_is_a_problem(tmp_path: Path) -> None:
    _, (problem,) = load_programmes([declared(tmp_path, "programme: {}\n")])
    assert "under the key `programmes`" in problem.message


def test_a_theme_without_a_question_is_refused() -> None:
    with pytest.raises(ValidationError):
        programme(themes=[{"name": "Aides", "questions": []}])


def test_a_changed_declaration_has_another_fingerprint() -> None:
    assert programme().fingerprint != programme(noun="plan").fingerprint


def guide() -> str:
    written = (PROJECT / "docs/guide-corpus.md").read_text("utf-8")
    return written.partition(" Déclarer un programme\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("model", [Programme, Members, ListColumns, Term, Theme, Wording])
def test_the_guide_explains_every_field(model: type[Programme | Members | ListColumns | Term | Theme | Wording]) -> None:
    explained = set(re.findall(r"`(\w+)", guide()))
    assert set(model.model_fields) <= explained


def test_the_example_of_the_guide_is_a_valid_declaration(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", guide(), re.S)
    programmes, problems = load_programmes([declared(tmp_path, example)])
    assert problems == [] and len(yaml.safe_load(example)["programmes"]) == len(programmes.entries) == 1
