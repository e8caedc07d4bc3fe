"""The reading order of a page: columns one after the other, unruled tables row by row.

Own code. On two columns written line by line, pypdfium2 5.15 and pypdf 7.1 join the lines of both; pdf_oxide 0.3 reads
those right, but put the last section of a left column after the right one, and read "8 000 euros" of a ruled table as
"000 euros" (`docs/decisions/formats-and-conversion.md`)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from index.formats.tables import CELL_GAP

_SPLIT = 1.0
"""Gap between words, in letter heights, at which a line may be cut into pieces."""
_COLUMN_LINES = 4
"""Lines that stand side by side before a gap is taken for a gutter."""
_PROSE_FILL = 0.6
_PROSE_LENGTH = 20
"""Prose fills its column; the cells of a table are shorter than theirs."""
_MAX_DEPTH = 4


@dataclass(frozen=True)
class Piece:
    """A run of words on one line, or a whole ruled table (`rows`); points from the top left of the page."""

    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    text: str
    rows: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Line:
    """A line of text in reading order. `column` numbers the run of lines it belongs to: no paragraph leaves one."""

    piece: Piece
    column: int
    width: float
    """Of its column, in points."""
    row: bool = False
    """A row of a table, which is a block of its own."""


def pieces_of(words: Sequence[Piece]) -> list[Piece]:
    """The words joined into pieces of lines: what stands close together at one height."""
    found: list[Piece] = []
    for line in _lines(words):
        run = [line[0]]
        for word in line[1:]:
            if word.x0 - run[-1].x1 > _SPLIT * max(word.size, run[-1].size):
                found.append(_joined(run))
                run = []
            run.append(word)
        found.append(_joined(run))
    return found


def reading_order(pieces: Sequence[Piece]) -> list[Line]:
    """The lines of a page in the order in which they are read."""
    columns: list[list[Line]] = []
    _read(list(pieces), columns, 0)
    return [line for column in columns for line in column]


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces grouped by height, from the top; each group from left to right."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.middle, piece.x0)):
        if groups and not piece.rows and not groups[-1][0].rows:
            height = min(piece.bottom - piece.top, groups[-1][0].bottom - groups[-1][0].top)
            if abs(piece.middle - groups[-1][0].middle) <= max(1.0, 0.5 * height):
                groups[-1].append(piece)
                continue
        groups.append([piece])
    return [sorted(group, key=lambda piece: piece.x0) for group in groups]


def _joined(run: Sequence[Piece], gap: str = " ") -> Piece:
    text = gap.join(piece.text for piece in run)
    letters = Counter[float]()
    for piece in run:
        letters[piece.size] += len(piece.text)
    bold = sum(len(piece.text) for piece in run if piece.bold) > 0.8 * sum(len(piece.text) for piece in run)
    return Piece(
        min(p.x0 for p in run), max(p.x1 for p in run), min(p.top for p in run), max(p.bottom for p in run),
        letters.most_common(1)[0][0], bold, text,
    )  # fmt: skip


def _read(pieces: list[Piece], columns: list[list[Line]], depth: int) -> None:
    """Appends the lines of a region, column after column; what spans the gutter separates what is above and below."""
    gutter = _gutter(pieces) if depth < _MAX_DEPTH else None
    if gutter is None:
        _flush(pieces, columns)
        return
    band: list[Piece] = []
    for line in _lines(pieces):
        if any(piece.x0 < gutter < piece.x1 for piece in line):
            _read_band(band, gutter, columns, depth)
            _flush(line, columns)
            band = []
        else:
            band.extend(line)
    _read_band(band, gutter, columns, depth)


def _read_band(band: list[Piece], gutter: float, columns: list[list[Line]], depth: int) -> None:
    if not band:
        return
    left = [piece for piece in band if piece.x1 <= gutter]
    right = [piece for piece in band if piece.x0 >= gutter]
    sides = [side for side in (left, right) if side]
    beside = sum(1 for line in _lines(band) if line[0].x1 <= gutter <= line[-1].x0)
    if len(sides) == 2 and beside and not (_prose(left) and _prose(right)):
        _flush(band, columns, as_rows=beside > 1)
        return
    for side in sides:
        _read(side, columns, depth + 1)


def _flush(pieces: Sequence[Piece], columns: list[list[Line]], *, as_rows: bool = False) -> None:
    """Appends the pieces as lines from the top, those at one height joined. Lines that go on below each other stay in
    one column of the page, so that a paragraph is not cut by a line that a gutter seemed to cross."""
    if not pieces:
        return
    width = max(p.x1 for p in pieces) - min(p.x0 for p in pieces)
    grouped = _lines(pieces)
    wide = [number for number, line in enumerate(grouped) if len(line) > 1]
    lines = []
    for number, line in enumerate(grouped):
        inside = as_rows and wide[0] <= number <= wide[-1]  # a short line above the table ends a paragraph
        row = inside or (len(line) > 1 and _cells(line))
        piece = line[0] if len(line) == 1 else _joined(line, CELL_GAP if row else " ")
        lines.append(Line(piece, len(columns), width, row))
    columns.append(lines)


def _cells(line: Sequence[Piece]) -> bool:
    """True where the gaps of a line are too wide for the spaces of a justified text."""
    return all(after.x0 - before.x1 > 3 * before.size for before, after in itertools.pairwise(line))


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """The x that most lines leave free between two of their pieces, None where too few do."""
    lines = _lines(pieces)
    free: Counter[int] = Counter()
    for line in lines:
        for before, after in itertools.pairwise(line):
            free.update(range(int(before.x1) + 1, int(after.x0) + 1))
    if not free:
        return None
    # The middle of the widest stretch that as many lines leave free.
    most = max(free.values())
    if most < min(_COLUMN_LINES, len(lines)) or most < 2:
        return None
    stretches: list[list[int]] = []
    for point in sorted(point for point, count in free.items() if count == most):
        if stretches and point == stretches[-1][-1] + 1:
            stretches[-1].append(point)
        else:
            stretches.append([point])
    widest = max(stretches, key=len)
    x = (widest[0] + widest[-1]) / 2
    crossed = sum(1 for piece in pieces if piece.x0 < x < piece.x1)
    return x if most >= 0.25 * (most + crossed) else None


def _prose(side: Sequence[Piece], depth: int = 0) -> bool:
    """True for columns of text, False for columns of cells."""
    gutter = _gutter(side) if depth < _MAX_DEPTH else None
    if gutter is not None:
        halves = [p for p in side if p.x1 <= gutter], [p for p in side if p.x0 >= gutter]
        return all(_prose(half, depth + 1) for half in halves if half)
    # Justified lines are full of gaps: what counts is where each begins and ends.
    texts = [_joined(line) for line in _lines([piece for piece in side if not piece.rows])]
    if len(texts) < _COLUMN_LINES:
        return False
    width = max(piece.x1 for piece in texts) - min(piece.x0 for piece in texts)
    fill = median(piece.x1 - piece.x0 for piece in texts) / max(width, 1)
    return fill >= _PROSE_FILL and median(len(piece.text) for piece in texts) >= _PROSE_LENGTH
