"""Questions in files: one per line, or the earlier turns of a conversation."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.question.question_reader import check
from assistant.request_errors import QuestionError
from assistant.schema import Turn


class BatchLine(BaseModel):
    """One question of a batch; other keys of the line (expected answers, categories…) are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    question: str
    history: tuple[str | Turn, ...] = ()
    as_of: dt.date | None = None


def read_batch(path: Path) -> list[BatchLine]:
    """The questions of a JSONL file. The whole file is validated first, so that a batch never stops in the middle.

    Raises QuestionError naming the file and line."""
    lines: list[BatchLine] = []
    for number, text in enumerate(_text(path).split("\n"), 1):
        if not text.strip():
            continue
        try:
            line = BatchLine.model_validate_json(text)
            check(line.question)
            lines.append(line)
        except QuestionError as error:
            raise QuestionError(f"{path}:{number} {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise QuestionError(
                f'{path}:{number} {field} : {first["msg"]}. Une ligne est un objet {{"id", "question", "history"?}}.'
            ) from error
    if not lines:
        raise QuestionError(f"{path} ne contient aucune question : une par ligne, au format JSON.")
    return lines


def read_history(path: Path) -> list[str | Turn]:
    """The earlier questions of a JSON file: a list of strings or of {role, content}. Raises QuestionError."""
    try:
        return TypeAdapter(list[str | Turn]).validate_python(json.loads(_text(path)))
    except (ValidationError, json.JSONDecodeError) as error:
        raise QuestionError(f'{path} n\'est pas une liste JSON de questions : ["première", "deuxième"].') from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionError(f"{path} n'est pas en UTF-8 : enregistrez-le en UTF-8.") from error
