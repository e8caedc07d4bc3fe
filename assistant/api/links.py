"""Addresses that the API serves and the page links to."""

from __future__ import annotations

from urllib.parse import quote


def text_url(document_id: str, start: int | None = None, end: int | None = None) -> str:
    """Address of a document's readable page, at the quote when there is one."""
    address = f"/api/v1/documents/{quote(document_id, safe='')}/text"
    return address if start is None else f"{address}?start={start}&end={end}#citation"
