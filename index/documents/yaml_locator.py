"""Where a value stands in a YAML file, so that an error names its line and field."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from index.documents.yaml_files import check_size, load_yaml
from index.errors import Problem

Key = str | int


_REMEDIES = {
    "missing": ": add it",
    "extra_forbidden": ": remove the key or correct its spelling",
    "too_short": ": add one",
}
"""What to do about an error of pydantic whose message only says what is wrong."""


def field_path(keys: tuple[Key, ...]) -> str:
    """`("values", 2, "text")` → `values[2].text`."""
    path = ""
    for key in keys:
        path += f"[{key}]" if isinstance(key, int) else f".{key}" if path else str(key)
    return path


@dataclass(frozen=True)
class Locator:
    """A parsed YAML file that can say on which line each of its values begins."""

    file: str
    value: Any
    text: str

    @classmethod
    def load(cls, path: Path, name: str) -> Locator:
        """Reads `path`, shown as `name` in errors. Raises Problem when it is not UTF-8 YAML."""
        try:
            check_size(path, name)
            text = path.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise Problem(name, "is not UTF-8: save it as UTF-8.") from error
        except OSError as error:
            raise Problem(name, f"cannot be opened ({error.strerror}): check its permissions.") from error
        try:
            return cls(name, load_yaml(path, text), text)
        except Problem as problem:
            raise Problem(name, problem.message, problem.line) from problem

    def line(self, *keys: Key) -> int | None:
        """1-based line of the value at `keys`, or of its nearest ancestor that exists."""
        node = yaml.compose(self.text, Loader=yaml.CSafeLoader)
        line = node.start_mark.line + 1 if node else None
        for key in keys:
            child = None
            if isinstance(node, yaml.MappingNode):
                for name, value in node.value:
                    if name.value == str(key):
                        child, line = value, name.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                child = node.value[key]
                line = child.start_mark.line + 1
            if child is None:
                break
            node = child
        return line

    def problems(self, error: ValidationError, prefix: tuple[Key, ...] = ()) -> list[Problem]:
        """One problem per error of pydantic, each with its line and field."""
        found = []
        for detail in error.errors():
            keys = prefix + tuple(key for key in detail["loc"] if isinstance(key, int | str))
            message = detail["msg"].removeprefix("Value error, ")
            given = detail.get("input")
            shown = f" (found {given!r})" if isinstance(given, str | int | float) and len(str(given)) < 60 else ""
            remedy = _REMEDIES.get(detail["type"], "")
            found.append(Problem(self.file, f"{message}{remedy}{shown}.", self.line(*keys), field_path(keys)))
        return found
