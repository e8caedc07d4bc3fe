"""DOCX: headings, paragraphs, lists and tables in their order, each with its notes after it, without headers, footers and
deleted text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.documents.canonical import Canonical, TextBuilder
from index.formats.file_properties import office_metadata
from index.formats.packages import PackageError, open_package
from index.formats.tables import CELL_GAP, clean

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Tracked deletions are not text any more; the fallback repeats what stands beside it for older programs.
_RUNS = (
    ".//*[self::w:t or self::w:tab or self::w:br or self::w:cr or self::w:noBreakHyphen]"
    "[not(ancestor::w:del) and not(ancestor::w:moveFrom)"
    " and not(ancestor::*[local-name()='Fallback']) and not(ancestor::*[local-name()='txbxContent'])]"
)
_NOTE_CALLS = (
    ".//*[self::w:footnoteReference or self::w:endnoteReference][not(ancestor::w:del) and not(ancestor::w:moveFrom)]"
)


def read_word(data: bytes) -> Canonical:
    """Canonical text of a DOCX file. Raises PackageError."""
    import docx

    open_package(data).close()
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError) as error:
        raise PackageError("is no Word document, or holds macros: save it as .docx") from error
    builder = TextBuilder()
    writer = _Writer(builder, document)
    writer.write(document.element.body)
    writer.write_notes()
    return builder.canonical(detected=office_metadata(document.core_properties))


class _Writer:
    def __init__(self, builder: TextBuilder, document: Any) -> None:
        self._builder = builder
        self._styles = {style.style_id: (style.name or "").lower() for style in document.styles}
        self._notes = dict(_notes(document.part))
        self._called: list[str] = []
        self._listed = False

    def write(self, container: Any) -> None:
        for element in container.iterchildren():
            if element.tag == _WORD + "p":
                self._paragraph(element)
            elif element.tag == _WORD + "tbl":
                self._table(element)
            elif element.tag in (_WORD + "sdt", _WORD + "sdtContent", _WORD + "ins", _WORD + "customXml"):
                contents = element.xpath("./w:sdtPr/w:docPartObj/w:docPartGallery[@w:val='Table of Contents']")
                if not contents:
                    self.write(element)

    def _paragraph(self, element: Any) -> None:
        for box in element.xpath(".//w:txbxContent[not(ancestor::*[local-name()='Fallback'])]"):
            self.write(box)
        text = _text(element)
        if not text:
            return
        style = self._styles.get(_value(element, "./w:pPr/w:pStyle"), "")
        level = _level(style)
        listed = not level and bool(element.xpath("./w:pPr/w:numPr") or style.startswith(("list ", "liste ")))
        if not listed:
            self.write_notes()
        self._call_notes(element)
        if level:
            self._builder.heading(" ".join(text.split()), level)
        elif style.startswith("toc ") or style.startswith("tm "):
            return
        elif listed:
            depth = _value(element, "./w:pPr/w:numPr/w:ilvl")
            indent = "  " * (int(depth) if depth.isdigit() else 0)
            self._builder.block(f"{indent[:8]}• {text}", gap="\n" if self._listed else "\n\n")
        else:
            self._builder.block(text)
        self._listed = listed

    def _call_notes(self, element: Any) -> None:
        """Keeps the notes that are called within the element, until what it belongs to ends."""
        for call in element.xpath(_NOTE_CALLS):
            kind = call.tag.rpartition("}")[2].removesuffix("Reference")
            text = self._notes.pop((kind, str(call.get(_WORD + "id"))), "")
            if text:
                self._called.append(text)

    def write_notes(self) -> None:
        """Notes called since the last ones, a paragraph each: within a sentence they would cut it in two."""
        for text in self._called:
            self._builder.block(f"Note : {text}")
        self._called.clear()

    def _table(self, element: Any) -> None:
        """One line for each row. A table of one column only frames its text."""
        self.write_notes()
        self._listed = False
        rows = element.xpath("./w:tr[not(./w:trPr/w:del)]")
        cells = [row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc") for row in rows]
        if max(map(len, cells), default=0) == 1:
            for (cell,) in filter(None, cells):
                self.write(cell)
            return
        above: list[str] = []
        gap = "\n\n"
        for row in cells:
            shown = [clean(" ".join(_text(p) for p in cell.iter(_WORD + "p"))) for cell in row]
            for column, cell in enumerate(row):  # a cell merged with the one above holds for this row too
                if cell.xpath("./w:tcPr/w:vMerge[not(@w:val='restart')]") and column < len(above):
                    shown[column] = shown[column] or above[column]
            above = shown
            line = CELL_GAP.join(shown)
            if any(shown):
                self._builder.block(line, gap=gap)
                gap = "\n"
        self._call_notes(element)


def _notes(part: Any) -> Iterator[tuple[tuple[str, str], str]]:
    """((`footnote` or `endnote`, id), text) of each note; those with a type are the lines drawn above notes."""
    from docx.oxml import parse_xml

    for relation in part.rels.values():
        kind = relation.reltype.rpartition("/")[2].removesuffix("s")
        if relation.is_external or kind not in ("footnote", "endnote"):
            continue
        for note in parse_xml(relation.target_part.blob).iter(_WORD + kind):
            if note.get(_WORD + "type") not in (None, "normal"):
                continue
            text = " ".join(" ".join(_text(paragraph) for paragraph in note.iter(_WORD + "p")).split())
            yield (kind, str(note.get(_WORD + "id"))), text


def _text(paragraph: Any) -> str:
    return "".join(_characters(paragraph)).strip()


def _characters(paragraph: Any) -> Iterator[str]:
    for run in paragraph.xpath(_RUNS):
        tag = run.tag.rpartition("}")[2]
        yield {"t": run.text or "", "tab": " ", "noBreakHyphen": "-"}.get(tag, "\n")


def _value(element: Any, path: str) -> str:
    found = element.xpath(f"{path}/@w:val")
    return str(found[0]) if found else ""


def _level(style: str) -> int:
    """1 for the title, 2 to 6 for a heading, 0 for another paragraph, by the name of its style."""
    if style in ("title", "titre"):
        return 1
    for prefix in ("heading ", "titre "):
        if style.startswith(prefix) and style[len(prefix) :].strip().isdigit():
            return min(6, 1 + int(style[len(prefix) :]))
    return 0
