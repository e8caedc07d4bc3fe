"""A letter as plain text."""

from __future__ import annotations

from assistant.replies.letter import MISSING, PUBLICATION, READ, SOURCES, Footnote, Letter


def body(letter: Letter) -> str:
    """The letter as paragraphs, sources at the end, for the text of an email."""
    answer = " ".join(f"{statement.text} {statement.marks}".strip() for statement in letter.statements)
    blocks = [letter.greeting, letter.reminder, answer]
    if letter.missing:
        blocks.append("\n".join((f"{MISSING} :", *(f"- {item}" for item in letter.missing))))
    blocks += [letter.validity, letter.closing]
    if letter.footnotes:
        blocks += [SOURCES, *map(_source, letter.footnotes)]
    blocks.append(letter.reference)
    return "\n\n".join(filter(None, blocks)) + "\n"


def _source(note: Footnote) -> str:
    lines = [f"[{note.n}] {note.title} ({note.details})", f"« {note.quote} »"]
    if note.link:
        lines.append(f"{READ} : {note.link}")
    if note.url:
        lines.append(f"{PUBLICATION} : {note.url}")
    return "\n".join(lines)
