"""Sentences of a French text: the unit of citation.

Own code. On the cases of the tests, pySBD 0.3.4 breaks after "Mme.", "art." and "janv.", inside URLs and at the line ends
of wrapped text, and sentencex 1.0.32 after "M." and "art.". yasbd 1.0.4 gets the punctuation right, but breaks table rows
and wrapped lines, takes ten times as long (1 MB/s) and quadratic time on open brackets.

Two steps. Line breaks first: a blank line, a list item, a table row, a heading or a short line ends a unit, while the lines
of a hard-wrapped paragraph are joined. Then punctuation, inside each unit. Both are linear in the text.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.language.closed_classes import Table, WordSet, load
from index.language.words import ELISIONS, either

Span = tuple[int, int]


class _Bounds(Table):
    titles: WordSet
    abbreviations: WordSet
    starters: WordSet
    leaning: WordSet


_BOUNDS = load("sentence_bounds.yaml", _Bounds)
_LEANS_ON = _BOUNDS.leaning | {"l'", "d'", "l’", "d’", "qu'", "qu’", "("}
"""A line that ends with one of these goes on below, whatever the width."""


def split_sentences(text: str) -> list[Span]:
    """Spans of the sentences: trimmed, in order, without overlap, and together covering all but white space.

    A table row ("a | b") and a Markdown heading are one unit each; a list item is split like a paragraph and
    keeps its marker. Closing quotes, brackets and note calls stay with the sentence they close.
    """
    spans: list[Span] = []
    for start, end, whole in _units(text):
        if whole:
            spans.append((start, end))
        else:
            spans.extend(_split_unit(text, start, end))
    return spans


# --- lines ----------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_BULLET = re.compile(
    r"[•·‣▪▫◦○●■□►▶➢➤→✓✔❖⁃](?=\s|[^\W_])|[*+]\s|[a-z]\)\s|\([a-z0-9]{1,2}\)\s|(?:[ivx]{1,4}|[0-9]{1,2})\)\s"
)
_DASH = re.compile(r"[-–—](?=\s\S|[^\W\d_])|[0-9]{1,2}(?:\.[0-9]{1,2}){1,2}\.?\s+(?=[A-ZÀ-Þ«])|[0-9]{1,2}\.\s")
_HEADING = re.compile(r"#{1,6}\s")
_ENDS = re.compile(r"[.!?…:;][\s»”\"')\]*_]*$")
_LAST_WORD = re.compile(r"(?<![^\W_])([^\W\d_]{1,6}['’]?|\()$")
# Widths of wrapped text, in characters. Where lines are longer they are paragraphs, shorter ones are items or
# headings.
_NARROW, _WIDE = 40, 140


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    bullet: bool  # sure to begin a list item
    dash: bool  # begins one if the line above lets it
    whole: bool  # a table row or a heading

    @property
    def length(self) -> int:
        return self.end - self.start


def _lines(text: str) -> Iterator[_Line]:
    """The lines that hold more than white space, trimmed."""
    for match in _LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield _Line(
                start,
                start + len(stripped),
                stripped,
                bool(_BULLET.match(stripped)),
                bool(_DASH.match(stripped)),
                bool(_HEADING.match(stripped)) or stripped[0] == "|" or " | " in stripped,
            )


def _units(text: str) -> Iterator[tuple[int, int, bool]]:
    """Runs of lines that belong together, as (start, end, indivisible)."""
    lines = list(_lines(text))
    if not lines:
        return
    apart = [_is_apart(text, above, line) for above, line in pairwise(lines)]
    wrapping = _wrapping(lines, apart)
    start = lines[0]
    for i, line in enumerate(lines[1:]):
        if apart[i] or _is_broken(lines[i], line, wrapping, in_item=start.bullet or start.dash):
            yield start.start, lines[i].end, start.whole
            start = line
    yield start.start, lines[-1].end, start.whole


@dataclass(frozen=True, slots=True)
class _Wrapping:
    """How a text is wrapped: its width in characters (0 where it is not), and whether enough lines prove
    it."""

    width: int
    proven: bool

    def fills(self, above: _Line, line: _Line) -> bool:
        """Whether the first word of `line` would not have fitted on the line above.

        A word in small letters needs less of a proof: lines taken from a PDF are ragged.
        """
        needed = 0.75 if line.text[0].islower() else 0.9
        return above.length + 1 + len(line.text.split(maxsplit=1)[0]) > needed * self.width


def _wrapping(lines: list[_Line], apart: list[bool]) -> _Wrapping:
    """Wrapped text has a width that most line breaks inside a block come close to."""
    lengths = sorted(line.length for line in lines if not line.whole and "://" not in line.text)
    width = lengths[max(0, len(lengths) - 1 - len(lengths) // 50)] if lengths else 0  # a few may stick out
    if not _NARROW <= width <= _WIDE:
        return _Wrapping(0, False)
    wrapping = _Wrapping(width, True)
    breaks = [
        wrapping.fills(above, line)
        for above, line, is_apart in zip(lines, lines[1:], apart, strict=False)
        if not (is_apart or above.whole or line.whole or line.bullet)
    ]
    full = sum(breaks)
    return _Wrapping(width, full >= 3) if 2 * full >= len(breaks) and full else _Wrapping(0, False)


def _is_apart(text: str, above: _Line, line: _Line) -> bool:
    """Whether a blank line (or a form feed) stands between two lines."""
    between = text[above.end : line.start]
    return len(between.replace("\r\n", "\n").strip(" \t\u00a0\u202f")) > 1 or "\x0c" in between


def _is_broken(above: _Line, line: _Line, wrapping: _Wrapping, in_item: bool) -> bool:
    """Whether the break between two lines of a block ends a unit."""
    if above.whole or line.whole or line.bullet:
        return True
    ends = bool(_ENDS.search(above.text[-12:]))
    full = bool(wrapping.width) and wrapping.fills(above, line)
    if line.dash and (in_item or ends or not full):
        return True  # else a dash or a number that wrapping brought to the start of a line
    small = not line.text[0].isupper()
    leaning = _LAST_WORD.search(above.text[-8:])
    if small and leaning and leaning[1].lower() in _LEANS_ON:
        return False
    if not full:
        return True
    if above.text[-1] in ":;":
        return not small
    # After a full line a capital may be a name's; without other lines to prove the wrapping it begins a
    # paragraph.
    return not (small or wrapping.proven)


# --- punctuation ----------------------------------------------------------------------------------

_END = re.compile(
    r"(?<![.!?…])(?P<mark>[.!?…]++(?:[ \u00a0\u202f][!?]++)?+)"
    r"(?P<close>(?:[\s]?[»”]|[\"'’)\]*_]|\[[0-9]{1,3}\]){0,6})"
    r"(?P<gap>\s+|$|(?=[^\W\d_a-z]))"
)
_WORD_BEFORE = re.compile(r"[^\s(«\"“\[’']*$")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}[.-]{1,2})+[^\W\d_]{1,2}")
_ELIDED = either(elision.capitalize() for elision in ELISIONS)
_STARTS = either(word.capitalize() for word in _BOUNDS.starters)
_STARTER = re.compile(rf"(?:{_ELIDED}[’']|{_STARTS}(?![\w.-]))")
_PARENTHESES = re.compile(r"[()]")
# A parenthesis that closes within this many characters is not broken; one never closed must not swallow the
# text.
_LONGEST_PARENTHESIS = 400


def _split_unit(text: str, start: int, end: int) -> Iterator[Span]:
    shielded = deque(_parentheses(text, start, end))
    here = start
    marker = _DASH.match(text, start, end) or _BULLET.match(text, start, end)
    floor = marker.end() if marker else start
    for match in _END.finditer(text, start, end):
        after = match.end()
        if match.start() < floor or after >= end or not _is_end(text, match, here, end):
            continue
        while shielded and shielded[0][1] <= match.start():
            shielded.popleft()
        if shielded and shielded[0][0] < match.start() and match.end("close") < shielded[0][1]:
            continue
        yield here, match.end("close")
        here = after
    if here < end:
        yield here, end


def _parentheses(text: str, start: int, end: int) -> list[Span]:
    """Outermost parentheses that are closed, and short enough to be an aside."""
    spans: list[Span] = []
    opened: list[int] = []
    for match in _PARENTHESES.finditer(text, start, end):
        if match[0] == "(":
            opened.append(match.start())
        elif opened:
            first = opened.pop()
            if match.end() - first <= _LONGEST_PARENTHESIS:
                while spans and spans[-1][0] > first:
                    spans.pop()
                spans.append((first, match.end()))
    return spans


def _is_end(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether a mark ends the sentence that began at `start`, something more following before `end`."""
    mark, after = match["mark"], text[match.end() : min(end, match.end() + 24)]
    before = _WORD_BEFORE.search(text[max(start, match.start() - 24) : match.start()])
    word = before[0] if before else ""
    if not match["gap"]:  # "industriels.Le programme": the space is missing
        return mark == "." and word[-2:].islower() and word[-3:].isalpha() and bool(_STARTER.match(after))
    if not word and not match["close"] and mark[0] in ".…" and (mark != "." or match.start() == start):
        return False  # dots that stand apart open the sentence after them, or stand for a cut: "[…]"
    if not _may_begin(after):
        return False
    if mark != "." or match["close"]:
        return True
    return _is_end_after_word(word, after)


def _is_end_after_word(word: str, after: str) -> bool:
    """Whether a single point after `word` ends a sentence, when `after` may begin one."""
    lowered = word.lower()
    if lowered in _BOUNDS.titles:
        return False
    if word.isdecimal() and len(word) <= 2:
        return not after[0].isdecimal()
    if lowered in _BOUNDS.abbreviations or (len(word) == 1 and word.isalpha()) or _DOTTED.fullmatch(word):
        return bool(_STARTER.match(after))
    return True


def _may_begin(after: str) -> bool:
    """Whether a sentence may begin with this text: anything but a small letter or a mark that closes."""
    first = after[0]
    return not (first.islower() or (first in ",;:!?.)]}»”/%€" and not after.startswith("...")))
