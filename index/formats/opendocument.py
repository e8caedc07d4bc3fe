"""ODT: headings, paragraphs, lists and tables in their order."""

from __future__ import annotations

import io
from typing import Any

from index.documents.canonical import Canonical, TextBuilder
from index.formats.file_properties import believed
from index.formats.packages import PackageError, open_package
from index.formats.tables import CELL_GAP, clean

_MAX_REPEATED = 200
_SKIPPED = {
    "text:tracked-changes", "text:table-of-content", "text:alphabetical-index", "office:annotation", "text:note-citation",
    "office:forms", "text:sequence-decls", "text:illustration-index", "office:annotation-end",
}  # fmt: skip
_BREAKS = {"text:s": " ", "text:tab": " ", "text:line-break": "\n"}


def read_odt(data: bytes) -> Canonical:
    """Canonical text of an ODT file. Raises PackageError."""
    import odfdo

    open_package(data).close()
    try:
        document = odfdo.Document(io.BytesIO(data))
        body = document.body
        if document.get_type() not in ("text", "text-template"):
            raise PackageError("is no text document: save it as .odt")
        meta = document.meta
        found = believed(meta.title, meta.creator or meta.initial_creator)
    except (KeyError, ValueError, TypeError, AttributeError, NotImplementedError) as error:
        raise PackageError("is damaged: open it in a word processor and save it again") from error
    builder = TextBuilder()
    _Writer(builder).write(body)
    return builder.canonical(detected=found)


class _Writer:
    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._listed = False

    def write(self, container: Any, depth: int = 0) -> None:
        """Appends the blocks of `container`; `depth` counts the lists it stands in."""
        for element in container.children:
            match element.tag:
                case "text:h":
                    self._heading(element)
                case "text:p":
                    self._paragraph(element)
                case "text:list":
                    self._list(element, depth)
                case "table:table":
                    self._table(element)
                case tag if tag not in _SKIPPED:
                    self.write(element, depth)

    def _heading(self, element: Any) -> None:
        title = " ".join(_text(element).split())
        level = str(element.get_attribute("text:outline-level") or 1)
        self._listed = False
        if title:
            self._builder.heading(title, min(6, 1 + int(level)) if level.isdigit() else 2)

    def _paragraph(self, element: Any) -> None:
        self._listed = False
        text = _text(element).strip()
        if text and element.get_attribute("text:style-name") == "Title":
            self._builder.heading(" ".join(text.split()), 1)
        elif text:
            self._builder.block(text)

    def _list(self, element: Any, depth: int) -> None:
        for item in element.children:
            first = True
            for part in item.children:
                if part.tag == "text:list":
                    self._list(part, depth + 1)
                    continue
                text = _text(part).strip()
                if text:
                    bullet = "• " if first else "  "
                    self._builder.block("  " * min(depth, 4) + bullet + text, gap="\n" if self._listed else "\n\n")
                    self._listed, first = True, False

    def _table(self, element: Any) -> None:
        self._listed = False
        gap = "\n\n"
        for row in element.get_elements("descendant::table:table-row"):
            cells = [clean(_text(cell)) for cell in row.children if cell.tag == "table:table-cell"]
            if any(cells):
                self._builder.block(CELL_GAP.join(cells[:_MAX_REPEATED]), gap=gap)
                gap = "\n"


def _text(element: Any) -> str:
    """Text of an element and all inside it, without comments and note calls."""
    if element.tag in _BREAKS:
        return _BREAKS[element.tag]
    parts = [element.text or ""]
    for child in element.children:
        if child.tag not in _SKIPPED:
            parts.append((" " if child.tag in ("text:p", "text:note") else "") + _text(child))
        parts.append(child.tail or "")
    return "".join(parts)
