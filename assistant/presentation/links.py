"""Addresses that the API serves and the page links to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from fastapi import Request

    from index.settings import Settings


def text_url(document_id: str, start: int | None = None, end: int | None = None) -> str:
    """Address of a document's readable page, at the quote when there is one."""
    address = f"/api/v1/documents/{quote(document_id, safe='')}/text"
    return address if start is None else f"{address}?start={start}&end={end}#citation"


def base_url(request: Request) -> str:
    """The address under which readers reach this service, without a final slash: the one of the settings, else the one
    that the request was sent to."""
    public: str | None = request.app.state.settings.public_url
    return (public or str(request.base_url)).rstrip("/")


def address(settings: Settings) -> str:
    """What a browser on this machine types."""
    local = settings.host in ("0.0.0.0", "127.0.0.1", "::", "::1", "localhost")
    host = "localhost" if local else f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
