"""The readable page of a document's text, with the quote of a citation highlighted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.api import html_pages
from assistant.presentation import labels
from index.documents.document import Document, Source, validity_at

STYLE = "reader.css"
_BULLET = "• "
_CELLS = " | "
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class Piece:
    """A run of text inside or outside the quote; `first` on the one that the link leads to."""

    text: str
    quoted: bool
    first: bool


@dataclass(frozen=True)
class Block:
    """`tag` is h2…h6, p, ul or table; `rows` hold leaves: one row of one leaf for headings and paragraphs,
    one leaf a row for lists, one leaf a cell for tables."""

    tag: str
    rows: tuple[tuple[tuple[Piece, ...], ...], ...]


def page(document: Document, start: int | None, end: int | None, as_of: dt.date, service: str) -> str:
    """HTML of the document under the name of the service, `text[start:end]` in `<mark>` elements, the first with id `citation`.

    A span that is empty or outside the text (an old link, after the document changed) is said so and marks
    nothing. Every string of the document is escaped by the template."""
    quote = _quote(document, start, end)
    state = validity_at(as_of, document.status, document.valid_from, document.valid_to).value
    return html_pages.render(
        "reader.html",
        STYLE,
        service=service,
        document=document,
        blocks=blocks(document, quote),
        asked=start is not None or end is not None,
        quote=quote,
        backing=_backing(document, quote),
        state=state,
        validity=labels.VALIDITY[state],
        published=labels.french_date(document.published_on),
        age=labels.age(document.published_on, as_of),
        labels=labels,
    )


def policy() -> str:
    """Content-Security-Policy of the page."""
    return html_pages.policy(STYLE)


def blocks(document: Document, quote: tuple[int, int] | None) -> list[Block]:
    """The text as headings, paragraphs, lists and tables, in order. Nothing of the text is lost but the
    bullets and the bars between cells."""
    headings = {heading.start: heading for heading in document.headings if not heading.place}
    shift = (
        1 if any(heading.level == 1 for heading in headings.values()) else 0
    )  # the title is the page's only h1
    cut = _Cutter(document.text, quote)
    found: list[Block] = []
    for kind, lines in _groups(document.text, headings):
        if kind == "heading":
            start, end = lines[0]
            level = min(6, max(2, headings[start].level + shift))
            found.append(Block(f"h{level}", ((cut(start, end),),)))
        elif kind == "list":
            found.append(Block("ul", tuple((cut(start + len(_BULLET), end),) for start, end in lines)))
        elif kind == "table":
            found.append(
                Block(
                    "table",
                    tuple(tuple(cut(*cell) for cell in _cells(document.text, *line)) for line in lines),
                )
            )
        else:
            found.extend(Block("p", ((cut(start, end),),)) for start, end in lines)
    return found


def _quote(document: Document, start: int | None, end: int | None) -> tuple[int, int] | None:
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None
    return start, end


def _groups(text: str, headings: dict[int, Any]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Consecutive lines of one kind: list items, table rows (two at least), or paragraphs."""
    group: list[tuple[int, int]] = []
    current = ""
    for match in _LINE.finditer(text):
        if not match.group().strip():
            continue
        start, end = match.span()
        kind = _kind(text, start, end, headings)
        adjoining = bool(group) and text[group[-1][1] : start] == "\n"
        if group and (kind != current or not adjoining or kind == "heading"):
            yield _settled(current, group), group
            group = []
        current = kind
        group.append((start, end))
    if group:
        yield _settled(current, group), group


def _kind(text: str, start: int, end: int, headings: dict[int, Any]) -> str:
    if start in headings:
        return "heading"
    if text.startswith(_BULLET, start):
        return "list"
    return "table" if _CELLS in text[start:end] else "text"


def _settled(kind: str, group: list[tuple[int, int]]) -> str:
    """A lone line with a bar in it is a sentence, not a table."""
    return "text" if kind == "table" and len(group) < 2 else kind


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while (bar := text.find(_CELLS, start, end)) >= 0:
        yield start, bar
        start = bar + len(_CELLS)
    yield start, end


class _Cutter:
    """Cuts spans of the text where the quote begins and ends."""

    def __init__(self, text: str, quote: tuple[int, int] | None) -> None:
        self._text = text
        self._quote = quote or (0, 0)
        self._marked = False

    def __call__(self, start: int, end: int) -> tuple[Piece, ...]:
        first, last = max(start, self._quote[0]), min(end, self._quote[1])
        if first >= last:
            return (Piece(self._text[start:end], False, False),)
        edges = ((start, first, False), (first, last, True), (last, end, False))
        pieces = []
        for left, right, quoted in edges:
            if left < right:
                pieces.append(Piece(self._text[left:right], quoted, quoted and not self._marked))
                self._marked = self._marked or quoted
        return tuple(pieces)


def _backing(document: Document, quote: tuple[int, int] | None) -> tuple[Source, ...]:
    """The publications behind the quote, where the document says which; none otherwise."""
    attribution = document.attribution_at(*quote) if quote else None
    named = attribution.sources if attribution else ()
    return tuple(source for source in document.sources if source.id in named)
