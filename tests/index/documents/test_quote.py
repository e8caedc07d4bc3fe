"""A quote is a span of its document, read once."""

from __future__ import annotations

from index.documents.document import Document
from index.documents.quote import Quote

TEXT = "La forge est close. Elle rouvre le 3 mars 2019."
FORGE = Document(id="forge", title="Forge", text=TEXT)


def test_a_quote_is_what_stands_at_its_offsets() -> None:
    quote = Quote(FORGE, 20, len(TEXT))
    assert quote.text == "Elle rouvre le 3 mars 2019." and quote == Quote(FORGE, 20, len(TEXT))


def test_what_is_read_of_a_quote_stays_with_it_at_its_own_offsets() -> None:
    quote = Quote(FORGE, 20, len(TEXT))
    (opening,) = quote.analysis.dates
    assert quote.text[opening.start : opening.end] == "3 mars 2019"
    assert quote.analysis is quote.analysis and quote.analysis.raw == quote.text
