"""What is declared about a file: front matter, a sidecar `NAME.meta.yaml`, or its folder's `documents.yaml`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from index.documents.document import Authority, Document, QuestionText, SectionQuestions, Status
from index.documents.yaml_files import leads_out, load_yaml, yaml_text
from index.errors import Problem
from index.language.dates import PartialDate, find_dates
from index.records.registry import kind_of

SIDECAR_SUFFIX = ".meta.yaml"
FOLDER_FILE = "documents.yaml"

_PUBLISHED = re.compile(
    r"(?:publi[ée]e?|mis(?:e)? en ligne|post[ée]e?|paru(?:e)?|mis(?:e)? à jour)\s+(?:le\s+)?", re.IGNORECASE
)
_TITLE_LENGTH = 90


class Declared(BaseModel):
    """The document fields a maintainer may declare; all optional, unknown ones refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    published_on: PartialDate | None = None
    url: str | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    status: Status | None = None
    replaces: tuple[str, ...] = ()
    kind: str | None = None
    language: str | None = None
    authority: Authority | None = None
    names: tuple[str, ...] = ()
    questions: tuple[QuestionText | SectionQuestions, ...] = ()

    @field_validator("kind")
    @classmethod
    def _is_not_a_record(cls, value: str | None) -> str | None:
        # Lists of records are read by kind: a text among them would have none of their fields.
        if value is not None and kind_of(value) is not None:
            raise ValueError(f"{value!r} is kept for records: write a YAML record, or choose another kind")
        return value


def declare(value: Any, *, file: str, line: int | None = None) -> Declared:
    """Validates declared metadata. Raises Problem naming the field."""
    if not isinstance(value, Mapping):
        raise Problem(file, "metadata must be a mapping of field names to values.", line)
    try:
        return Declared.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Problem(
            file, f"{first['msg']}. Known fields: {', '.join(Declared.model_fields)}.", line, field
        ) from error


def sidecar_of(path: Path) -> Declared | None:
    """Metadata of `path` from `NAME.meta.yaml` (NAME with or without its extension). Raises Problem."""
    for candidate in (path.with_name(path.name + SIDECAR_SUFFIX), path.with_name(path.stem + SIDECAR_SUFFIX)):
        # os.path: the name may be too long for the system with this suffix.
        if os.path.isfile(candidate) and not leads_out(candidate, candidate.parent):
            value = load_yaml(candidate, yaml_text(candidate))
            return declare(value, file=candidate.name)
    return None


def folder_metadata(folder: Path) -> dict[str, Declared]:
    """File name → metadata from the folder's `documents.yaml`; empty where there is none. Raises Problem."""
    path = folder / FOLDER_FILE
    if not path.is_file() or leads_out(path, folder):
        return {}
    entries = load_yaml(path, yaml_text(path))
    if not isinstance(entries, list):
        raise Problem(path.name, "must be a list of entries, each with a `file`.")
    found: dict[str, Declared] = {}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
            raise Problem(path.name, f"entry {number} has no `file`: name the file it describes.")
        fields = {key: value for key, value in entry.items() if key != "file"}
        found[entry["file"]] = declare(fields, file=f"{path.name} ({entry['file']})")
    return found


def infer_title(text: str, headings: tuple[str, ...]) -> str | None:
    """The first heading, else the beginning of the first line; None for an empty text."""
    candidate = headings[0] if headings else text.strip().split("\n", 1)[0].strip()
    if len(candidate) <= _TITLE_LENGTH:
        return candidate or None
    return candidate[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def infer_publication(text: str) -> PartialDate | None:
    """The date after "publié le", "mis en ligne le" and the like in the first or last lines; None where absent."""
    for zone in (text[:800], text[-400:]):
        for match in _PUBLISHED.finditer(zone):
            rest = zone[match.end() : match.end() + 40]
            for mention in find_dates(rest):
                if mention.start <= 3:
                    return mention.value
    return None


def with_declared(document: Document, declared: Declared) -> Document:
    """The document with its declared fields set; declared values win over inferred ones."""
    fields = {name: value for name, value in declared.model_dump().items() if value not in (None, (), "")}
    fields.pop("id", None)
    inferred = tuple(name for name in document.inferred if name not in fields)
    typed = {name: getattr(declared, name) for name in fields}
    if declared.names:  # a blank name has no vector
        typed["names"] = tuple(name for name in declared.names if name.strip())
    return document.model_copy(update={**typed, "inferred": inferred})
