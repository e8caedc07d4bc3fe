from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import re

import pytest

from assistant.api import document_page
from index.documents.document import Attribution, Document, Heading, Source

TODAY = dt.date(2026, 11, 21)
TEXT = (
    "Les territoires\n\nUn paragraphe & <b>du gras</b>. Une autre phrase.\n\nUne liste :\n\n"
    "• le premier point ;\n• le second point.\n\nAnnée | Nombre\n2019 | 136\n2023 | 183\n\nFin | du texte."
)


def document(**fields: object) -> Document:
    heading = Heading(start=0, end=15, level=2, title="Les territoires")
    return Document.model_validate(
        {"id": "d", "title": "Titre", "text": TEXT, "headings": [heading], **fields}
    )


def marked(page: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.S)]


def test_the_quote_is_highlighted_exactly() -> None:
    start = TEXT.index("Une autre phrase.")
    page = document_page.page(document(), start, start + len("Une autre phrase."), TODAY, "Le service")
    assert marked(page) == ["Une autre phrase."]
    assert page.count('id="citation"') == 1


def test_a_quote_over_several_blocks_is_marked_in_each_and_led_to_once() -> None:
    start, end = TEXT.index("Une autre phrase."), TEXT.index("le second") + len("le second")
    page = document_page.page(document(), start, end, TODAY, "Le service")
    assert marked(page) == ["Une autre phrase.", "Une liste :", "le premier point ;", "le second"]
    assert page.count('id="citation"') == 1


def test_every_span_of_the_text_is_marked_whole() -> None:
    """What is marked is the quote, but for line ends, bullets and cell bars, wherever it starts and ends."""
    separators = re.finditer(r"\n|• | \| (?!du texte)", TEXT)
    hidden = {position for found in separators for position in range(*found.span())}
    for start in range(0, len(TEXT), 7):
        for end in range(start + 1, len(TEXT) + 1, 11):
            expected = "".join(TEXT[at] for at in range(start, end) if at not in hidden)
            assert "".join(marked(document_page.page(document(), start, end, TODAY, "Le service"))) == expected


def test_lists_tables_and_headings_are_what_they_look_like() -> None:
    tags = [block.tag for block in document_page.blocks(document(), None)]
    assert tags == ["h2", "p", "p", "ul", "table", "p"]


def test_markup_in_a_document_is_shown_and_not_obeyed() -> None:
    hostile = document(
        text='<script>alert(1)</script> <img src=x onerror="alert(1)">',
        title="<script>alert(2)</script>",
        publisher="<b>x</b>",
        url="javascript:alert(3)",
        headings=[],
    )
    page = document_page.page(hostile, 0, 9, TODAY, "Le service")
    assert "<script" not in page and "<img" not in page and "<b>" not in page and "javascript:" not in page
    assert marked(page) == ["<script>a"]


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (0, 10**9), (10**8, 10**9), (3, None), (None, 3)])
def test_a_span_that_is_not_in_the_text_is_said_so_and_marks_nothing(
    start: int | None, end: int | None
) -> None:
    page = document_page.page(document(), start, end, TODAY, "Le service")
    assert marked(page) == []
    assert "ne se trouve pas dans cette version" in page


def test_the_policy_allows_the_style_sheet_of_the_page_and_nothing_else() -> None:
    style = re.search(r"<style>(.*?)</style>", document_page.page(document(), None, None, TODAY, "Le service"), re.S)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in document_page.policy()
    assert document_page.policy().startswith("default-src 'none'") and "script-src" not in document_page.policy()


def test_the_sources_of_the_quote_are_named_rather_than_all_of_them() -> None:
    sources = [Source(id="a", title="Source A"), Source(id="b", title="Source B")]
    held = document(sources=sources, attributions=[Attribution(start=17, end=60, sources=("b",))])
    assert "Source A" not in document_page.page(held, 20, 30, TODAY, "Le service")
    assert "Source B" in document_page.page(held, 20, 30, TODAY, "Le service")
    for start, end in ((0, 9), (None, None)):
        page = document_page.page(held, start, end, TODAY, "Le service")
        assert "Sources du document" in page and "Source A" in page


def test_the_other_publications_of_the_same_text_are_listed() -> None:
    copy = Source(id="copie.txt", title="Copie <b>", publisher="Mairie", url="https://exemple.fr/copie")
    page = document_page.page(document(also_at=[copy]), None, None, TODAY, "Le service")
    assert "Autres publications du même texte" in page and "Copie &lt;b&gt;" in page
    assert "Autres publications" not in document_page.page(document(), None, None, TODAY, "Le service")
