"""A corpus folder: which files it holds, and the documents they make."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from index.dates import PartialDate
from index.documents import Attribution, Document, Frozen, Source
from index.errors import Problem, ReadingError
from index.lexicon import LEXICON_FILE
from index.locations import Locator
from index.metadata import (
    FOLDER_FILE,
    SIDECAR_SUFFIX,
    Declared,
    declare,
    folder_metadata,
    infer_publication,
    infer_title,
    leads_out,
    sidecar_of,
    with_declared,
)
from index.readers import FORMATS, Canonical, Converter, read_file
from index.records import COLLECTIONS, Operator
from index.rendering import render
from index.sources import REGISTER_FILE, Register, load_register

_IGNORED_NAMES = {REGISTER_FILE, LEXICON_FILE, FOLDER_FILE, "README.md", "LICENSE"}
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass
class Reading:
    """What a pass over one or several corpora gave."""

    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: int = 0

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


def corpus_files(corpus: Path) -> Iterator[Path]:
    """Regular files below `corpus` that are documents or records, sorted; hidden ones and links that lead out of the
    folder are passed over."""
    root = corpus.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or name in _IGNORED_NAMES or name.endswith(SIDECAR_SUFFIX):
                continue
            if path.is_file() and not leads_out(path, root):
                yield path


def strays(corpus: Path) -> Iterator[Problem]:
    """What stands in the folder and is not read for what it is: links that lead out of it or nowhere, pipes, devices."""
    root = corpus.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(name for name in (*folders, *names) if not name.startswith(".")):
            path = Path(folder, name)
            shown = path.relative_to(root).as_posix().encode(errors="replace").decode()
            if leads_out(path, root):
                yield Problem(shown, "is a link out of the folder and is not followed: copy what it names.")
            elif name in names and not path.is_file():
                yield Problem(shown, "is no file: remove it.")


def read_corpora(corpora: list[Path]) -> Reading:
    """All documents of the corpora, ordered by id. Documents with errors are left out and reported."""
    reading = Reading()
    taken: dict[str, str] = {}
    with Converter() as converter:
        for corpus in corpora:
            if not corpus.is_dir():
                reading.problems.append(Problem(str(corpus), "is not a folder: name an existing corpus folder."))
                continue
            for document in _read_corpus(corpus, reading, converter):
                kept = _with_free_id(document, taken, reading)
                if kept is not None:
                    reading.documents.append(kept)
    reading.documents.sort(key=lambda document: document.id)
    return reading


def _with_free_id(document: Document, taken: dict[str, str], reading: Reading) -> Document | None:
    """Record ids are declared, so a duplicate is an error; those of free files are derived, and get a suffix."""
    if document.id in taken and document.record is not None:
        reading.problems.append(
            Problem(document.path, f"id {document.id!r} is already used in {taken[document.id]}: rename one.")
        )
        return None
    identity, number = document.id, 2
    while identity in taken:
        identity, number = f"{document.id}-{number}", number + 1
    taken[identity] = document.path
    return document if identity == document.id else document.model_copy(update={"id": identity})


def _read_corpus(corpus: Path, reading: Reading, converter: Converter) -> Iterator[Document]:
    root = corpus.resolve()
    register, problems = load_register(root)
    reading.problems.extend(problems)
    reading.problems.extend(strays(root))
    records: list[tuple[Frozen, str, Locator, tuple[str, int]]] = []
    folders: dict[Path, dict[str, Declared]] = {}
    for path in corpus_files(root):
        name = path.relative_to(root).as_posix()
        reading.files += 1
        try:
            name.encode()
        except UnicodeEncodeError:
            shown = name.encode(errors="replace").decode()
            reading.problems.append(Problem(shown, "has a name that is not UTF-8: rename the file."))
            continue
        try:
            if path.suffix in (".yaml", ".yml"):
                records.extend(_read_records(path, name, reading))
                continue
            if path.parent not in folders:
                folders[path.parent] = _folder(path.parent, reading)
            canonical = read_file(path, converter)
            reading.problems.extend(Problem(name, f"{note}.", severity="warning") for note in canonical.notes)
            yield _document(canonical, path, name, folders[path.parent].get(path.name), register)
        except Problem as problem:
            reading.problems.append(Problem(name, problem.message, problem.line, problem.field))
        except OSError as error:
            reading.problems.append(Problem(name, f"cannot be read ({error.strerror}): check its name and permissions."))
        except ReadingError as error:
            severity = "error" if path.suffix.lower() in FORMATS else "warning"
            reading.problems.append(Problem(name, f"{error}.", severity=severity))
    operators = {record.id: record.name for record, *_ in records if isinstance(record, Operator)}
    for record, name, locator, key in records:
        try:
            document = render(record, register, operators)
        except KeyError as error:
            what = "operator" if error.args[0] in getattr(record, "operators", ()) else "source"
            where = "operators/*.yaml" if what == "operator" else REGISTER_FILE
            reading.problems.append(
                Problem(name, f"unknown {what} {error.args[0]!r}: add it to {where} or correct the id.",
                        locator.line(*key), f"{key[0]}[{key[1]}]")
            )  # fmt: skip
            continue
        yield document.model_copy(update={"path": f"{name}#{document.id}"})


def _folder(folder: Path, reading: Reading) -> dict[str, Declared]:
    try:
        return folder_metadata(folder)
    except Problem as problem:
        reading.problems.append(problem)
        return {}


def _read_records(path: Path, name: str, reading: Reading) -> Iterator[tuple[Frozen, str, Locator, tuple[str, int]]]:
    locator = Locator.load(path, name)
    if not isinstance(locator.value, dict) or not set(locator.value) <= set(COLLECTIONS):
        raise Problem(name, f"the top-level keys of a record file are {', '.join(COLLECTIONS)}.", 1)
    for collection, items in locator.value.items():
        if not isinstance(items, list):
            raise Problem(name, "must be a list of records.", locator.line(collection), collection)
        for number, item in enumerate(items):
            try:
                record = COLLECTIONS[collection].model_validate(item)
            except ValidationError as error:
                reading.problems.extend(locator.problems(error, (collection, number)))
                continue
            yield record, name, locator, (collection, number)


def _document(canonical: Canonical, path: Path, name: str, declared: Declared | None, register: Register) -> Document:
    front = declare(dict(canonical.declared), file=name) if canonical.declared else None
    declared = front or sidecar_of(path) or declared or Declared()
    inferred: dict[str, object] = dict(canonical.detected)
    if "title" not in inferred:
        inferred["title"] = infer_title(canonical.text, canonical.titles)
    if "published_on" not in inferred:
        inferred["published_on"] = infer_publication(canonical.text)
    else:
        inferred["published_on"] = _date_or_none(inferred["published_on"])
    known = {key: value for key, value in inferred.items() if value is not None}
    sources, attributions = _attributions(canonical, register, name)
    document = Document.model_validate(
        {
            "id": declared.id or _identity(name),
            "text": canonical.text,
            "path": name,
            "headings": canonical.headings,
            "sources": sources,
            "attributions": attributions,
            **{"title": path.stem, **known},
            "inferred": tuple(sorted(known)),
        }
    )
    return with_declared(document, declared)


def _date_or_none(value: object) -> PartialDate | None:
    try:
        return PartialDate.parse(str(value))
    except ValueError:
        return None


def _identity(name: str) -> str:
    """Id of a free file: its path without the suffix, separators as dashes, other odd characters as underscores."""
    stem = name.rsplit(".", 1)[0]
    return _UNSAFE.sub("_", stem.replace("/", "-")).strip("_-") or "document"


def _attributions(
    canonical: Canonical, register: Register, name: str
) -> tuple[tuple[Source, ...], tuple[Attribution, ...]]:
    used: dict[str, Source] = {}
    for mark in canonical.marks:
        for source_id in mark.sources:
            if source_id not in register:
                raise Problem(name, f"footnote [^{source_id}] names no source: add it to {REGISTER_FILE}.")
            used[source_id] = register[source_id]
    attributions = tuple(Attribution(start=m.start, end=m.end, sources=m.sources) for m in canonical.marks)
    return tuple(used.values()), attributions
