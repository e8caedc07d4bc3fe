"""A letter as a Word document (Office Open XML), through python-docx."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from assistant.replies.letter import MISSING, PUBLICATION, READ, SOURCES, Footnote, Letter

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_LINK = "0563C1"
"""Colour of a link, as Word's own theme has it."""


def write(letter: Letter) -> bytes:
    import docx

    document = docx.Document()
    _prepare(document, letter)
    if letter.greeting:
        document.add_paragraph(letter.greeting)
    document.add_paragraph(letter.reminder)
    answer = document.add_paragraph()
    for statement in letter.statements:
        answer.add_run(f"{statement.text} ")
        for n in statement.notes:
            _link(answer, f"[{n}]", anchor=f"source-{n}", superscript=True)
        answer.add_run(" ")
    if letter.missing:
        document.add_heading(MISSING, level=2)
        for item in letter.missing:
            document.add_paragraph(item, style="List Bullet")
    document.add_paragraph(letter.validity)
    document.add_paragraph(letter.closing)
    if letter.footnotes:
        document.add_heading(SOURCES, level=2)
        for note in letter.footnotes:
            _source(document.add_paragraph(), note)
    document.add_paragraph(letter.reference).runs[0].italic = True
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _prepare(document: Document, letter: Letter) -> None:
    """French, on A4, titled."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = letter.subject, "fr-FR", "", ""
    spoken: Any = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "fr-FR")
    style: Any = document.styles["Normal"].element
    style.get_or_add_rPr().append(spoken)


def _source(paragraph: Paragraph, note: Footnote) -> None:
    _bookmark(paragraph, note.n)
    paragraph.add_run(f"[{note.n}] ")
    paragraph.add_run(note.title).italic = True
    paragraph.add_run(f" ({note.details}) : « {note.quote} »")
    for label, url in ((READ, note.link), (PUBLICATION, note.url)):
        if url:
            paragraph.add_run().add_break()
            _link(paragraph, label, url=url)


def _bookmark(paragraph: Paragraph, n: int) -> None:
    """Where the mark `[n]` of the answer leads. python-docx has neither bookmarks nor links of its own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for tag, name in (("w:bookmarkStart", f"source-{n}"), ("w:bookmarkEnd", None)):
        mark: Any = OxmlElement(tag)
        mark.set(qn("w:id"), str(n))
        if name is not None:
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)


def _link(paragraph: Paragraph, label: str, *, url: str = "", anchor: str = "", superscript: bool = False) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    link: Any = OxmlElement("w:hyperlink")
    if url:
        link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    else:
        link.set(qn("w:anchor"), anchor)
    run = paragraph.add_run(label)
    run.font.color.rgb = RGBColor.from_string(_LINK)
    run.font.superscript = superscript or None
    link.append(run._r)
    paragraph._p.append(link)
