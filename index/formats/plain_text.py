"""Plain text: decode any usual encoding, find headings by their shape."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from index.documents.canonical import Canonical
from index.documents.document import Heading
from index.errors import ReadingError
from index.formats.page_noise import remove_noise

MAX_BYTES = 20_000_000
"""Beyond this a text is a database dump, not a document; it would also hold the builder's memory hostage."""

_HEADING_WORDS = 16
_HEADING_LENGTH = 110
_ENDS_SENTENCE = re.compile(r"[.;:,!…)]$")
_LIST_ITEM = re.compile(r"^\s*(?:[•\-–*▪◦]|\d{1,2}[.)])\s")
_BYLINE = re.compile(r"^(?:[A-ZÀ-Ý][\w’'-]+\s?){2,4}$")
_CONTROL_BYTES = bytes(byte for byte in range(32) if not 9 <= byte <= 13)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, path: Path) -> str:
    """Text of `data` in UTF-8, UTF-16 or a legacy Western encoding, with `\\n` line ends and without control
    characters. Raises ReadingError for an empty or binary file."""
    if not data.strip():
        raise ReadingError(path, "is empty: remove it or fill it")
    text = _decode(data, path)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n"))
    return _CONTROL.sub("", text).lstrip("\ufeff")


def _decode(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    sample = data[:65_536]
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES))
    if b"\x00" in sample or controls > len(sample) * 0.02:
        raise ReadingError(path, "is binary, not text: give it the suffix of its real format")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        # Half of the candidates it knows are Asian or EBCDIC code pages: French legacy files are one of these four.
        best = from_bytes(data, cp_isolation=["cp1252", "latin_1", "iso8859_15", "mac_roman"]).best()
        return str(best) if best is not None else data.decode("cp1252", errors="replace")


def read_text(raw: str) -> Canonical:
    """Canonical text of a plain text file."""
    text = remove_noise(raw)
    return Canonical(text=text, headings=find_headings(text))


def find_headings(text: str) -> tuple[Heading, ...]:
    """Lines that look like titles: short, without final punctuation, standing before a text they introduce.

    All are of level 1 or, where the line before is a heading too, 2: a plain text shows no deeper structure."""
    lines = text.split("\n")
    headings: list[Heading] = []
    offset = 0
    for number, line in enumerate(lines):
        if _is_heading(lines, number):
            title = line.strip()
            start = offset + line.index(title)
            nested = bool(headings) and not text[headings[-1].end : start].strip()
            if nested and _BYLINE.match(title):  # the author under the title opens no section
                offset += len(line) + 1
                continue
            level = 2 if nested and headings[-1].level == 1 else (headings[-1].level if nested else 1)
            headings.append(Heading(start=start, end=start + len(title), level=level, title=title))
        offset += len(line) + 1
    return tuple(headings)


def _is_heading(lines: list[str], number: int) -> bool:
    line = lines[number].strip()
    if not line or len(line) > _HEADING_LENGTH or len(line.split()) > _HEADING_WORDS or _LIST_ITEM.match(line):
        return False
    if _ENDS_SENTENCE.search(line) or not (line[0].isupper() or line[0].isdigit() or line[0] in "«\"'"):
        return False
    following = next((text.strip() for text in lines[number + 1 :] if text.strip()), "")
    if not following:
        return False
    if line.isupper() and len(line) > 3:
        return True
    before = lines[number - 1].strip() if number else ""
    after = lines[number + 1].strip()
    stands_alone = not before and not after
    if stands_alone:
        return True
    # Without blank lines around: a question, or a short line between a finished sentence and a longer text.
    if line.endswith("?"):
        return len(following) > 0 and not before.endswith((":", ","))
    finished = not before or bool(re.search(r"[.!?…»]$", before))
    return finished and len(after) > len(line) and bool(re.search(r"[.:!?…;]$", after)) and len(line.split()) <= 12
