"""Reading files of one JSON object per line, with errors that name file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from index.errors import Problem

Model = TypeVar("Model", bound=BaseModel)


class JsonLinesError(Problem):
    """A file of JSON lines, or one of its lines, cannot be used."""


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """`(line number, object)` of every line that is not blank. Raises JsonLinesError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise JsonLinesError(str(path), "does not exist: name another file.") from error
    except UnicodeDecodeError as error:
        raise JsonLinesError(str(path), f"is not UTF-8 text ({error.reason}).") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            problem = f"is not JSON ({error.msg}, column {error.colno})."
            raise JsonLinesError(str(path), problem, number) from error
        if not isinstance(row, dict):
            raise JsonLinesError(str(path), f"is a {type(row).__name__}, not an object.", number)
        yield number, row


def read_models(path: Path, model: type[Model]) -> Iterator[tuple[int, Model]]:
    """`(line number, model)` of every line that is not blank. Raises JsonLinesError, which names file, line and field."""
    for number, row in read_rows(path):
        try:
            yield number, model.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or None
            message = first["msg"].removeprefix("Value error, ")
            raise JsonLinesError(str(path), f"{message}.", number, field) from error
