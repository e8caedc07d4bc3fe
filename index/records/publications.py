"""The register of publications that records and sheets rest on: `sources.yaml` at the root of a corpus."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from index.documents.document import Source
from index.documents.yaml_files import leads_out
from index.documents.yaml_locator import Locator
from index.errors import Problem

REGISTER_FILE = "sources.yaml"

Register = Mapping[str, Source]


def load_register(corpus: Path) -> tuple[dict[str, Source], list[Problem]]:
    """Sources by id, and the problems found. A corpus of free documents has no register: empty."""
    path = corpus / REGISTER_FILE
    if not path.is_file() or leads_out(path, corpus):
        return {}, []
    try:
        locator = Locator.load(path, REGISTER_FILE)
    except Problem as problem:
        return {}, [problem]
    entries = locator.value.get("sources") if isinstance(locator.value, dict) else None
    if not isinstance(entries, list):
        return {}, [Problem(REGISTER_FILE, "must hold a list under the key `sources`.", 1)]
    register: dict[str, Source] = {}
    problems: list[Problem] = []
    for number, entry in enumerate(entries):
        try:
            source = Source.model_validate(entry)
        except ValidationError as error:
            problems.extend(locator.problems(error, ("sources", number)))
            continue
        if source.id in register:
            problems.append(
                Problem(REGISTER_FILE, f"source id {source.id!r} is used twice: rename one.",
                        locator.line("sources", number), f"sources[{number}].id")
            )  # fmt: skip
            continue
        register[source.id] = source
    return register, problems
