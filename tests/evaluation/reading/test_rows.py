"""Rows to learn from: each stands in its document, each voice has its share, and what is wrong is told by file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evaluation.judging.jsonl import JsonLinesError
from evaluation.reading import rows as reading
from evaluation.reading.__main__ import main
from evaluation.reading.rows import FOLDER, MADE, SHIPPED, VOICES, Row, counts, load_rows, stale, texts_of

ROW = {
    "doc_id": "fiche", "question": "Combien ?", "answerable": True, "answers": ["Deux."], "style": "oral", "kind": "nombre",
}  # fmt: skip


def written(folder: Path, *rows: object) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


@pytest.mark.parametrize("name", [*SHIPPED, MADE])
def test_every_answer_stands_in_its_document(name: str) -> None:
    assert list(stale(load_rows(FOLDER / f"{name}.jsonl"), texts_of(name))) == []


@pytest.mark.parametrize("name", [*SHIPPED, MADE])
def test_answerability_does_not_follow_from_the_voice(name: str) -> None:
    shared = counts(load_rows(FOLDER / f"{name}.jsonl"))
    for voice in VOICES:
        asked = shared[voice, True] + shared[voice, False]
        assert asked >= 80 and 0.15 <= shared[voice, False] / asked <= 0.40


@pytest.mark.parametrize("name", [*SHIPPED, MADE])
def test_no_question_is_asked_twice(name: str) -> None:
    asked = [(row.doc_id, row.question.casefold()) for row in load_rows(FOLDER / f"{name}.jsonl")]
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
    assert list(stale([row], {"fiche": "Trois."})) == [(row, "phrase absente : Deux.")]
    assert list(stale([row], {})) == [(row, "document inconnu")]
    assert list(stale([row], {"fiche": "Deux. Trois."})) == []


def test_the_command_fails_where_a_row_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = CliRunner().invoke(main, ["check"])
    assert whole.exit_code == 0 and "sheets" in whole.output
    monkeypatch.setattr(reading, "shipped_texts", dict)
    gone = CliRunner().invoke(main, ["check"])
    assert gone.exit_code == 1 and "document inconnu" in gone.output
