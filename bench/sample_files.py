"""One file of each format that the index reads, written now with the libraries people's programs resemble."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fpdf import FPDF

HISTORY = (
    "Le réseau Atelier commun a été lancé en mars 2021 par la région d'essai. Il réunit des intercommunalités qui "
    "partagent des ateliers, des machines et des formations. Chaque atelier est animé par un élu et un industriel."
)
MONEY = (
    "Le fonds Étincelle finance la moitié des études des petites usines. Son plafond est de 45 000 euros par projet. "
    "Les dossiers sont déposés avant le 30 juin 2025 auprès de la direction de l'économie."
)
FUTURE = (
    "Une seconde vague doit réunir douze ateliers de plus. La région d'essai consacre 3 millions d'euros à leurs machines. "
    "Le comité de suivi se réunit deux fois par an et publie ses comptes rendus."
)
_DATE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?")
CATALOGUE = (
    ("Dispositif", "Opérateur", "Montant maximal", "Fin"),
    ("Diagnostic Lumen", "Agence d'essai", "8 000 euros", "31/12/2025"),
    ("Prêt Racine pour les friches industrielles", "Caisse d'essai", "400 000 euros", "30/06/2026"),
    ("Chèque Tremplin", "Région d'essai", "4 500 euros", "15/09/2025"),
)


def _pdf() -> FPDF:
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_margin(20)
    pdf.set_creation_date(dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    pdf.set_font("helvetica", size=10)
    return pdf


def _column(pdf: FPDF, x: float, y: float, blocks: Sequence[tuple[str, str]]) -> None:
    pdf.set_xy(x, y)
    for title, text in blocks:
        pdf.set_x(x)
        pdf.set_font("helvetica", "B", 12)
        pdf.multi_cell(80, 6, title, new_x="LEFT", new_y="NEXT")
        pdf.set_font("helvetica", size=10)
        pdf.multi_cell(80, 5, text, new_x="LEFT", new_y="NEXT")
        pdf.ln(4)


def pdf_columns(*, by_line: bool = False) -> bytes:
    """Two columns under a title that spans them, a running foot, and a second page. `by_line`: drawn line by line across
    both columns, as some programs do, rather than column by column."""
    import textwrap

    pdf = _pdf()
    pdf.add_page()
    pdf.set_font("helvetica", "B", 18)
    pdf.cell(0, 12, "Bilan du réseau Atelier commun", new_x="LMARGIN", new_y="NEXT")
    top = pdf.get_y() + 4
    if by_line:
        pdf.set_font("helvetica", size=10)
        left, right = (textwrap.wrap(text, 42) for text in (HISTORY + " " + FUTURE, MONEY + " " + HISTORY))
        for number, (one, other) in enumerate(zip(left, right, strict=False)):
            for x, line in ((20, one), (110, other)):
                pdf.set_xy(x, top + number * 5)
                pdf.cell(80, 5, line)
    else:
        _column(pdf, 20, top, (("Le lancement", HISTORY), ("La suite", FUTURE)))
        _column(pdf, 110, top, (("Le financement", MONEY),))
    _foot(pdf, 1)
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    pdf.multi_cell(0, 5, "La deuxième page rappelle que le secrétariat du réseau est tenu à Bourg-Essai.")
    _foot(pdf, 2)
    return bytes(pdf.output())


def _foot(pdf: FPDF, number: int) -> None:
    pdf.set_auto_page_break(False)
    pdf.set_xy(20, 285)
    pdf.set_font("helvetica", size=8)
    pdf.cell(0, 5, f"Page {number} / 2", align="C")
    pdf.set_auto_page_break(True, 20)


def pdf_table(*, ruled: bool = True) -> bytes:
    """A paragraph, a table of four columns, and a paragraph; with or without lines between its cells."""
    pdf = _pdf()
    pdf.set_title("Les aides du réseau Atelier commun")
    pdf.set_author("Direction de l'économie de la région d'essai")
    pdf.add_page()
    pdf.multi_cell(0, 5, HISTORY)
    pdf.ln(4)
    with pdf.table(CATALOGUE, borders_layout="ALL" if ruled else "NONE", col_widths=(50, 35, 30, 25)):
        pass
    pdf.ln(4)
    pdf.multi_cell(0, 5, FUTURE)
    return bytes(pdf.output())


def pdf_scan(*, after_text: bool = False) -> bytes:
    """A page that is a picture of a text, as a scanner makes it; `after_text`: after a page that has a text layer."""
    import pypdfium2

    page = _pdf()
    page.add_page()
    page.set_font_size(13)
    page.multi_cell(0, 8, MONEY)
    with pypdfium2.PdfDocument(bytes(page.output())) as drawn:
        image = drawn[0].render(scale=200 / 72, grayscale=True).to_pil()
    pdf = _pdf()
    if after_text:
        pdf.add_page()
        pdf.multi_cell(0, 5, HISTORY)
    pdf.add_page()
    pdf.image(image, x=0, y=0, w=210)
    return bytes(pdf.output())


def docx() -> bytes:
    """Headings, a list, a table."""
    from docx import Document

    document = Document()
    document.core_properties.title = "Guide du réseau Atelier commun"
    document.core_properties.author = "Camille Exemple"
    document.add_heading("Guide du réseau", 0)
    document.add_heading("Le lancement", 1)
    document.add_paragraph(HISTORY)
    document.add_paragraph("Le dossier comprend :")
    for item in ("le plan de l'atelier ;", "le budget sur trois ans ;", "l'accord de la commune."):
        document.add_paragraph(item, style="List Bullet")
    document.add_heading("Les aides", 1)
    table = document.add_table(0, len(CATALOGUE[0]))
    for row in CATALOGUE:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    document.add_paragraph(FUTURE)
    return _saved(document.save)


def odt() -> bytes:
    """Headings, a list, a table."""
    import odfdo

    document = odfdo.Document("text")
    body = document.body
    body.clear()
    body.append(odfdo.Header(1, "Le lancement"))
    body.append(odfdo.Paragraph(HISTORY))
    body.append(odfdo.List(["le plan de l'atelier ;", "le budget sur trois ans."]))
    body.append(odfdo.Header(1, "Les aides"))
    table = odfdo.Table("Aides")
    for row in CATALOGUE:
        table.append(odfdo.Row(len(row)))
    table.set_values([list(row) for row in CATALOGUE])
    body.append(table)
    body.append(odfdo.Paragraph(MONEY))
    return _saved(document.save)


def pptx() -> bytes:
    """Two slides: bullets, then a table; with a speaker's note, which is not for the public."""
    from pptx import Presentation
    from pptx.util import Cm

    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Le financement du réseau"
    frame = slide.placeholders[1].text_frame
    frame.text = "Le fonds Étincelle finance la moitié des études."
    frame.add_paragraph().text = "Son plafond est de 45 000 euros par projet."
    slide.notes_slide.notes_text_frame.text = "Ne pas dire que le budget baisse."
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Les aides ouvertes"
    size = (len(CATALOGUE), len(CATALOGUE[0]))
    table = slide.shapes.add_table(*size, Cm(2), Cm(5), Cm(20), Cm(8)).table
    for number, row in enumerate(CATALOGUE):
        for column, value in enumerate(row):
            table.cell(number, column).text = value
    return _saved(presentation.save)


def xlsx(sheets: dict[str, Sequence[Sequence[Any]]] | None = None) -> bytes:
    """One sheet for each entry; without any, a catalogue of two sheets, the first with a title over its header."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    title: list[list[Any]] = [["Catalogue des aides du réseau", None, None, None], [None] * 4]
    dated: list[list[Any]] = [[*row[:3], dt.date(2025, 12, 31)] for row in CATALOGUE[1:]]
    sheets = sheets or {
        "Aides": [*title, list(CATALOGUE[0]), *dated],
        "Ateliers": [["Commune", "Machines", "Taux"], ["Bourg-Essai", 12, 0.5], ["Val-Témoin", 1400, 0.125]],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name == "Ateliers":
            for cell in sheet["C"][1:]:
                cell.number_format = "0.0%"
    return _saved(book.save)


def csv() -> bytes:
    return "\r\n".join(";".join(row) for row in CATALOGUE).encode("cp1252")


def _objects() -> list[dict[str, Any]]:
    names, *rows = CATALOGUE
    objects: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    objects[0]["contact"] = {"service": "Guichet d'essai", "publics": ["PME", "communes"]}
    return objects


def json_list() -> bytes:
    return json.dumps(_objects(), ensure_ascii=False, indent=1).encode()


def jsonl() -> bytes:
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in _objects()).encode()


def html() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in CATALOGUE)
    return (
        f"<html><head><title>Le réseau Atelier commun</title></head><body><article><h1>Le réseau</h1><p>{HISTORY}</p>"
        f"<h2>Les aides</h2><p>{MONEY}</p><table>{rows}</table><p>{FUTURE}</p></article></body></html>"
    ).encode()


def markdown() -> bytes:
    table = "\n".join("| " + " | ".join(row) + " |" for row in (CATALOGUE[0], ["---"] * 4, *CATALOGUE[1:]))
    return (
        f"---\ntitle: Le réseau\n---\n# Le lancement\n\n{HISTORY}\n\n{table}\n\n- un ;\n- deux.\n\n{MONEY}\n".encode()
    )


def text() -> bytes:
    return f"Le réseau Atelier commun\n\n{HISTORY}\n\nLes aides\n\n{MONEY}\n".encode("cp1252")


SAMPLES: dict[str, Callable[[], bytes]] = {
    "colonnes.pdf": pdf_columns,
    "tableau.pdf": pdf_table,
    "guide.docx": docx,
    "note.odt": odt,
    "diaporama.pptx": pptx,
    "catalogue.xlsx": xlsx,
    "aides.csv": csv,
    "aides.json": json_list,
    "lignes.jsonl": jsonl,
    "page.html": html,
    "fiche.md": markdown,
    "texte.txt": text,
}
"""File name → what writes it; every format once at least, every document of its own."""


def _saved(save: Callable[[Any], Any]) -> bytes:
    """What `save` writes, without the time at which it does: the same sample is the same bytes."""
    buffer = io.BytesIO()
    save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return packed([(name, _DATE.sub(b"2025-01-01T00:00:00", package.read(name))) for name in package.namelist()])


def packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP package of those parts; names may repeat."""
    import warnings

    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as package:
        warnings.simplefilter("ignore")
        for name, content in parts:
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
