"""What is declared about a file: front matter, a sidecar `NAME.meta.yaml`, or its folder's `documents.yaml`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from index.dates import PartialDate, find_dates
from index.documents import Authority, Document, Status
from index.errors import Problem
from index.records import COLLECTIONS

SIDECAR_SUFFIX = ".meta.yaml"
FOLDER_FILE = "documents.yaml"

_PUBLISHED = re.compile(
    r"(?:publi[ée]e?|mis(?:e)? en ligne|post[ée]e?|paru(?:e)?|mis(?:e)? à jour)\s+(?:le\s+)?", re.IGNORECASE
)
_TITLE_LENGTH = 90
_MAX_BYTES = 20_000_000
"""Of a YAML file: a thousand records take one."""
_MAX_DEPTH = 30
"""Values within values of a YAML file; records have five."""


_RECORD_KINDS = frozenset(model.model_fields["kind"].default for model in COLLECTIONS.values())
"""Lists of records are read by kind; a text among them would have none of their fields."""


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

    @field_validator("kind")
    @classmethod
    def _is_not_a_record(cls, value: str | None) -> str | None:
        if value in _RECORD_KINDS:
            raise ValueError(f"{value!r} is kept for records: write a YAML record, or choose another kind")
        return value


class _Loader(yaml.CSafeLoader):
    """Leaves dates as text: `PartialDate` reads more of them, and says where a wrong one stands."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def check_yaml(text: str) -> None:
    """Raises yaml.YAMLError for YAML made to do harm: the parser recurses in C, where deep nesting ends the process, and
    aliases of aliases grow without end."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(None, None, "aliases (*name) are not read", event.start_mark)  # type: ignore[arg-type]
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise yaml.MarkedYAMLError(None, None, "values are nested too deep", event.start_mark)  # type: ignore[arg-type]


def load_yaml(path: Path, text: str) -> Any:
    """The YAML value of `text`. Raises Problem with the line."""
    try:
        check_yaml(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = mark.line + 1 if mark else None
        raise Problem(path.name, f"not valid YAML: {reason}. Correct the syntax.", line) from error


def leads_out(path: Path, root: Path) -> bool:
    """True for a link to something outside `root`, or to nothing: what lies beside a corpus is not the corpus's to show."""
    if not path.is_symlink():
        return False
    try:
        return not path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return True


def check_size(path: Path, name: str) -> None:
    """Raises Problem for a YAML file that is too large to be one. Raises OSError."""
    if path.stat().st_size > _MAX_BYTES:
        raise Problem(name, f"is larger than {_MAX_BYTES // 10**6} MB: split it into smaller files.")


def _text(path: Path) -> str:
    check_size(path, path.name)
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(path.name, "is not UTF-8: save it as UTF-8.") from error


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


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """(YAML front matter or None, body, number of lines before the body)."""
    if not text.startswith("---\n"):
        return None, text, 0
    end = text.find("\n---", 4)
    if end < 0:
        return None, text, 0
    after = text.find("\n", end + 4)
    body = text[after + 1 :] if after >= 0 else ""
    return text[4:end], body, text[: len(text) - len(body)].count("\n")


def sidecar_of(path: Path) -> Declared | None:
    """Metadata of `path` from `NAME.meta.yaml` (NAME with or without its extension). Raises Problem."""
    for candidate in (path.with_name(path.name + SIDECAR_SUFFIX), path.with_name(path.stem + SIDECAR_SUFFIX)):
        # os.path: the name may be too long for the system with this suffix.
        if os.path.isfile(candidate) and not leads_out(candidate, candidate.parent):
            value = load_yaml(candidate, _text(candidate))
            return declare(value, file=candidate.name)
    return None


def folder_metadata(folder: Path) -> dict[str, Declared]:
    """File name → metadata from the folder's `documents.yaml`; empty where there is none. Raises Problem."""
    path = folder / FOLDER_FILE
    if not path.is_file() or leads_out(path, folder):
        return {}
    entries = load_yaml(path, _text(path))
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
