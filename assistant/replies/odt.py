"""A letter as an OpenDocument text, the format French administrations exchange, through odfpy."""

from __future__ import annotations

import io
from typing import Any

from assistant.replies.letter import MISSING, PUBLICATION, READ, SOURCES, Footnote, Letter

_MARK = "Renvoi"
_TITLE = "Ouvrage"
_BODY = "Texte"


def write(letter: Letter) -> bytes:
    from odf import dc, text
    from odf.opendocument import OpenDocumentText

    document = OpenDocumentText()
    _define_styles(document)
    document.meta.addElement(dc.Title(text=letter.subject))
    document.meta.addElement(dc.Language(text="fr-FR"))
    page = document.text
    if letter.greeting:
        page.addElement(_paragraph(letter.greeting))
    page.addElement(_paragraph(letter.reminder))
    answer = _paragraph()
    for statement in letter.statements:
        answer.addText(f"{statement.text} ")
        for n in statement.notes:
            mark = text.Span(stylename=_MARK)
            mark.addElement(text.A(href=f"#source-{n}", type="simple", text=f"[{n}]"))
            answer.addElement(mark)
        answer.addText(" ")
    page.addElement(answer)
    if letter.missing:
        page.addElement(text.H(outlinelevel=2, text=MISSING))
        listed = text.List()
        for item in letter.missing:
            entry = text.ListItem()
            entry.addElement(_paragraph(item))
            listed.addElement(entry)
        page.addElement(listed)
    page.addElement(_paragraph(letter.validity))
    page.addElement(_paragraph(letter.closing))
    if letter.footnotes:
        page.addElement(text.H(outlinelevel=2, text=SOURCES))
        for note in letter.footnotes:
            page.addElement(_source(note))
    page.addElement(_paragraph(letter.reference))
    written = io.BytesIO()
    document.write(written)
    return written.getvalue()


def _define_styles(document: Any) -> None:
    from odf.style import ParagraphProperties, Style, TextProperties

    body = Style(name=_BODY, family="paragraph")
    body.addElement(ParagraphProperties(marginbottom="0.3cm"))
    body.addElement(TextProperties(language="fr", country="FR"))
    mark = Style(name=_MARK, family="text")
    mark.addElement(TextProperties(textposition="super 58%"))
    title = Style(name=_TITLE, family="text")
    title.addElement(TextProperties(fontstyle="italic"))
    for style in (body, mark, title):
        document.automaticstyles.addElement(style)


def _paragraph(words: str = "") -> Any:
    from odf import text

    return text.P(stylename=_BODY, text=words)


def _source(note: Footnote) -> Any:
    from odf import text

    paragraph = _paragraph()
    paragraph.addElement(text.Bookmark(name=f"source-{note.n}"))
    paragraph.addText(f"[{note.n}] ")
    paragraph.addElement(text.Span(stylename=_TITLE, text=note.title))
    paragraph.addText(f" ({note.details}) : « {note.quote} »")
    for label, url in ((READ, note.link), (PUBLICATION, note.url)):
        if url:
            paragraph.addElement(text.LineBreak())
            paragraph.addElement(text.A(href=url, type="simple", text=label))
    return paragraph
