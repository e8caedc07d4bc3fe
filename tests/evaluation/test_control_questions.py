"""Question files in their three shapes, and errors that name the file and the line."""

import json
from pathlib import Path

import pytest

from evaluation.judging.control_questions import Question, load_questions
from evaluation.judging.jsonl import JsonLinesError


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "questions.jsonl"


def test_a_plain_line_is_read_with_its_history_and_sources(file: Path) -> None:
    row = {
        "id": "q1",
        "question": "Et en 2021 ?",
        "category": "suivi",
        "expected": ["146"],
        "sources": ["002.txt"],
        "seeds_only": True,
        "answerable": True,
        "history": ["Combien de territoires en 2019 ?"],
        "style": "standard",
    }
    [question] = load_questions(write(file, row))
    assert question.documents == ("002.txt",)
    assert question.history == ("Combien de territoires en 2019 ?",)
    assert question.expected == ("146",)


def test_each_turn_of_a_conversation_has_the_earlier_questions_as_history(file: Path) -> None:
    turns = [{"question": f"Question {n} ?", "expected": [str(n)]} for n in (1, 2, 3)]
    questions = load_questions(write(file, {"id": "c1", "turns": turns}))
    assert [question.id for question in questions] == ["c1.1", "c1.2", "c1.3"]
    assert questions[2].history == ("Question 1 ?", "Question 2 ?")
    assert {question.conversation for question in questions} == {"c1"}


def test_a_retrieval_line_names_its_document_or_that_it_was_held_out(file: Path) -> None:
    extractive = {"id": "s1", "question": "Quoi ?", "doc_id": "F1", "answers": ["ceci"], "kind": "extractive"}
    held_out = {"id": "s2", "question": "Où ?", "doc_id": None, "answers": [], "kind": "held_out"}
    extractive["answerable"] = True
    held_out |= {"answerable": False, "held_out_doc_id": "F2"}
    first, second = load_questions(write(file, extractive, held_out))
    assert (first.documents, first.answers) == (("F1",), ("ceci",))
    assert (second.documents, second.answerable) == ((), False)


def test_blank_lines_are_skipped_and_still_counted(file: Path) -> None:
    with pytest.raises(JsonLinesError, match=r"questions\.jsonl:3 is not JSON"):
        load_questions(write(file, {"id": "a", "question": "Q ?", "expected": ["x"]}, "", "{oops"))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "a", "expected": ["x"]}, "[question] Field required"),
        ({"id": "a", "question": "Q ?", "expected": ["x"], "catgory": "chiffres"}, "[catgory] Extra inputs"),
        ({"id": "a", "question": "Q ?", "expected": "183"}, "expected"),
        ({"id": "a", "question": "Q ?"}, "an answerable question names"),
        ({"id": "a", "turns": [{"expected": ["x"]}]}, "[question] Field required"),
        ({"id": "a", "turns": 3}, "field"),
        (["id", "a"], "is a list, not an object"),
    ],
)
def test_a_wrong_line_is_named_with_its_field(file: Path, row: object, message: str) -> None:
    with pytest.raises(JsonLinesError, match=r"questions\.jsonl:1 ") as caught:
        load_questions(write(file, row))
    assert message in str(caught.value)


def test_an_id_used_twice_is_refused_with_both_lines(file: Path) -> None:
    row = {"id": "a", "question": "Q ?", "expected": ["x"]}
    with pytest.raises(JsonLinesError, match=r":2 id 'a' was already used on line 1"):
        load_questions(write(file, row, row))


def test_an_empty_or_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n\n", "utf-8")
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, message in (
        (empty, "holds no question"),
        (tmp_path / "absent.jsonl", "does not exist"),
        (binary, "not UTF-8"),
    ):
        with pytest.raises(JsonLinesError, match=message):
            load_questions(path)


def test_a_question_cannot_be_changed() -> None:
    question = Question(id="a", question="Q ?", expected=("x",))
    with pytest.raises(ValueError, match="frozen"):
        question.style = "sms"  # type: ignore[misc]
