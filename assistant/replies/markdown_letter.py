"""A letter as Markdown (CommonMark): every word of a document is text, never markup."""

from __future__ import annotations

import re

from assistant.replies.letter import MISSING, PUBLICATION, READ, SOURCES, Footnote, Letter, Statement

_MARKUP = re.compile(r"([\\`*$]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|\](?=[(\[:])|~(?=~)|&(?=#?\w+;))")
"""What CommonMark, its tables, strikethrough or formulas would read as markup, and only that: "R&D" stays "R&D"."""
_OPENING = re.compile(r"^([-+#=>]|\d+(?=[.)]))")
"""What begins a list, heading, quotation or rule at the start of a line."""
_BREAKING = "<>()\\ "


def write(letter: Letter) -> bytes:
    blocks = [letter.greeting, text(letter.reminder), said(letter.statements), *unknown(letter)]
    blocks += [letter.validity, letter.closing, *sources(letter), letter.reference]
    return ("\n\n".join(filter(None, blocks)) + "\n").encode()


def content(letter: Letter) -> str:
    """The answer alone, without what makes it a letter: for a chat."""
    return "\n\n".join((said(letter.statements), *unknown(letter), *sources(letter)))


def said(statements: tuple[Statement, ...]) -> str:
    """The sentences with their marks, such as "… [1][2]": without a definition of that name, CommonMark shows them so."""
    return " ".join(map(sentence, statements))


def sentence(statement: Statement) -> str:
    return f"{text(statement.text)} {statement.marks}".strip()


def unknown(letter: Letter) -> list[str]:
    """What the documents do not say, as blocks."""
    return [f"**{MISSING}**", "\n".join(f"- {text(item)}" for item in letter.missing)] if letter.missing else []


def sources(letter: Letter) -> list[str]:
    """The footnotes, one block each below their title."""
    return [f"**{SOURCES}**", *map(_source, letter.footnotes)] if letter.footnotes else []


def text(words: str) -> str:
    """Words of a document or question as Markdown that shows them as they are."""
    return _OPENING.sub(_escaped_opening, _MARKUP.sub(r"\\\1", words))


def _escaped_opening(match: re.Match[str]) -> str:
    found = match[0]
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def _source(note: Footnote) -> str:
    links = [f"[{label}]({_address(url)})" for label, url in ((READ, note.link), (PUBLICATION, note.url)) if url]
    return (
        f"[{note.n}] *{text(note.title)}* ({text(note.details)}) : « {text(note.quote)} » {' · '.join(links)}".strip()
    )


def _address(url: str) -> str:
    """An address that cannot leave the brackets around it."""
    return "".join(f"%{ord(c):02X}" if c in _BREAKING else c for c in url)
