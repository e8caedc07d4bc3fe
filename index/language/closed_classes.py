"""Closed classes of French words, and the other tables of the language: YAML files of `tables/`, checked as they are loaded.

The module that uses a file declares its model: a subclass of `Table` with one field for each key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from index.errors import Problem

FOLDER = Path(__file__).with_name("tables")


class Table(BaseModel):
    """Base of the model of a file: immutable, and a key that it does not declare is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


T = TypeVar("T", bound=Table)
S = TypeVar("S", bound=Sequence[str])


def _lower(entry: str) -> str:
    """The entry. Raises ValueError where it is empty or has a capital: it would never match."""
    if not entry.strip() or entry != entry.lower():
        raise ValueError(f"{entry!r} is not a word in lower case")
    return entry


def _once(entries: S) -> S:
    """The entries. Raises ValueError where one stands twice."""
    for number, entry in enumerate(entries):
        if entry in entries[:number]:
            raise ValueError(f"{entry!r} stands twice")
    return entries


def _meaning_one_thing(listed: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The forms of each key. Raises ValueError for a form that two keys list."""
    _once(tuple(form for forms in listed.values() for form in forms))
    return listed


Word = Annotated[str, AfterValidator(_lower)]
"""A word, or a phrase, in lower case."""
Words = Annotated[tuple[Word, ...], AfterValidator(_once)]
"""Words in the order of the file, each once."""
WordSet = Annotated[frozenset[Word], BeforeValidator(_once)]
"""Words whose order means nothing, each once in the file."""
Forms = Annotated[dict[str, Words], AfterValidator(_meaning_one_thing)]
"""Unit or value → the forms in which it is written; no form stands for two."""


def by_form(listed: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Written form → what it stands for."""
    return {form: meaning for meaning, forms in listed.items() for form in forms}


class _Loader(yaml.CBaseLoader):
    """Every scalar is text ("on", "no" and "1er" too), and a key that stands twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} stands twice", problem_mark=node.value[number][0].start_mark
                )
        return super().construct_mapping(node, deep)


def load(file: str, model: type[T], folder: Path = FOLDER) -> T:
    """The table that `file` holds. Raises Problem with the file and the key where it is not what `model` declares."""
    try:
        return model.model_validate(yaml.load((folder / file).read_text("utf-8"), _Loader))
    except ValidationError as error:
        detail = error.errors()[0]
        raise Problem(file, detail["msg"], field=".".join(map(str, detail["loc"]))) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Problem(file, f"not valid YAML: {error.problem}", line) from error
