"""A corpus folder out of a file of documents in JSON lines (`{"id", "title", "text"}`), so that it goes
through the real build: `python -m evaluation.service_public documents.jsonl FOLDER`, then `assistant index
--corpus FOLDER`.

Only `id`, `title` and `text` are taken: other fields, the published title among them, would give the answers
away.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from evaluation.judging.jsonl import JsonLinesError, read_rows

_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
PUBLISHER = "service-public.fr (2020)"


@dataclass(frozen=True)
class PlainDocument:
    """A document before it is a file."""

    id: str
    """A file name, without its suffix."""
    title: str
    text: str


def write_corpus(documents: Path, folder: Path) -> int:
    """Writes one `.txt` per document and their `documents.yaml`; returns how many. `folder` must be empty or absent.

    Raises JsonLinesError on a line that is not a document or repeats an id, and where `folder` holds files; nothing
    is written then."""
    if folder.exists() and any(folder.iterdir()):
        raise JsonLinesError(str(folder), "is not empty: name a new folder.")
    found = read_documents(documents)
    write_files(found, folder, PUBLISHER)
    return len(found)


def read_documents(documents: Path) -> list[PlainDocument]:
    """The documents of a file, in order. Raises JsonLinesError on a line that is not one or repeats an id."""
    found: dict[str, PlainDocument] = {}
    for number, row in read_rows(documents):
        missing = [name for name in ("id", "title", "text") if not isinstance(row.get(name), str)]
        if missing:
            raise JsonLinesError(str(documents), f"has no {' and no '.join(missing)}.", number)
        identity = row["id"]
        if identity in found or not _SAFE_ID.fullmatch(identity):
            raise JsonLinesError(str(documents), f"id {identity!r} is used twice or is no file name.", number)
        found[identity] = PlainDocument(identity, row["title"], row["text"])
    return list(found.values())


def write_files(documents: Sequence[PlainDocument], folder: Path, publisher: str) -> None:
    """Writes one `.txt` per document, and the `documents.yaml` that gives their titles. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (folder / f"{document.id}.txt").write_text(document.text, encoding="utf-8")
    entries = [{"file": f"{each.id}.txt", "title": each.title, "publisher": publisher} for each in documents]
    listing = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)
    (folder / "documents.yaml").write_text(listing, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 failed, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.service_public", description=__doc__)
    parser.add_argument("documents", type=Path, help="documents.jsonl")
    parser.add_argument("folder", type=Path, help="the corpus folder to write")
    options = parser.parse_args(arguments)
    try:
        count = write_corpus(options.documents, options.folder)
    except (JsonLinesError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{count} documents written to {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
