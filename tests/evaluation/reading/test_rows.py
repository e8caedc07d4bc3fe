"""Rows to learn from: each stands in its document, each voice has its share, and what is wrong is told by file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evaluation.judging.jsonl import JsonLinesError
from evaluation.reading import rows as reading
from evaluation.reading.__main__ import main
from evaluation.reading.rows import (
    FOLDER,
    MADE,
    SHIPPED,
    VOICES,
    Row,
    accepted_rows,
    counts,
    documents_of,
    load_rows,
    rows_of,
    stale,
)
from index.documents.document import Document
from index.questions.question_files import read_entries

ROW = {
    "doc_id": "fiche", "question": "Combien ?", "answerable": True, "answers": ["Deux."], "style": "oral", "kind": "nombre",
}  # fmt: skip


def sheet(text: str) -> Document:
    return Document(id="fiche", title="Fiche", text=text)


def written(folder: Path, *rows: object) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


@pytest.mark.parametrize("name", [*SHIPPED, MADE])
def test_every_answer_stands_in_its_document(name: str) -> None:
    assert list(stale(rows_of(name), documents_of(name))) == []


@pytest.mark.parametrize("name", [*SHIPPED, MADE])
def test_answerability_does_not_follow_from_the_voice(name: str) -> None:
    shared = counts(rows_of(name))
    for voice in VOICES:
        asked = shared[voice, True] + shared[voice, False]
        assert asked >= 80 and 0.15 <= shared[voice, False] / asked <= 0.40


@pytest.mark.parametrize("name", [*SHIPPED, MADE])
def test_no_question_is_asked_twice(name: str) -> None:
    asked = [(row.doc_id, row.question.casefold()) for row in rows_of(name)]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answers": []}, "an answerable row has answers"),
        ({"answerable": False}, "an answerable row has answers"),
        ({"style": "chanté"}, "style is one of"),
        ({"answers": ["a", "b", "c", "d", "e"]}, "at most 4"),
        ({"note": "x"}, "note"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, change: dict[str, object], told: str) -> None:
    with pytest.raises(JsonLinesError, match=told) as caught:
        load_rows(written(tmp_path, ROW, {**ROW, **change}))
    assert caught.value.line == 2


def test_a_row_whose_document_changed_is_named_with_why() -> None:
    row = Row.model_validate(ROW)
    assert list(stale([row], {"fiche": sheet("Trois.")})) == [(row, "phrase absente : Deux.")]
    assert list(stale([row], {})) == [(row, "document inconnu")]
    assert list(stale([row], {"fiche": sheet("Deux. Trois.")})) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_what_the_corpus_answers_stands_in_the_corpus_alone(name: str) -> None:
    assert not any(row.answerable for row in load_rows(FOLDER / f"{name}.jsonl"))
    assert sum(row.answerable for row in rows_of(name)) > 700


def test_an_accepted_question_is_a_row_unless_it_is_only_proposed(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions/a.yaml").write_text(
        "- {document: fiche, answers: [Deux.], questions: [Combien ?, {asked: cb ya t il, voice: téléphone, kind: nombre}]}\n"
        "- {document: fiche, answers: [Deux.], questions: [Et combien ?], proposed: true}\n",
        "utf-8",
    )
    entries, problems = read_entries(tmp_path)
    rows = list(accepted_rows("sheets", {"fiche": sheet("Deux.")}, entries))
    assert problems == [] and [(row.question, row.style, row.kind) for row in rows] == [
        ("Combien ?", "standard", ""),
        ("cb ya t il", "téléphone", "nombre"),
    ]
    assert list(accepted_rows("records", {"fiche": sheet("Deux.")}, entries)) == []


def test_the_command_fails_where_a_row_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = CliRunner().invoke(main, ["check"])
    assert whole.exit_code == 0 and "sheets" in whole.output
    monkeypatch.setattr(reading, "shipped_documents", dict)
    gone = CliRunner().invoke(main, ["check"])
    assert gone.exit_code == 1 and "document inconnu" in gone.output
