"""Markdown: front matter, headings, lists, tables, and the footnote marks that name sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.documents.canonical import Canonical, Mark, TextBuilder
from index.documents.yaml_files import load_yaml, split_front_matter
from index.errors import Problem
from index.formats.page_noise import is_noise

if TYPE_CHECKING:
    from markdown_it.token import Token

_FOOTNOTES = re.compile(r"(?:\s*\[\^[\w.-]+\])+")
_FOOTNOTE = re.compile(r"\[\^([\w.-]+)\]")


def read_markdown(raw: str) -> Canonical:
    """Canonical text of a Markdown file with its front matter. Raises Problem when the front matter is not YAML."""
    front, body, _ = split_front_matter(raw)
    canonical = read_markdown_body(body)
    return Canonical(canonical.text, canonical.headings, canonical.marks, _declared(front))


def _declared(front: str | None) -> Mapping[str, Any]:
    """The fields of a front matter. Raises Problem, with the line in the file, when it is not a YAML mapping."""
    if front is None:
        return {}
    try:
        value = load_yaml(Path("front matter"), front)
    except Problem as problem:
        raise Problem(problem.file, problem.message, None if problem.line is None else problem.line + 1) from problem
    if value is not None and not isinstance(value, Mapping):
        raise Problem("front matter", "must be a mapping of field names to values.", 2)
    return value or {}


def read_markdown_body(body: str) -> Canonical:
    """Canonical text of Markdown: markup gone, list items behind "• ", table cells joined by " | "."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable("table").parse(body)
    builder = TextBuilder()
    _Renderer(builder).render(tokens)
    return Canonical(builder.text(), tuple(builder.headings), tuple(builder.marks))


class _Renderer:
    """Walks the flat token list of markdown-it and writes blocks."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._lists: list[int | None] = []  # the next number of each open list, None where unordered
        self._bullet = ""
        self._item_open = False

    def render(self, tokens: list[Token]) -> None:
        heading = 0
        cells: list[str] | None = None
        for token in tokens:
            match token.type:
                case "heading_open":
                    heading = int(token.tag[1])
                case "heading_close":
                    heading = 0
                case "bullet_list_open":
                    self._lists.append(None)
                case "ordered_list_open":
                    self._lists.append(int(token.attrGet("start") or 1))
                case "bullet_list_close" | "ordered_list_close":
                    self._lists.pop()
                case "list_item_open":
                    self._open_item()
                case "tr_open":
                    cells = []
                case "tr_close":
                    self._paragraph(" | ".join(cells or []), gap="\n")
                    cells = None
                case "inline":
                    text = _inline_text(token)
                    if cells is not None:
                        cells.append(" ".join(text.split()))
                    elif heading:
                        self._heading(text, heading)
                    elif not is_noise(text):
                        self._paragraph(text, gap="\n" if self._bullet else "\n\n")
                case "fence" | "code_block":
                    self._paragraph(token.content.rstrip("\n"), gap="\n\n")

    def _heading(self, text: str, level: int) -> None:
        title = " ".join(_FOOTNOTES.sub("", text).split())
        if title and not is_noise(title):
            self._builder.heading(title, level)

    def _open_item(self) -> None:
        indent = "  " * (len(self._lists) - 1)
        number = self._lists[-1]
        if number is None:
            self._bullet = f"{indent}• "
        else:
            self._bullet = f"{indent}{number}. "
            self._lists[-1] = number + 1

    def _paragraph(self, text: str, *, gap: str) -> None:
        """Writes a block; what precedes a run of footnote marks, back to the run before, rests on its sources."""
        if not text.strip():
            return
        builder = self._builder
        builder.block(self._bullet, gap=gap)
        self._bullet = ""
        position = 0
        for run in _FOOTNOTES.finditer(text):
            piece = text[position : run.start()]
            start = builder.write(piece)
            lead = len(piece) - len(piece.lstrip())
            sources = tuple(_FOOTNOTE.findall(run.group()))
            if piece.strip():
                builder.marks.append(Mark(start + lead, builder.length, sources))
            position = run.end()
        builder.write(text[position:])


def _inline_text(token: Token) -> str:
    parts: list[str] = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" " if child.type == "softbreak" else "\n")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts).strip()
