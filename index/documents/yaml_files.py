"""YAML files as maintainers write them: read with care, errors with their line, written whole; and the front
matter of a text."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import yaml

from index.errors import Problem

_MAX_BYTES = 20_000_000
"""Of a YAML file: a thousand records take one."""
_MAX_DEPTH = 30
"""Values within values of a YAML file; records have five."""


class _Loader(yaml.CSafeLoader):
    """Leaves dates as text: `PartialDate` reads more of them, and says where a wrong one stands."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def check_yaml(text: str) -> None:
    """Raises yaml.YAMLError for YAML made to do harm: the parser recurses in C, where deep nesting ends the process, and
    aliases of aliases grow without end."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(None, None, "aliases (*name) are not read", event.start_mark)  # type: ignore[arg-type]
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise yaml.MarkedYAMLError(None, None, "values are nested too deep", event.start_mark)  # type: ignore[arg-type]


def load_yaml(path: Path, text: str) -> Any:
    """The YAML value of `text`. Raises Problem with the line."""
    try:
        check_yaml(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else None
        raise Problem(path.name, f"not valid YAML: {reason}. Correct the syntax.", line) from error


def leads_out(path: Path, root: Path) -> bool:
    """True for a link to something outside `root`, or to nothing: what lies beside a corpus is not the corpus's to show."""
    if not path.is_symlink():
        return False
    try:
        return not path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return True


def check_size(path: Path, name: str) -> None:
    """Raises Problem for a YAML file that is too large to be one. Raises OSError."""
    if path.stat().st_size > _MAX_BYTES:
        raise Problem(name, f"is larger than {_MAX_BYTES // 10**6} MB: split it into smaller files.")


def yaml_text(path: Path) -> str:
    check_size(path, path.name)
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(path.name, "is not UTF-8: save it as UTF-8.") from error


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """(YAML front matter or None, body, number of lines before the body)."""
    if not text.startswith("---\n"):
        return None, text, 0
    end = text.find("\n---", 4)
    if end < 0:
        return None, text, 0
    after = text.find("\n", end + 4)
    body = text[after + 1 :] if after >= 0 else ""
    return text[4:end], body, text[: len(text) - len(body)].count("\n")


def replace_file(path: Path, text: str) -> None:
    """Puts a text in place of a file, whole or not at all. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
