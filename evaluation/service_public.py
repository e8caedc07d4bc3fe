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
from pathlib import Path

import yaml

from evaluation.judging.jsonl import JsonLinesError, read_rows

_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
PUBLISHER = "service-public.fr (2020)"


def write_corpus(documents: Path, folder: Path) -> int:
    """Writes one `.txt` per document and their `documents.yaml`; returns how many. `folder` must be empty or absent.

    Raises JsonLinesError on a line that is not a document or repeats an id, and where `folder` holds files; nothing
    is written then."""
    if folder.exists() and any(folder.iterdir()):
        raise JsonLinesError(str(folder), "is not empty: name a new folder.")
    texts: dict[str, str] = {}
    entries: list[dict[str, str]] = []
    for number, row in read_rows(documents):
        missing = [name for name in ("id", "title", "text") if not isinstance(row.get(name), str)]
        if missing:
            raise JsonLinesError(str(documents), f"has no {' and no '.join(missing)}.", number)
        identity = row["id"]
        if identity in texts or not _SAFE_ID.fullmatch(identity):
            raise JsonLinesError(str(documents), f"id {identity!r} is used twice or is no file name.", number)
        texts[identity] = row["text"]
        entries.append({"file": f"{identity}.txt", "title": row["title"], "publisher": PUBLISHER})
    folder.mkdir(parents=True, exist_ok=True)
    for identity, text in texts.items():
        (folder / f"{identity}.txt").write_text(text, encoding="utf-8")
    listing = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)
    (folder / "documents.yaml").write_text(listing, encoding="utf-8")
    return len(entries)


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
