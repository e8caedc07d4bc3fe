"""From bytes to canonical text: encodings, Markdown, HTML, plain text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReadingError
from index.formats import Converter, read_file
from index.formats.html import read_html
from index.formats.markdown import read_markdown
from index.formats.plain_text import decode, find_headings, read_text

FRENCH = (
    "Où en est-on ? L'été, la Région a versé 12 000 € à l'œuvre : « c'est prêt », dit-elle.\n"
    "Les intercommunalités de l'Île-de-France ont reçu des crédits d'ingénierie dès décembre 2019.\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), Path("a.txt")) == FRENCH


@pytest.mark.parametrize("encoding", ["latin-1", "iso8859-15", "mac_roman"])
def test_legacy_encodings_keep_their_accents(encoding: str) -> None:
    text = FRENCH.replace("œ", "oe").replace(" €", " euros")
    assert decode(text.encode(encoding), Path("a.txt")) == text


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_of_either_order_and_odd_length_is_read(mark: bytes) -> None:
    order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert decode(mark + "Été".encode(order) + b"\x00", Path("a.txt")).startswith("Été")


def test_line_ends_and_accents_have_one_form() -> None:
    assert decode("e\u0301te\u0301\r\nfin\rla".encode(), Path("a.txt")) == "été\nfin\nla"


def test_control_characters_go() -> None:
    assert decode(b"a\x07b" + b"c" * 200, Path("a.txt")).startswith("abc")


@pytest.mark.parametrize("data", [b"", b" \n ", b"\x00" * 100, bytes(range(256)) * 10])
def test_empty_and_binary_data_are_refused(data: bytes) -> None:
    with pytest.raises(ReadingError, match=r"empty|binary"):
        decode(data, Path("a.txt"))


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused_clearly(data: bytes) -> None:
    try:
        text = decode(data, Path("a.txt"))
    except ReadingError:
        return
    assert "\x00" not in text and "\r" not in text
    text.encode()


def test_a_file_that_vanished_is_reported(tmp_path: Path, converter: Converter) -> None:
    with pytest.raises(ReadingError, match="cannot be opened"):
        read_file(tmp_path / "absent.txt", converter)


def test_a_format_without_reader_names_the_known_ones(tmp_path: Path, converter: Converter) -> None:
    with pytest.raises(ReadingError, match=r"\.md"):
        read_file(tmp_path / "photo.xyz", converter)


def test_suffixes_may_be_in_capitals(tmp_path: Path, converter: Converter) -> None:
    (tmp_path / "A.TXT").write_text(FRENCH, "utf-8")
    assert read_file(tmp_path / "A.TXT", converter).text


MARKDOWN = """\
# Les prêts

La **Banque** des [Territoires](https://exemple.fr) prête. Elle `garantit` aussi.[^s1] Sur 40 ans.[^s1][^s2]

Elle finance :

- les études ;
- les travaux :
  1. l'eau,
  2. l'air.

| Offre | Durée |
| --- | --- |
| Prêt long | 40 ans |
| Prêt court | 5 ans |

![Logo](logo.png)
"""


def test_markdown_loses_its_markup_and_keeps_its_structure() -> None:
    text = read_markdown(MARKDOWN).text
    assert "La Banque des Territoires prête. Elle garantit aussi." in text
    assert "• les études ;\n• les travaux :\n  1. l'eau,\n  2. l'air." in text
    assert "Offre | Durée\nPrêt long | 40 ans\nPrêt court | 5 ans" in text
    assert "[^" not in text and "exemple.fr" not in text and "**" not in text


def test_headings_point_at_their_titles() -> None:
    found = read_markdown(MARKDOWN)
    assert [found.text[h.start : h.end] for h in found.headings] == ["Les prêts"]


def test_footnote_marks_back_what_stands_before_them() -> None:
    found = read_markdown(MARKDOWN)
    assert [(found.text[m.start : m.end], m.sources) for m in found.marks] == [
        ("La Banque des Territoires prête. Elle garantit aussi.", ("s1",)),
        ("Sur 40 ans.", ("s1", "s2")),
    ]


def test_html_keeps_the_article_and_loses_the_page_around_it() -> None:
    page = """<html><head><title>Les prêts</title><script>var secret = 1;</script></head><body>
    <nav><a href="/">Accueil</a><a href="/offres">Nos offres</a></nav>
    <article><h1>Les prêts de long terme</h1>
    <p>La Banque des Territoires prête aux collectivités qui achètent des terrains pour leurs usines.</p>
    <ul><li>Ces prêts durent jusqu'à quarante ans et se remboursent à taux fixe.</li></ul>
    <p>Les conditions des prêts sont fixées par une convention signée avec la collectivité.</p></article>
    <footer>Mentions légales</footer></body></html>"""
    text = read_html(page).text
    assert "jusqu'à quarante ans" in text and "collectivités qui achètent" in text
    assert "secret" not in text and "<" not in text and "Mentions légales" not in text


def test_html_without_text_is_refused(tmp_path: Path, converter: Converter) -> None:
    (tmp_path / "a.html").write_text("<html><script>x = 1</script></html>", "utf-8")
    with pytest.raises(ReadingError, match="holds no text"):
        read_file(tmp_path / "a.html", converter)


def test_html_nested_without_end_is_still_read() -> None:
    """Parsers recurse: a hostile page must not take the builder down."""
    assert "Le programme" in read_html("<div>" * 50_000 + "Le programme est ouvert." + "</div>" * 50_000).text


def test_markdown_nested_without_end_is_still_read() -> None:
    assert "fin" in read_markdown("> " * 2_000 + "a\n\nLa fin.\n").text


def test_headings_of_plain_text_are_found_by_their_shape() -> None:
    text = "Titre du document\n\nUne première phrase.\n\nComment candidater ?\nLe dossier se dépose en ligne.\n"
    found = find_headings(text)
    assert [text[h.start : h.end] for h in found] == ["Titre du document", "Comment candidater ?"]


@given(st.text(alphabet="Ab é.\n-•:?'1", max_size=200))
def test_headings_always_point_at_their_titles(text: str) -> None:
    canonical = read_text(text)
    for heading in canonical.headings:
        assert canonical.text[heading.start : heading.end] == heading.title
