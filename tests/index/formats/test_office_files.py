"""DOCX, ODT, PPTX: structure is kept, what is hidden, deleted or hostile is not read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from bench.sample_files import FUTURE, HISTORY, MONEY, docx, odt, packed, pptx, xlsx
from index.errors import ReadingError
from index.formats import Canonical
from index.formats.file_properties import believed

Read = Callable[[str, bytes], Canonical]
ROWS = "Dispositif | Opérateur | Montant maximal | Fin\nDiagnostic Lumen | Agence d'essai | 8 000 euros | 31/12/2025\n"


def replaced(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return packed([(n, change(package.read(n)) if n == part else package.read(n)) for n in package.namelist()])


@pytest.mark.parametrize(("name", "data"), [("a.docx", docx()), ("a.odt", odt()), ("a.pptx", pptx())])
def test_tables_are_read_row_by_row(read: Read, name: str, data: bytes) -> None:
    assert ROWS in read(name, data).text


def test_word_keeps_headings_lists_and_order(read: Read) -> None:
    found = read("a.docx", docx())
    assert found.titles == ("Guide du réseau", "Le lancement", "Les aides")
    assert (
        "Le dossier comprend :\n\n• le plan de l'atelier ;\n• le budget sur trois ans ;\n• l'accord de la commune."
        in found.text
    )
    assert (
        found.text.index(HISTORY)
        < found.text.index("Le dossier")
        < found.text.index("Lumen")
        < found.text.index(FUTURE)
    )


def test_opendocument_keeps_headings_lists_and_order(read: Read) -> None:
    found = read("a.odt", odt())
    assert found.titles == ("Le lancement", "Les aides")
    assert "• le plan de l'atelier ;\n• le budget sur trois ans." in found.text
    assert found.text.index(HISTORY) < found.text.index("Lumen") < found.text.index(MONEY)


def test_slides_are_places_and_speakers_notes_are_not_read(read: Read) -> None:
    found = read("a.pptx", pptx())
    assert found.titles == ("Le financement du réseau", "Les aides ouvertes")
    assert [h.title for h in found.headings if h.place] == ["Diapositive 1", "Diapositive 2"]
    assert "budget baisse" not in found.text


def test_tracked_deletions_are_gone_and_insertions_are_there(read: Read) -> None:
    def track(content: bytes) -> bytes:
        edits = b"<w:p><w:r><w:t>Le taux est de </w:t></w:r><w:del><w:r><w:delText>40 %</w:delText></w:r></w:del>"
        return content.replace(b"<w:sectPr", edits + b"<w:ins><w:r><w:t>50 %.</w:t></w:r></w:ins></w:p><w:sectPr", 1)

    text = read("a.docx", replaced(docx(), "word/document.xml", track)).text
    assert text.endswith("Le taux est de 50 %.") and "40 %" not in text


NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOTES = (
    b'<w:footnotes %s><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>trait</w:t></w:r></w:p></w:footnote>'
    b'<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/><w:t xml:space="preserve"> Hors fonds de la r\xc3\xa9gion.</w:t></w:r></w:p>'
    b"<w:p><w:r><w:t>Montants de 2025.</w:t></w:r></w:p></w:footnote>"
    b'<w:footnote w:id="2"><w:p><w:r><w:t>Note que plus rien n\'appelle.</w:t></w:r></w:p></w:footnote></w:footnotes>'
) % NAMESPACE
END_NOTES = (
    b'<w:endnotes %s><w:endnote w:id="1"><w:p><w:r><w:t>Selon le rapport annuel.</w:t></w:r></w:p></w:endnote></w:endnotes>'
) % NAMESPACE


def with_notes(data: bytes, notes: bytes = NOTES) -> bytes:
    """The Word document with a foot note in its first list and an end note in its table, as Word writes them."""
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    linked = b"".join(
        b'<Relationship Id="rN%s" Type="%s%s" Target="%s.xml"/>' % (name, kind, name, name)
        for name in (b"footnotes", b"endnotes")
    )

    def call(content: bytes) -> bytes:
        note = b'<w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
        gone = b'<w:del><w:r><w:footnoteReference w:id="2"/></w:r></w:del>'
        item = content.index(b"</w:p>", content.index(b"l'atelier ;"))
        content = content[:item] + gone + note + content[item + len(b"</w:p>") :]
        cell = content.index(b"</w:p>", content.index(b"Diagnostic Lumen"))
        return content[:cell] + b'<w:r><w:endnoteReference w:id="1"/></w:r>' + content[cell:]

    data = replaced(data, "word/document.xml", call)
    data = replaced(
        data, "word/_rels/document.xml.rels", lambda xml: xml.replace(b"</Relationships>", linked + b"</Relationships>")
    )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    return packed([*parts, ("word/footnotes.xml", notes), ("word/endnotes.xml", END_NOTES)])


def test_notes_follow_what_calls_them_and_split_nothing(read: Read) -> None:
    text = read("a.docx", with_notes(docx())).text
    assert "• l'accord de la commune.\n\nNote : Hors fonds de la région. Montants de 2025.\n\nLes aides" in text
    assert f"\n\nNote : Selon le rapport annuel.\n\n{FUTURE}" in text and ROWS in text
    assert "trait" not in text and "plus rien" not in text and text.count("Note :") == 2


def test_damaged_notes_are_a_damaged_file(read: Read) -> None:
    with pytest.raises(ReadingError):
        read("a.docx", with_notes(docx(), b"<w:footnotes"))


def test_hidden_slides_are_left_out_and_said(read: Read) -> None:
    hidden = replaced(pptx(), "ppt/slides/slide2.xml", lambda xml: xml.replace(b"<p:sld ", b'<p:sld show="0" ', 1))
    found = read("a.pptx", hidden)
    assert "Lumen" not in found.text and "hidden slides are not read (2)" in found.notes[0]


def test_a_macro_is_never_text(read: Read) -> None:
    with zipfile.ZipFile(io.BytesIO(docx())) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    assert "AutoOpen" not in read("a.docx", packed([*parts, ("word/vbaProject.bin", b"Sub AutoOpen()")])).text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "password"),
        (b"PK\x03\x04 tronqu\xc3\xa9", "damaged"),
        (docx()[:4_000], "damaged"),
        (xlsx(), "no Word document"),
        (packed([("word/document.xml", b" " * 60_000_000)]), "made to burst"),
        (packed([("word/document.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')]), "declares entities"),
    ],
    ids=["protected", "noise", "cut short", "a workbook", "bomb", "entities"],
)
def test_what_is_no_sound_document_is_refused_with_a_remedy(read: Read, data: bytes, reason: str) -> None:
    with pytest.raises(ReadingError, match=reason):
        read("a.docx", data)


@pytest.mark.parametrize(
    ("title", "author", "found"),
    [
        (
            "Rapport annuel 2024",
            "Agence nationale de la cohésion",
            {"title": "Rapport annuel 2024", "publisher": "Agence nationale de la cohésion"},
        ),
        ("Microsoft Word - brouillon.doc", "Camille Exemple", {}),
        ("Présentation PowerPoint", "", {}),
        ("rapport_final_v3.docx", None, {}),
        ("Titre", None, {}),
        (None, "DGE", {"publisher": "DGE"}),
    ],
)
def test_only_a_title_that_says_something_and_an_organisation_are_believed(
    title: str | None, author: str | None, found: dict[str, Any]
) -> None:
    assert believed(title, author) == found
