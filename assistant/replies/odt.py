"""A letter as an OpenDocument text, the format French administrations exchange, through odfdo."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from assistant.replies.letter import MISSING, PUBLICATION, READ, SOURCES, Footnote, Letter

if TYPE_CHECKING:
    from odfdo import Document, Paragraph

_MARK = "Renvoi"
_TITLE = "Ouvrage"


def write(letter: Letter) -> bytes:
    from odfdo import Document, Header, Link, List, Span

    document = Document("text")
    _prepare(document, letter)
    body = document.body
    body.clear()
    for line in filter(None, (letter.greeting, letter.reminder)):
        body.append(_paragraph(line))
    answer = _paragraph()
    for statement in letter.statements:
        answer.append_plain_text(f"{statement.text} ")
        for n in statement.notes:
            mark = Span(style=_MARK)
            mark.append(Link(f"#source-{n}", text=f"[{n}]"))
            answer.append(mark)
        answer.append_plain_text(" ")
    body.append(answer)
    if letter.missing:
        body.append(Header(2, MISSING, formatted=False))
        body.append(List([_paragraph(item) for item in letter.missing]))
    body.append(_paragraph(letter.validity))
    body.append(_paragraph(letter.closing))
    if letter.footnotes:
        body.append(Header(2, SOURCES, formatted=False))
        for note in letter.footnotes:
            body.append(_source(note))
    body.append(_paragraph(letter.reference))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _prepare(document: Document, letter: Letter) -> None:
    """Titled, in French, with the styles of marks and titles."""
    from odfdo import Style

    document.meta.title = letter.subject
    document.language = "fr-FR"
    mark = Style("text", name=_MARK)
    mark.set_properties({"style:text-position": "super 58%"}, area="text")
    document.insert_style(mark, automatic=True)
    document.insert_style(Style("text", name=_TITLE, area="text", italic=True), automatic=True)


def _paragraph(words: str = "") -> Paragraph:
    """A paragraph of those words as they are: no run of spaces or tab among them means anything."""
    from odfdo import Paragraph

    return Paragraph(words, formatted=False)


def _source(note: Footnote) -> Paragraph:
    from odfdo import Bookmark, LineBreak, Link, Span

    paragraph = _paragraph()
    paragraph.append(Bookmark(f"source-{note.n}"))
    paragraph.append_plain_text(f"[{note.n}] ")
    paragraph.append(Span(note.title, style=_TITLE, formatted=False))
    paragraph.append_plain_text(f" ({note.details}) : « {note.quote} »")
    for label, url in ((READ, note.link), (PUBLICATION, note.url)):
        if url:
            paragraph.append(LineBreak())
            paragraph.append(Link(url, text=label))
    return paragraph
