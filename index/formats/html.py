"""HTML: main content through trafilatura, then the Markdown reader."""

from __future__ import annotations

import re
from typing import Any

from index.documents.canonical import Canonical
from index.formats.markdown import read_markdown_body

_MAX_DEPTH = 400
"""Nesting beyond which a page is hostile: parsers recurse."""


def read_html(raw: str) -> Canonical:
    """Canonical text of the main content of a page; title, site and date of its markup as detected metadata."""
    import trafilatura

    raw = _flattened(raw)
    markdown = trafilatura.extract(
        raw, output_format="markdown", include_tables=True, include_links=False, include_comments=False,
        favor_recall=True, deduplicate=False,
    )  # fmt: skip
    if not markdown or len(markdown) < 0.2 * len(_visible_text(raw)):
        # Short pages fall under the library's thresholds: better some noise than a lost document.
        markdown = _visible_text(raw)
    canonical = read_markdown_body(_with_table_heads(markdown))
    return Canonical(text=canonical.text, headings=canonical.headings, detected=_detected(raw))


def _flattened(raw: str) -> str:
    """The page, or its text where it nests deeper than any honest page."""
    depth = deepest = 0
    for match in re.finditer(r"<(/?)(?:div|span|section|table|tr|td|ul|ol|li|p|b|i|font|blockquote)\b", raw, re.I):
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        deepest = max(deepest, depth)
    if deepest <= _MAX_DEPTH:
        return raw
    return re.sub(r"<[^>]*>", "\n", raw)


def _with_table_heads(markdown: str) -> str:
    """The Markdown with the line that a table needs under its first row, which pages without `<th>` do not give."""
    lines: list[str] = []
    inside = False
    for line in markdown.split("\n"):
        row = line.startswith("|") and line.rstrip().endswith("|")
        lines.append(line)
        if row and not inside:
            lines.append("|---" * (line.strip().count("|") - 1) + "|")
        elif inside and re.fullmatch(r"[|\s:-]+", line):
            lines.pop()  # its own
        inside = row
    return "\n".join(lines)


def _visible_text(raw: str) -> str:
    """Text of the body without scripts, navigation and forms, one block per paragraph, headings as Markdown."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(raw, "lxml")
    for element in soup(["script", "style", "nav", "header", "footer", "form", "noscript", "template", "aside"]):
        element.decompose()
    blocks: list[str] = []
    for element in soup.find_all(["h1", "h2", "h3", "h4", "p", "li", "td", "th"]):
        text = " ".join(element.get_text(" ").split())
        if text:
            prefix = "#" * int(element.name[1]) + " " if element.name[0] == "h" and element.name[1:].isdigit() else ""
            blocks.append(("- " if element.name == "li" else prefix) + text)
    return "\n\n".join(blocks) or "\n\n".join(soup.get_text("\n").split("\n\n"))


def _detected(raw: str) -> dict[str, Any]:
    import trafilatura

    # Its wider search takes any date of the text, such as the end of an aid, for the day of publication.
    metadata = trafilatura.extract_metadata(raw, extensive=False)
    if metadata is None:
        return {}
    found = {
        "title": metadata.title,
        "publisher": metadata.sitename,
        "published_on": metadata.date,
        "url": metadata.url,
    }
    return {name: value for name, value in found.items() if value}
