"""Batch files and conversations: read whole before the first question, refused with file and line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.cli.batch import BatchLine, read_batch, read_history
from assistant.request_errors import QuestionError
from assistant.schema import Turn


def batch(folder: Path, content: str | bytes) -> list[BatchLine]:
    path = folder / "lot.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_batch(path))


def test_a_line_has_an_id_a_question_a_history_and_a_day(tmp_path: Path) -> None:
    (line,) = batch(
        tmp_path,
        '{"id": 3, "question": "Et lui ?", "as_of": "2021-01-31", "expected": ["x"],'
        ' "history": ["Qui ?", {"role": "assistant", "content": "Bpifrance."}]}\n',
    )
    assert (line.id, line.question, line.as_of) == ("3", "Et lui ?", dt.date(2021, 1, 31))
    assert line.history == ("Qui ?", Turn(role="assistant", content="Bpifrance."))


def test_blank_lines_a_byte_order_mark_and_windows_ends_do_no_harm(tmp_path: Path) -> None:
    content = '\ufeff{"id": "a", "question": "Où ?"}\r\n\r\n{"id": "b", "question": "Qui\u2028quoi ?"}\r\n'
    assert [line.id for line in batch(tmp_path, content)] == ["a", "b"]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '"texte"', '{"id": "a"}', '{"question": "x"}', '{"id": "a", "question": 3.5, "as_of": "x"}',
     '{"id": "a", "question": null}', '{"id": "a", "question": "x", "history": "y"}',
     '{"id": "a", "question": "x", "history": [{"role": "roi", "content": "y"}]}'],
)  # fmt: skip
def test_a_bad_line_is_told_with_its_number_before_any_question_is_given(tmp_path: Path, line: str) -> None:
    good = '{"id": "a", "question": "Quoi ?"}\n'
    with pytest.raises(QuestionError, match=r"lot\.jsonl:3 "):
        batch(tmp_path, good + "\n" + line + "\n" + good)


def test_an_empty_file_and_another_encoding_are_told(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="aucune question"):
        batch(tmp_path, "\n \n")
    with pytest.raises(QuestionError, match="UTF-8"):
        batch(tmp_path, '{"id": "a", "question": "où"}'.encode("latin-1"))


def test_a_conversation_is_a_list_of_questions_or_turns(tmp_path: Path) -> None:
    path = tmp_path / "avant.json"
    path.write_text('["Qui ?", {"role": "user", "content": "Et où ?"}]', "utf-8")
    assert read_history(path) == ["Qui ?", Turn(role="user", content="Et où ?")]


@pytest.mark.parametrize("content", ["", "{}", '"Qui ?"', "[1]", '[{"role": "user"}]'])
def test_a_file_that_is_no_conversation_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "avant.json"
    path.write_text(content, "utf-8")
    with pytest.raises(QuestionError, match="liste JSON"):
        read_history(path)
