"""What corpora declare in a YAML file at their root: one list of items under one key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from index.documents.yaml_files import leads_out
from index.documents.yaml_locator import Locator
from index.errors import Problem

Item = TypeVar("Item", bound=BaseModel)


def declared_items(corpora: Iterable[Path], file: str, key: str, model: type[Item]) -> tuple[list[Item], list[Problem]]:
    """The valid items under `key` in the `file` of every corpus that has one, in order, and the problems found, each with its
    file and line."""
    items: list[Item] = []
    problems: list[Problem] = []
    for corpus in corpora:
        path = corpus / file
        if not path.is_file() or leads_out(path, corpus):
            continue
        try:
            locator = Locator.load(path, file)
        except Problem as problem:
            problems.append(problem)
            continue
        listed = locator.value.get(key) if isinstance(locator.value, dict) else None
        if not isinstance(listed, list):
            problems.append(Problem(file, f"must hold a list under the key `{key}`.", 1))
            continue
        for number, item in enumerate(listed):
            try:
                items.append(model.model_validate(item))
            except ValidationError as error:
                problems.extend(locator.problems(error, (key, number)))
    return items, problems
