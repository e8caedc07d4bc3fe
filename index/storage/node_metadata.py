"""What a LlamaIndex node of a passage says of its source: flat, so that every vector store takes it."""

from __future__ import annotations

from index.documents.document import Document
from index.storage.passages import Passage

SECTION_SEPARATOR = " › "


def node_metadata(document: Document, passage: Passage, programme: str | None) -> dict[str, str]:
    """Document id, title, section, kind, publisher, address, dates as ISO writes them (possibly partial), status, and the id
    of the programme; what the document does not say has no key. Validity is that of the passage where it has one of its own."""
    anchor = passage.sentences[0][0] if passage.sentences else passage.start
    status, valid_from, valid_to = document.stated_at(passage.start, passage.end)
    told = {
        "document_id": document.id,
        "title": document.title,
        "section": SECTION_SEPARATOR.join(document.section_at(anchor)),
        "kind": document.kind,
        "publisher": document.publisher,
        "published_on": document.published_on,
        "url": document.url,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "status": status,
        "programme": programme,
    }
    return {key: str(value) for key, value in told.items() if value}
