"""A survey of a corpus: every source, record, lexicon entry and sheet, with the place where it stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from index.documents.document import Document, Source
from index.documents.yaml_files import check_yaml, split_front_matter
from index.documents.yaml_locator import Key, Locator, field_path
from index.errors import Problem, ReadingError
from index.formats import decode
from index.ingest.corpus_folder import Reading, corpus_files, read_corpora
from index.ingest.headers import FOLDER_FILE, SIDECAR_SUFFIX
from index.programmes.lexicon import LEXICON_FILE, Entry
from index.records.publications import REGISTER_FILE
from index.records.record import Record
from index.records.registry import collections

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A validated entry of a YAML file and where it stands."""

    value: T
    locator: Locator
    keys: tuple[Key, ...]

    @property
    def file(self) -> str:
        return self.locator.file

    def problem(self, message: str, *keys: Key, severity: str = "error") -> Problem:
        """A problem of the field at `keys` inside this entry; of the entry itself without keys."""
        path = self.keys + keys
        return Problem(self.file, message, self.locator.line(*path), field_path(path), severity)


@dataclass(frozen=True)
class Sheet:
    """A Markdown file as it was typed."""

    file: str
    raw: str

    @cached_property
    def front(self) -> dict[str, Any]:
        """Its front matter; empty where there is none or it is not YAML, which reading reports."""
        text, _, _ = split_front_matter(self.raw)
        try:
            check_yaml(text or "")
            value = yaml.load(text or "", Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError):  # ValueError: a date that does not exist
            return {}
        return value if isinstance(value, dict) else {}

    @cached_property
    def lines(self) -> list[str]:
        return self.raw.split("\n")

    @cached_property
    def body_starts(self) -> int:
        """0-based number of the first line of the body."""
        return split_front_matter(self.raw)[2]

    def line_of_field(self, name: str) -> int | None:
        """1-based line of a front matter field."""
        for number, line in enumerate(self.lines[: self.body_starts], 1):
            if line.startswith(f"{name}:"):
                return number
        return None

    def line_of(self, text: str) -> int | None:
        """1-based line of the body that holds `text`, or as much of its beginning as one line does."""
        words = text.split()
        for count in (len(words), 8, 4, 2):
            wanted = " ".join(words[:count])
            for number, line in enumerate(self.lines[self.body_starts :], self.body_starts + 1):
                if wanted and wanted in " ".join(line.split()):
                    return number
        return None


@dataclass
class Survey:
    """One corpus folder."""

    root: Path
    reading: Reading
    sources: list[Placed[Source]] = field(default_factory=list)
    records: list[Placed[Record]] = field(default_factory=list)
    entries: list[Placed[Entry]] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    """By file name relative to the corpus."""

    @cached_property
    def records_by_id(self) -> dict[str, Placed[Record]]:
        """The first record of each id."""
        return {record.value.id: record for record in reversed(self.records)}

    @property
    def documents(self) -> list[Document]:
        return self.reading.documents

    def of(self, document: Document) -> Placed[Record] | None:
        """The record that a document renders; None for a free document."""
        return self.records_by_id.get(document.id) if document.record is not None else None

    def problem(self, document: Document, message: str, *keys: Key, severity: str = "error") -> Problem:
        """A problem of a field of a document, wherever that field is declared."""
        record = self.of(document)
        if record is not None:
            return record.problem(message, *keys, severity=severity)
        file, line = self._declared(document, str(keys[0])) if keys else (document.path, None)
        return Problem(file, message, line, field_path(keys) or None, severity)

    def problem_at(self, document: Document, start: int, end: int, message: str, severity: str) -> Problem:
        """A problem of `document.text[start:end]`."""
        record = self.of(document)
        if record is not None:
            attribution = document.attribution_at(start, end)
            path = attribution.field if attribution else None
            return record.problem(message, *_keys(path or ""), severity=severity)
        sheet = self.sheets.get(document.path)
        line = sheet.line_of(document.text[start:end]) if sheet else None
        return Problem(document.path, message, line, None, severity)

    def _declared(self, document: Document, name: str) -> tuple[str, int | None]:
        sheet = self.sheets.get(document.path)
        if sheet is not None and name in sheet.front:
            return sheet.file, sheet.line_of_field(name)
        path = self.root / document.path
        for candidate in (path.name + SIDECAR_SUFFIX, path.stem + SIDECAR_SUFFIX):
            if os.path.isfile(path.parent / candidate):
                file = (path.parent / candidate).relative_to(self.root).as_posix()
                return file, Locator.load(path.parent / candidate, file).line(name)
        folder = path.parent / FOLDER_FILE
        if folder.is_file():
            file = folder.relative_to(self.root).as_posix()
            locator = Locator.load(folder, file)
            for number, entry in enumerate(locator.value if isinstance(locator.value, list) else ()):
                if isinstance(entry, dict) and entry.get("file") == path.name:
                    return file, locator.line(number, name)
        return document.path, None


def survey(corpus: Path) -> Survey:
    """Reads a corpus once as the index does, and once more for the places of its entries.

    What does not validate is left out here: `reading.problems` has it."""
    root = corpus.resolve()
    found = Survey(root, read_corpora([corpus]))
    if not root.is_dir():
        return found
    found.sources = list(_placed(root / REGISTER_FILE, REGISTER_FILE, {"sources": Source}))
    found.entries = list(_placed(root / LEXICON_FILE, LEXICON_FILE, {"entries": Entry}))
    models = {collection: kind.model for collection, kind in collections().items()}
    for path in corpus_files(root):
        name = path.relative_to(root).as_posix()
        if path.suffix in (".yaml", ".yml"):
            found.records.extend(_placed(path, name, models))
        elif path.suffix.lower() in (".md", ".markdown"):
            try:
                found.sheets[name] = Sheet(name, decode(path.read_bytes(), path))
            except (ReadingError, OSError):
                continue  # reading reports it
    return found


def _placed(path: Path, name: str, models: dict[str, type[T]]) -> Iterator[Placed[T]]:
    if not path.is_file():
        return
    try:
        locator = Locator.load(path, name)
    except Problem:
        return
    for collection, items in locator.value.items() if isinstance(locator.value, dict) else ():
        if collection not in models or not isinstance(items, list):
            continue
        for number, item in enumerate(items):
            try:
                value = models[collection].model_validate(item)
            except ValidationError:
                continue
            yield Placed(value, locator, (collection, number))


def nodes(model: BaseModel, keys: tuple[Key, ...] = ()) -> Iterator[tuple[tuple[Key, ...], BaseModel]]:
    """The model and all models inside it, each with its path."""
    yield keys, model
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from nodes(value, (*keys, name))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from nodes(item, (*keys, name, number))


def _keys(path: str) -> tuple[Key, ...]:
    """`values[2].text` → `("values", 2, "text")`."""
    parts = path.replace("[", ".").replace("]", "").split(".")
    return tuple(int(part) if part.isdigit() else part for part in parts if part)
