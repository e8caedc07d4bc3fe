"""What the readable pages share: templates that escape everything, one inline style sheet, and a policy that allows
nothing but it."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

_FOLDER = Path(__file__).parent / "templates"


def render(template: str, *styles: str, **values: Any) -> str:
    """The page of that template, the style sheets of those names in it."""
    return _environment().get_template(template).render(style=Markup(_style(styles)), **values)


def policy(*styles: str) -> str:
    """Content-Security-Policy of a page with those style sheets: they by hash, and nothing else at all."""
    digest = base64.b64encode(hashlib.sha256(_style(styles).encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@lru_cache(maxsize=8)
def _style(styles: tuple[str, ...]) -> str:
    return "".join((_FOLDER / name).read_text("utf-8") for name in styles)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
