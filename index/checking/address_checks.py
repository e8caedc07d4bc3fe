"""Pages of the corpus: addresses that are none, sections without text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from index.checking.survey import Placed, Survey, nodes
from index.errors import Problem


def bad_urls(survey: Survey) -> Iterator[Problem]:
    """Addresses a reader could not open: of sources, contacts and documents."""
    entries: list[Placed[Any]] = [*survey.sources, *survey.records]
    for placed in entries:
        for keys, node in nodes(placed.value):
            url = getattr(node, "url", None)
            if url is not None and not is_url(url):
                yield placed.problem(_message(url), *keys, "url")
    for document in survey.documents:
        declared = document.url if document.record is None and "url" not in document.inferred else None
        if declared is not None and not is_url(declared):
            yield survey.problem(document, _message(declared), "url")


def is_url(text: str) -> bool:
    """True for an http or https address with a host and no white space."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and ("." in host.strip(".") or ":" in host or host == "localhost")
        and not any(character.isspace() for character in text)
    )


def _message(url: str) -> str:
    return f"{url!r} is no web address: write it in full, such as https://www.exemple.fr/page, or remove it."


def empty_sections(survey: Survey) -> Iterator[Problem]:
    """Headings of sheets with neither text nor a subsection under them: search would find them, and quote nothing."""
    for document in survey.documents:
        sheet = survey.sheets.get(document.path)
        if sheet is None:
            continue
        for number, heading in enumerate(document.headings):
            following = document.headings[number + 1] if number + 1 < len(document.headings) else None
            if following is not None and following.level > heading.level:
                continue
            end = following.start if following else len(document.text)
            if not document.text[heading.end : end].strip():
                message = f"the section {heading.title!r} is empty: write it or remove its heading."
                line = sheet.line_of(f"{'#' * heading.level} {heading.title}")
                yield Problem(sheet.file, message, line, heading.title)
