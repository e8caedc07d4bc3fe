"""Scanned pages through Tesseract, where it is installed."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Sequence

from index.formats.page_layout import Line, Piece
from index.formats.paragraphs import PageText, joined

MAX_PAGES = 60
"""Scanned pages read of one file: each takes one to five seconds."""
_LANGUAGE = "fra"
_DPI = 300
_MAX_PIXELS = 5_000
"""Longest side of a page as it is drawn: a page may say it measures kilometres."""
_PAGE_SECONDS = 60


class OcrError(Exception):
    """Tesseract failed; the message says how."""


def missing() -> str | None:
    """What to install before scans can be read, None where all is there."""
    program = shutil.which("tesseract")
    if program is None:
        return "install Tesseract with its French data (packages tesseract-ocr and tesseract-ocr-fra)"
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "repair Tesseract, which does not start"
    if _LANGUAGE not in listed.stdout.split() + listed.stderr.split():
        return "install the French data of Tesseract (package tesseract-ocr-fra)"
    return None


def recognise(data: bytes, numbers: Sequence[int]) -> list[PageText]:
    """The text of those pages (from 1) of a PDF, one line for each paragraph. Raises OcrError."""
    import pypdfium2

    pages: list[PageText] = []
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise OcrError(str(error)) from error
    try:
        for number in numbers:
            page = document[number - 1]
            scale = min(_DPI / 72, _MAX_PIXELS / max(page.get_size()))
            image = page.render(scale=scale, grayscale=True).to_pil()
            encoded = io.BytesIO()
            image.save(encoded, "PNG")
            pages.append(PageText(number, page.get_height(), _lines(_read(encoded.getvalue()))))
    except (pypdfium2.PdfiumError, ZeroDivisionError, IndexError) as error:
        raise OcrError(str(error)) from error
    finally:
        document.close()
    return [page for page in pages if page.lines]


def _read(image: bytes) -> str:
    command = ["tesseract", "stdin", "stdout", "-l", _LANGUAGE]
    try:
        done = subprocess.run(command, input=image, capture_output=True, timeout=_PAGE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OcrError(f"Tesseract took more than {_PAGE_SECONDS} s for a page") from error
    if done.returncode != 0:
        raise OcrError(f"Tesseract ended with code {done.returncode}")
    return done.stdout.decode("utf-8", errors="replace")


def _lines(text: str) -> list[Line]:
    """Paragraphs as Tesseract sets them apart, each one column of its own: their place on the page is not kept."""
    found = []
    for number, block in enumerate(re.split(r"\n\s*\n", text.replace("\x0c", "\n\n"))):
        paragraph = joined([line for line in block.split("\n") if line.strip()])
        if any(character.isalnum() for character in paragraph):
            piece = Piece(0.0, 0.0, 400.0, 400.0, 10.0, False, paragraph)
            found.append(Line(piece, number, 0.0))
    return found
