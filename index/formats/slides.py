"""PPTX: each visible slide with its title, in reading order. Speakers' notes are not for the public and stay out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.documents.canonical import Canonical, TextBuilder
from index.formats.file_properties import office_metadata
from index.formats.packages import PackageError, open_package
from index.formats.tables import CELL_GAP, clean

_MAX_DEPTH = 20
_BAND = 300_000
"""English Metric Units (8 mm) within which shapes stand side by side and are read from left to right."""
_FURNITURE = {13, 15, 16}
"""Placeholder types of slide number, footer and date (PP_PLACEHOLDER)."""


def read_slides(data: bytes) -> Canonical:
    """Canonical text of a PPTX file. Raises PackageError."""
    import pptx

    open_package(data).close()
    try:
        presentation = pptx.Presentation(io.BytesIO(data))
    except (KeyError, ValueError, AttributeError) as error:
        raise PackageError("is no presentation, or holds macros: save it as .pptx") from error
    builder = TextBuilder()
    hidden = []
    for number, slide in enumerate(presentation.slides, 1):
        if slide._element.get("show") in ("0", "false"):
            hidden.append(str(number))
            continue
        builder.place(f"Diapositive {number}")
        _write_slide(builder, slide)
    notes = (f"hidden slides are not read ({', '.join(hidden)}): show them if they are to be cited",) if hidden else ()
    return builder.canonical(detected=office_metadata(presentation.core_properties), notes=notes)


def _write_slide(builder: TextBuilder, slide: Any) -> None:
    title = slide.shapes.title
    if title is not None and title.text_frame.text.strip():
        builder.heading(" ".join(title.text_frame.text.split()), 1)
    shapes = [shape for shape in _shapes(slide.shapes, 0) if title is None or shape._element is not title._element]
    shapes.sort(key=lambda shape: ((shape.top or 0) // _BAND, shape.left or 0))
    for shape in shapes:
        if getattr(shape, "has_table", False) and shape.has_table:
            _write_table(builder, shape.table)
        elif shape.has_text_frame and not _furniture(shape):
            _write_frame(builder, shape.text_frame)


def _shapes(shapes: Any, depth: int) -> Iterator[Any]:
    """The shapes, those of groups included."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            if depth < _MAX_DEPTH:
                yield from _shapes(shape.shapes, depth + 1)
        else:
            yield shape


def _furniture(shape: Any) -> bool:
    return bool(shape.is_placeholder) and int(shape.placeholder_format.type or 0) in _FURNITURE


def _write_frame(builder: TextBuilder, frame: Any) -> None:
    """Several paragraphs are a list, as slides are written; one is a paragraph."""
    lines = [
        (min(paragraph.level, 4), " ".join(paragraph.text.replace("\v", " ").split()))
        for paragraph in frame.paragraphs
        if paragraph.text.strip()
    ]
    gap = "\n\n"
    for level, text in lines:
        builder.block("  " * level + "• " + text if len(lines) > 1 else text, gap=gap)
        gap = "\n"


def _write_table(builder: TextBuilder, table: Any) -> None:
    gap = "\n\n"
    for row in table.rows:
        cells = [clean(cell.text) for cell in row.cells]
        if any(cells):
            builder.block(CELL_GAP.join(cells), gap=gap)
            gap = "\n"
