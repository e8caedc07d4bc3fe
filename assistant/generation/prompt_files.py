"""Prompts: files of `assistant/prompts/`, filled in. What is quoted in them can close none of their delimiters."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).resolve().parent / "prompts"


@dataclass(frozen=True)
class Prompt:
    """What a model is sent: the rules, and what they apply to."""

    system: str
    user: str

    @property
    def characters(self) -> int:
        return len(self.system) + len(self.user)


def fill(system: str, user: str, **values: object) -> Prompt:
    """The prompt of two files, named without suffix, filled with `values`."""
    return Prompt(_render(system, values), _render(user, values))


def quoted(text: str) -> str:
    """A text of a document or a user, that can open or close no delimiter of a prompt."""
    return text.replace("<", "‹").replace(">", "›")


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Changes with any prompt."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.md")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _render(name: str, values: dict[str, object]) -> str:
    return _environment().get_template(f"{name}.md").render(values).strip()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # these are no pages: `quoted` keeps what is quoted apart
        finalize=lambda value: quoted(value) if isinstance(value, str) else value,
    )
