"""The house: one name for one thing, functions that fit a screen, docstrings that can be read alone."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.settings import PROJECT

HOUSES = ("assistant", "index")
LONGEST_FUNCTION = 50
"""Lines of a function, its docstring and decorators included."""
LONGEST_FILE = 400
LEANING = ("the same", "as above", "likewise", "that of the", "those of the one", "ditto", "same as", "see above")
"""What begins a docstring that can only be read after another one."""


def sources() -> Iterator[Path]:
    for house in HOUSES:
        yield from (path for path in (PROJECT / house).rglob("*.py") if path.name != "__init__.py")


SOURCES = sorted(sources())


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def test_no_file_name_is_used_for_two_things() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        places[path.name].append(name_of(path))
    assert [found for found in places.values() if len(found) > 1] == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_functions_fit_a_screen(path: Path) -> None:
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None
    }
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_is_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_each_docstring_can_be_read_alone(path: Path) -> None:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = [
        ast.get_docstring(node) or ""
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, documented)
    ]
    assert [text for text in told if text.lower().startswith(LEANING)] == []
