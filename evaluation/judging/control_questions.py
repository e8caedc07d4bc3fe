"""Questions with what a right answer holds, read from JSON lines.

Three shapes are read, told apart by their keys, and give one model:
- plain: `{"id", "question", "category", "expected", "answerable", "history", "style", "documents"}`, where
  `sources` may stand for `documents`;
- a conversation: `{"id", "turns": [{"question", "expected", "documents", …}, …]}`, one question per turn,
  each with the questions before it as its history;
- passage retrieval: `{"id", "question", "doc_id", "answers", "answerable", "kind"}`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evaluation.judging.jsonl import JsonLinesError, read_rows

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
SETS = {
    "golden": GOLDEN / "questions.jsonl",
    "conversations": GOLDEN / "conversations.jsonl",
    "nearby": GOLDEN / "nearby.jsonl",
}
"""The project's own questions, by the name `assistant eval` knows them by."""


class Question(BaseModel):
    """One question as a person types it, and what a right answer to it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    category: str = ""
    style: str = "standard"
    kind: Literal["facts", "extractive", "retrieval_only", "held_out"] = "facts"
    """`extractive`: `answers` holds the wording looked for; `retrieval_only`: only the document is known;
    `held_out`: its document was left out of the corpus on purpose."""
    answerable: bool = True
    expected: tuple[str, ...] = ()
    """Facts of a right answer, `|` between accepted variants; of no effect where `answerable` is false."""
    answers: tuple[str, ...] = ()
    """Exact wordings, any of which is the answer."""
    documents: tuple[str, ...] = ()
    """Ids, file names or addresses of the documents that hold the answer."""
    history: tuple[str, ...] = ()
    """Earlier questions of the same person, oldest first."""
    as_of: dt.date | None = None
    """The day the question is asked for; None: today."""
    seeds_only: bool = False
    """True where the first five source documents are enough."""
    conversation: str | None = None
    """Id of the conversation this question is a turn of."""

    @model_validator(mode="after")
    def _says_what_is_expected(self) -> Question:
        if self.answerable and not (self.expected or self.answers or self.documents):
            raise ValueError("an answerable question names `expected` facts, `answers` or `documents`")
        return self


def load_questions(path: Path) -> list[Question]:
    """Every question of the file, in order. Raises JsonLinesError on what cannot be read, on unknown or missing
    fields and on an id that was already used."""
    questions: list[Question] = []
    first_line: dict[str, int] = {}
    for number, row in read_rows(path):
        try:
            read = _questions_of(row)
        except ValidationError as error:
            problem = error.errors()[0]
            field = ".".join(map(str, problem["loc"])) or None
            raise JsonLinesError(str(path), f"{problem['msg']}.", number, field) from error
        except (KeyError, TypeError) as error:
            raise JsonLinesError(str(path), f"has a missing or misplaced field ({error}).", number) from error
        for question in read:
            if question.id in first_line:
                duplicate = f"id {question.id!r} was already used on line {first_line[question.id]}: rename one."
                raise JsonLinesError(str(path), duplicate, number)
            first_line[question.id] = number
        questions.extend(read)
    if not questions:
        raise JsonLinesError(str(path), "holds no question.")
    return questions


def _questions_of(row: dict[str, Any]) -> list[Question]:
    if "turns" in row:
        return list(_turns(row))
    if "doc_id" in row or "held_out_doc_id" in row:
        return [_retrieval_question(row)]
    fields = dict(row)
    if "sources" in fields:
        fields["documents"] = fields.pop("sources")
    return [Question.model_validate(fields)]


def _turns(row: dict[str, Any]) -> Iterator[Question]:
    asked: list[str] = []
    for number, turn in enumerate(row["turns"], start=1):
        fields = {
            **turn,
            "id": f"{row['id']}.{number}",
            "conversation": row["id"],
            "history": tuple(asked),
        }
        yield Question.model_validate(fields)
        asked.append(turn["question"])


def _retrieval_question(row: dict[str, Any]) -> Question:
    fields = {key: value for key, value in row.items() if key not in ("doc_id", "held_out_doc_id")}
    return Question.model_validate(fields | {"documents": [row["doc_id"]] if row.get("doc_id") else []})
