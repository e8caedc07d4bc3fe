"""From the lines of pages to headings and paragraphs: what a page sets apart by size, weight and space."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from index.documents.canonical import TextBuilder
from index.formats.page_layout import Line

_NUMBER = re.compile(r"^(?:page|p\.)?\s*[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|sur|\||of)\s*\d{1,4})?$", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[•▪▫◦●○■□►▶➢➤→✓✔❖‣·]|[-–—*](?=\s)|\uf0b7|\uf0a7|\uf0d8|o(?=\s))\s*")
_NUMBERED = re.compile(r"^(?:\d{1,2}[.)]|[a-z]\)|\(\d{1,2}\))\s")
_ENDS = re.compile(r"[.!?:;…][»”\"')\]]*$")
_KEPT_HYPHEN = re.compile(
    r"(?:^|[\s'’(«])(?:après|avant|sous|non|demi|mi|ex|vice|quasi|semi|celui|celle|ceux|celles|peut|c'est|est|grand|"
    r"socio|franco|éco|inter|multi|pluri|rendez|chef|sud|nord|quatre)-$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?:être|même|mêmes|ci|là|vous|nous|il|elle|on|ils|elles|je|tu|t|dire|vingt|dix)\b")
_LARGER = 1.15
_HEADING_WORDS = 18
_ZONE = 0.09
"""Share of the page at its top and bottom where running heads, feet and page numbers stand."""


@dataclass
class PageText:
    """A page: its number from 1, its height in points, its lines in reading order."""

    number: int
    height: float
    lines: list[Line] = field(default_factory=list)


@dataclass
class _Block:
    page: int
    text: str
    level: int = 0
    row: bool = False
    rows: tuple[str, ...] = ()


def write_pages(builder: TextBuilder, pages: Sequence[PageText]) -> None:
    """Appends the pages: headings, paragraphs that may run over a page, lists, tables; each in its place "Page n"."""
    _without_running_lines(pages)
    body = _body_size(pages)
    levels = _levels(pages, body)
    previous: _Block | None = None
    for page in pages:
        fresh = True
        for block in _blocks(page, body, levels):
            running = previous is not None and fresh and _runs_over(previous, block)
            if fresh:
                if running:
                    builder.write(" ")
                builder.place(f"Page {page.number}")
            fresh = False
            _write(builder, block, previous, running=running)
            previous = block


def _write(builder: TextBuilder, block: _Block, previous: _Block | None, *, running: bool) -> None:
    if running:
        builder.write(block.text)
    elif block.level:
        builder.heading(block.text, block.level)
    elif block.rows:
        for number, row in enumerate(block.rows):
            builder.block(row, gap="\n" if number else "\n\n")
    else:
        listed = previous is not None and previous.text.startswith("• ") and block.text.startswith("• ")
        in_table = previous is not None and previous.row and block.row
        builder.block(block.text, gap="\n" if listed or in_table else "\n\n")


def _runs_over(before: _Block, after: _Block) -> bool:
    """True for a paragraph that the page cut in the middle of a sentence."""
    prose = not (before.level or before.row or before.rows or after.level or after.row or after.rows)
    return prose and not _ENDS.search(before.text) and after.text[:1].islower() and not _NUMBERED.match(after.text)


def _without_running_lines(pages: Sequence[PageText]) -> None:
    """Removes page numbers, and the heads and feet that several pages repeat."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line) for line in page.lines if _in_margin(line, page)})
    often = max(3, 0.4 * len(pages))
    for page in pages:
        page.lines = [
            line
            for line in page.lines
            if not _in_margin(line, page) or (seen[_shape(line)] < often and not _NUMBER.match(line.piece.text.strip()))
        ]


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.piece.text)


def _in_margin(line: Line, page: PageText) -> bool:
    piece = line.piece
    return not piece.rows and (piece.bottom < _ZONE * page.height or piece.top > (1 - _ZONE) * page.height)


def _body_size(pages: Sequence[PageText]) -> float:
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            letters[line.piece.size] += len(line.piece.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _levels(pages: Sequence[PageText], body: float) -> dict[float, int]:
    """Letter size → level of the headings of that size; bold lines of the body's size come last."""
    sizes = {
        line.piece.size
        for page in pages
        for line in page.lines
        if line.piece.size >= body * _LARGER and not line.row and any(c.isalpha() for c in line.piece.text)
    }
    found = {size: min(5, level) for level, size in enumerate(sorted(sizes, reverse=True), 1)}
    return {**found, body: min(6, len(found) + 1)}


def _blocks(page: PageText, body: float, levels: dict[float, int]) -> Iterator[_Block]:
    """Groups the lines of a page; the last line of a group decides whether the next one goes on."""
    pitch = _pitch(page.lines)
    group: list[Line] = []
    for line in page.lines:
        if group and not _goes_on(group[-1], line, pitch, body):
            yield _block(group, page.number, body, levels)
            group = []
        group.append(line)
    if group:
        yield _block(group, page.number, body, levels)


def _pitch(lines: Sequence[Line]) -> float:
    """Median distance between lines that follow each other in a column, in letter heights."""
    steps = [
        (after.piece.middle - before.piece.middle) / before.piece.size
        for before, after in itertools.pairwise(lines)
        if before.column == after.column and before.piece.size == after.piece.size and before.piece.size > 0
    ]
    close = [step for step in steps if 0 < step < 3]
    return median(close) if close else 1.3


def _goes_on(before: Line, after: Line, pitch: float, body: float) -> bool:
    if before.row or after.row or before.piece.rows or after.piece.rows:
        return False
    if abs(before.piece.size - after.piece.size) > 0.6 or _BULLET.match(after.piece.text):
        return False
    heading = _is_heading(before, body)
    if heading != _is_heading(after, body) or _NUMBERED.match(after.piece.text):
        return False
    if before.column != after.column:  # the next column goes on in the middle of a sentence
        return not heading and not _ENDS.search(before.piece.text) and after.piece.text[:1].islower()
    step = (after.piece.middle - before.piece.middle) / max(before.piece.size, 1)
    if step > 1.35 * pitch or step < 0:
        return False
    short = before.piece.x1 - before.piece.x0 < 0.75 * before.width
    return not (short and _ENDS.search(before.piece.text) and after.piece.text[:1].isupper())


def _is_heading(line: Line, body: float) -> bool:
    piece = line.piece
    if line.row or piece.rows or len(piece.text.split()) > _HEADING_WORDS or not any(c.isalpha() for c in piece.text):
        return False
    return piece.size >= body * _LARGER or (piece.bold and piece.size >= body * 0.95 and not piece.text.endswith("."))


def _block(group: Sequence[Line], page: int, body: float, levels: dict[float, int]) -> _Block:
    first = group[0]
    if first.piece.rows:
        return _Block(page, "", rows=first.piece.rows)
    text = joined([line.piece.text for line in group])
    if all(_is_heading(line, body) for line in group) and len(text.split()) <= 2 * _HEADING_WORDS and len(text) > 2:
        return _Block(page, " ".join(text.split()), level=levels.get(first.piece.size, levels[body]))
    bullet = _BULLET.match(text)
    if bullet and len(text) > bullet.end():
        text = "• " + text[bullet.end() :]
    return _Block(page, text, row=first.row)


def joined(lines: Sequence[str]) -> str:
    """The lines of a paragraph as one; a word cut at the end of a line is made whole."""
    text = ""
    for line in lines:
        line = line.strip()
        if text.endswith("\u00ad"):
            text = text[:-1] + line
        elif text.endswith("-") and line[:1].isalpha() and len(text) > 1 and text[-2].isalpha():
            whole = line[0].islower() and not _KEPT_HYPHEN.search(text) and not _SUFFIX.match(line)
            text = (text[:-1] if whole else text) + line
        else:
            text = f"{text} {line}" if text else line
    return text.replace("\u00ad", "")
