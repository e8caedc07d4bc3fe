"""PDF: text layer in reading order, ruled tables row by row; scanned pages are recognised, read by OCR or reported."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

from index.documents.canonical import Canonical, TextBuilder
from index.formats.file_properties import believed
from index.formats.ocr import MAX_PAGES as MAX_SCANS
from index.formats.ocr import OcrError, missing, recognise
from index.formats.packages import PackageError
from index.formats.page_layout import Line, Piece, pieces_of, reading_order
from index.formats.paragraphs import PageText, write_pages
from index.formats.tables import CELL_GAP, clean

MAX_PAGES = 1_000
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MAX_EDGES = 4_000
"""Lines of a page beyond which they draw a map or a chart, not a table, and looking for one takes minutes."""
_CELL_WORDS = 60
"""Mean words of a cell beyond which a "table" only frames columns of prose."""
_SCAN_AREA = 0.4
"""Share of a page without text that its images cover where it is a scan."""


def read_pdf(data: bytes) -> Canonical:
    """Canonical text of a PDF. Raises PackageError for one that is damaged, protected, too long or only scanned."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    if b"%PDF-" not in data[:2_000]:
        raise PackageError("is no PDF, whatever its name says: give it the suffix of its real format")
    pages: list[PageText] = []
    scans: list[int] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise PackageError(f"has {len(pdf.pages)} pages, more than {MAX_PAGES}: split it")
            for number, page in enumerate(pdf.pages, 1):
                text = _page(page, number)
                if text.lines:
                    pages.append(text)
                elif _is_scan(page):
                    scans.append(number)
                page.close()
            found = _metadata(pdf.metadata)
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise PackageError("is protected by a password: save it again without one") from error
        raise PackageError("is damaged: print it to a new PDF") from error
    notes: list[str] = []
    if scans:
        read, note = _recognised(data, scans, whole=not pages)
        pages = sorted([*pages, *read], key=lambda page: page.number)
        notes.append(note)
    builder = TextBuilder()
    write_pages(builder, pages)
    return builder.canonical(detected=found, notes=tuple(notes))


def _recognised(data: bytes, scans: list[int], *, whole: bool) -> tuple[list[PageText], str]:
    """The scanned pages by OCR, and what to tell of them. Raises PackageError where nothing else is in the file."""
    which = "all its pages" if whole else f"page{'s' * (len(scans) > 1)} {_ranges(scans)}"
    lacking = missing()
    if lacking:
        message = f"{which}: scanned images without text: {lacking}, or give a version with text"
        if whole:
            raise PackageError(f"cannot be quoted; {message}")
        return [], message
    try:
        read = recognise(data, scans[:MAX_SCANS])
    except OcrError as error:
        if whole:
            raise PackageError(f"cannot be quoted; {which}: scanned images, and OCR failed: {error}") from error
        return [], f"{which}: scanned images, and OCR failed: {error}"
    left = f"; those after page {scans[MAX_SCANS - 1]} are left out: split the file" if len(scans) > MAX_SCANS else ""
    return read, f"{which}: read by OCR, which makes mistakes: check what is quoted from there{left}"


def _ranges(numbers: list[int]) -> str:
    """`[1, 2, 3, 7]` → "1-3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _page(page: Any, number: int) -> PageText:
    """The lines of a page; none where its letters have no meaning, as fonts without a map give."""
    words = page.extract_words(x_tolerance_ratio=0.18, keep_blank_chars=False, use_text_flow=False, return_chars=True)
    pieces = [piece for word in words if word["upright"] for piece in _piece(word)]
    letters = sum(len(piece.text) for piece in pieces)
    unmapped = sum(len(_UNMAPPED.findall(piece.text)) for piece in pieces)
    if letters == 0 or unmapped * 5 > letters * 0.3:
        return PageText(number, float(page.height))
    tables = _tables(page)
    outside = [piece for piece in pieces if not any(_inside(piece, table) for table in tables)]
    lines: list[Line] = reading_order([*pieces_of(outside), *tables])
    return PageText(number, float(page.height), lines)


def _piece(word: dict[str, Any]) -> list[Piece]:
    text = unicodedata.normalize("NFC", _CONTROL.sub("", word["text"]))
    if not text.strip():
        return []
    sizes = sorted(char["size"] for char in word["chars"])
    fonts = [str(char["fontname"]) for char in word["chars"]]
    bold = sum(1 for font in fonts if re.search("bold|black|heavy|semibold|demi", font, re.I)) * 2 > len(fonts)
    size = round(sizes[len(sizes) // 2] * 2) / 2
    return [Piece(word["x0"], word["x1"], word["top"], word["bottom"], max(size, 0.5), bold, text)]


def _inside(piece: Piece, table: Piece) -> bool:
    middle = (piece.x0 + piece.x1) / 2
    return table.x0 <= middle <= table.x1 and table.top <= piece.middle <= table.bottom


def _tables(page: Any) -> list[Piece]:
    """Ruled tables of at least two rows and columns, each row as one line."""
    if not page.edges or len(page.edges) > _MAX_EDGES:
        return []
    found = []
    for table in page.find_tables():
        rows = [[clean(cell or "") for cell in row] for row in table.extract()]
        rows = [row for row in rows if any(row)]
        filled = [cell for row in rows for cell in row if cell]
        columns = [column for column in zip(*rows, strict=True) if any(column)] if rows else []
        words = sum(len(cell.split()) for cell in filled)
        if len(rows) < 2 or len(columns) < 2 or words > _CELL_WORDS * len(filled):
            continue
        lines = tuple(CELL_GAP.join(cells) for cells in zip(*columns, strict=True))
        x0, top, x1, bottom = table.bbox
        found.append(Piece(x0, x1, top, bottom, 0.0, False, "", lines))
    return found


def _is_scan(page: Any) -> bool:
    """True for a page without usable text that shows something: a large image, or letters without a meaning."""
    if page.chars:
        return True
    area = sum(abs(image["width"] * image["height"]) for image in page.images)
    return bool(area > _SCAN_AREA * float(page.width * page.height))


def _metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    title, author = metadata.get("Title"), metadata.get("Author")
    return believed(title if isinstance(title, str) else None, author if isinstance(author, str) else None)
