"""PDF: columns, tables, headings, pages, scans; what is damaged or protected is refused with a remedy."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.sample_files import FUTURE, HISTORY, MONEY, pdf_columns, pdf_scan, pdf_table
from index.errors import ReadingError
from index.formats import Canonical, Converter, read_file
from index.formats.page_layout import Piece, pieces_of, reading_order
from index.formats.paragraphs import joined

Read = Callable[[bytes], Canonical]


@pytest.fixture
def read(read: Callable[[str, bytes], Canonical]) -> Read:
    return lambda data: read("rapport.pdf", data)


@pytest.mark.parametrize("by_line", [False, True], ids=["drawn by column", "drawn by line"])
def test_columns_are_read_one_after_the_other(read: Read, by_line: bool) -> None:
    text = read(pdf_columns(by_line=by_line)).text
    assert HISTORY in text and FUTURE in text and MONEY in text
    assert text.index(HISTORY) < text.index(FUTURE) < text.index(MONEY)


def test_headings_are_known_by_their_size_and_page_numbers_are_left_out(read: Read) -> None:
    found = read(pdf_columns())
    assert found.titles == ("Bilan du réseau Atelier commun", "Le lancement", "La suite", "Le financement")
    assert "Page 1 / 2" not in found.text


def test_pages_are_places_that_the_text_does_not_spell_out(read: Read) -> None:
    found = read(pdf_columns())
    start = found.text.index("La deuxième page")
    assert [h.start for h in found.headings if h.title == "Page 2"] == [start]
    assert "Page 2" not in found.text


def test_a_ruled_table_is_read_row_by_row(read: Read) -> None:
    text = read(pdf_table()).text
    assert (
        "Dispositif | Opérateur | Montant maximal | Fin\nDiagnostic Lumen | Agence d'essai | 8 000 euros | 31/12/2025\n"
        in text
    )
    assert "Prêt Racine pour les friches industrielles | Caisse d'essai | 400 000 euros | 30/06/2026" in text
    assert text.index(HISTORY) < text.index("Dispositif") < text.index(FUTURE)


def test_the_rows_of_a_table_without_lines_stay_together(read: Read) -> None:
    text = read(pdf_table(ruled=False)).text
    assert "Chèque Tremplin | Région d'essai | 4 500 euros | 15/09/2025" in text
    assert HISTORY in text and FUTURE in text


def test_what_a_file_says_of_itself_is_detected_where_it_can_be_believed(read: Read) -> None:
    assert read(pdf_table()).detected == {
        "title": "Les aides du réseau Atelier commun",
        "publisher": "Direction de l'économie de la région d'essai",
    }


def test_a_scan_is_refused_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "scan.pdf").write_bytes(pdf_scan())
    with Converter() as own, pytest.raises(ReadingError, match=r"scanned images without text: install Tesseract"):
        read_file(tmp_path / "scan.pdf", own)


def test_a_scanned_page_among_others_is_reported_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "scan.pdf").write_bytes(pdf_scan(after_text=True))
    with Converter() as own:
        found = read_file(tmp_path / "scan.pdf", own)
    assert found.text == HISTORY
    assert len(found.notes) == 1 and found.notes[0].startswith("page 2: scanned images without text")


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_scan_is_read_by_tesseract_in_its_place(read: Read) -> None:
    found = read(pdf_scan(after_text=True))
    assert "45 000 euros par projet" in found.text
    assert [heading.title for heading in found.headings] == ["Page 1", "Page 2"]
    assert "read by OCR" in found.notes[0]


def test_a_protected_pdf_is_refused(read: Read) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_encryption(owner_password="a", user_password="b")
    pdf.add_page()
    pdf.set_font("helvetica")
    pdf.cell(text="Secret")
    with pytest.raises(ReadingError, match="password"):
        read(bytes(pdf.output()))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" + b"x" * 500, pdf_table()[:900]], ids=["noise", "cut short"])
def test_a_damaged_pdf_is_refused_with_a_remedy(read: Read, data: bytes) -> None:
    with pytest.raises(ReadingError, match=r": .+"):
        read(data)


def test_a_file_that_only_calls_itself_pdf_is_refused(read: Read) -> None:
    with pytest.raises(ReadingError, match="no PDF"):
        read(b"Bonjour, ceci est un texte.")


def test_a_sentence_that_runs_over_a_page_is_one_sentence(read: Read) -> None:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    pdf.add_page()
    pdf.text(20, 60, "Le premier alinéa est complet. La région accompagne les communes qui")
    pdf.add_page()
    pdf.text(20, 60, "rachètent des friches. Elle publie la liste chaque année.")
    buffer = io.BytesIO()
    pdf.output(buffer)
    found = read(buffer.getvalue())
    assert "La région accompagne les communes qui rachètent des friches." in found.text


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["le déve-", "loppement"], "le développement"),
        (["peut-", "être"], "peut-être"),
        (["Saint-", "Étienne"], "Saint-Étienne"),
        (["avant-", "projet"], "avant-projet"),
        (["dit-", "elle"], "dit-elle"),
        (["indus\u00ad", "triel"], "industriel"),
        (["une", "phrase"], "une phrase"),
    ],
)
def test_a_word_cut_at_the_end_of_a_line_is_made_whole(lines: list[str], whole: str) -> None:
    assert joined(lines) == whole


def words(*placed: tuple[str, float, float]) -> list[Piece]:
    return [Piece(x, x + 5 * len(text), top, top + 10, 10, False, text) for text, x, top in placed]


def test_three_columns_are_read_from_left_to_right() -> None:
    texts = [f"{column} ligne {number} de la colonne" for column in "ABC" for number in range(6)]
    placed = words(*((text, 20 + 190 * (n // 6), 50 + 14 * (n % 6)) for n, text in enumerate(texts)))
    assert [line.piece.text for line in reading_order(pieces_of(placed))] == texts


def test_a_line_across_both_columns_separates_what_is_above_from_what_is_below() -> None:
    left = [(f"gauche {n} et un texte assez long", 20.0, 20.0 + 14 * n + 60 * (n > 3)) for n in range(8)]
    right = [(text.replace("gauche", "droite"), 250.0, top) for text, _, top in left]
    title = ("Un titre qui court par-dessus les deux colonnes de la page entière ici", 20.0, 95.0)
    read = [line.piece.text for line in reading_order(pieces_of(words(*left, *right, title)))]
    order = [text.split()[0] + text.split()[1] for text in read]
    assert order == [*(f"gauche{n}" for n in range(4)), *(f"droite{n}" for n in range(4)), "Untitre",
                     *(f"gauche{n}" for n in range(4, 8)), *(f"droite{n}" for n in range(4, 8))]  # fmt: skip
