"""Templates of the page. They escape everything; no string of a document or a user is ever marked safe."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from assistant.presentation import labels
from assistant.web import chat_texts, navigation, view_texts

FOLDER = Path(__file__).parent / "templates"


def render(template: str, **values: object) -> str:
    """HTML of a template, with the words and addresses that all of them use."""
    return _environment().get_template(template).render(**values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(texts=chat_texts, words=view_texts, places=navigation, labels=labels)
    return environment
