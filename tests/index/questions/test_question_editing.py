"""Questions added and accepted: files keep what they say, are replaced whole, and several writers lose nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.documents.document import Document
from index.errors import Problem
from index.questions.question_editing import (
    FILE,
    AbsentSentenceError,
    AcceptanceError,
    DuplicateError,
    accept,
    add_questions,
)
from index.questions.question_files import read_entries

SENTENCE = "L’été, les prêts durent\nquarante ans."
DOCUMENT = Document(id="prets", title="Prêts", text=f"Les prêts\n\n{SENTENCE} Ils sont gratuits.")
BY_HAND = "# Écrit à la main.\n- document: prets   # la fiche\n  answers: [Ils sont gratuits.]\n  questions: [Combien ça coûte ?]"


def asked(corpus: Path) -> list[tuple[str, tuple[str, ...]]]:
    entries, problems = read_entries(corpus)
    assert not problems, problems
    return [(one.asked, placed.entry.answers) for placed in entries for one in placed.entry.questions]


def test_what_is_added_follows_what_was_written_by_hand(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    path = tmp_path / "questions" / FILE
    path.write_text(BY_HAND, "utf-8")
    add_questions(tmp_path, DOCUMENT, ["Ils sont gratuits."], ["C'est payant : oui ou non ?", "ça coûte"])
    assert path.read_text("utf-8").startswith(BY_HAND + "\n- document: prets\n")
    assert [text for text, _ in asked(tmp_path)] == ["Combien ça coûte ?", "C'est payant : oui ou non ?", "ça coûte"]
    assert sorted(each.name for each in path.parent.iterdir()) == [FILE]


def test_a_sentence_typed_in_other_letters_is_kept_as_the_document_writes_it(tmp_path: Path) -> None:
    add_questions(tmp_path, DOCUMENT, ["l'ete, les prets durent quarante ans."], ["Combien de temps ?"])
    assert asked(tmp_path) == [("Combien de temps ?", (SENTENCE,))]


@pytest.mark.parametrize("answer", ["Vingt ans.", " ", ""])
def test_a_sentence_that_the_document_lacks_is_refused(tmp_path: Path, answer: str) -> None:
    with pytest.raises(AbsentSentenceError, match="prets ne contient pas"):
        add_questions(tmp_path, DOCUMENT, [answer], ["Combien de temps ?"])
    assert not (tmp_path / "questions").exists()


@pytest.mark.parametrize(
    ("answers", "questions"),
    [([], ["Combien ?"]), (["Ils sont"] * 5, ["Combien ?"]), (["Ils sont"], []), (["Ils sont"], ["?"]), (["Ils sont"], ["x" * 501])],
)  # fmt: skip
def test_too_little_and_too_much_are_refused(tmp_path: Path, answers: list[str], questions: list[str]) -> None:
    with pytest.raises(AcceptanceError, match="une à quatre phrases"):
        add_questions(tmp_path, DOCUMENT, answers, questions)


def test_a_question_has_one_answer(tmp_path: Path) -> None:
    add_questions(tmp_path, DOCUMENT, ["Ils sont gratuits."], ["Combien ça coûte ?"])
    with pytest.raises(DuplicateError, match="a déjà une réponse"):
        add_questions(tmp_path, DOCUMENT, [SENTENCE], ["combien ca coute"])
    with pytest.raises(DuplicateError):
        add_questions(tmp_path, DOCUMENT, [SENTENCE], ["Combien de temps ?"], taken={"combien de temps"})
    with pytest.raises(DuplicateError):
        add_questions(tmp_path, DOCUMENT, [SENTENCE], ["Jusqu'à quand ?", "jusqu'a quand"])
    assert len(asked(tmp_path)) == 1


@pytest.mark.parametrize("text", ["[{document: prets, answers: [a], questions: [Quoi donc ?]}]\n", "a: 1\n", "- {document: prets\n"])
def test_a_file_that_is_no_plain_list_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / FILE).write_text(text, "utf-8")
    with pytest.raises((AcceptanceError, Problem)):
        add_questions(tmp_path, DOCUMENT, [SENTENCE], ["Combien de temps ?"])
    assert (tmp_path / "questions" / FILE).read_text("utf-8") == text


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: add_questions(tmp_path, DOCUMENT, [SENTENCE], [f"Question numéro {n} ?"]), range(24)))
    assert {text for text, _ in asked(tmp_path)} == {f"Question numéro {n} ?" for n in range(24)}


def test_accepting_changes_one_word_of_the_file(tmp_path: Path) -> None:
    add_questions(tmp_path, DOCUMENT, [SENTENCE], ["Combien de temps ?"], proposed=True)
    add_questions(tmp_path, DOCUMENT, ["Ils sont gratuits."], ["Combien ça coûte ?"], proposed=True)
    path = tmp_path / "questions" / FILE
    path.write_text(path.read_text("utf-8") + "# Fin.\n", "utf-8")
    before = path.read_text("utf-8")
    assert accept(tmp_path, "autre") == [] == accept(tmp_path, None, ["Une autre question ?"])
    (entry,) = accept(tmp_path, None, ["combien ca coute"])
    assert entry.questions[0].asked == "Combien ça coûte ?"
    head, _, tail = before.rpartition("proposed: true")
    assert path.read_text("utf-8") == f"{head}proposed: false{tail}"
    assert [placed.entry.proposed for placed in read_entries(tmp_path)[0]] == [True, False]
    assert len(accept(tmp_path, "prets")) == 1
    assert not any(placed.entry.proposed for placed in read_entries(tmp_path)[0])
