"""A corpus folder: which files it holds, and the documents they make."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from index.documents.document import Attribution, Document, Source
from index.documents.yaml_files import leads_out
from index.documents.yaml_locator import Key, Locator, field_path
from index.errors import Problem, ReadingError
from index.formats import FORMATS, MAX_BINARY_BYTES, Canonical, Converter, ocr, read_file
from index.ingest.file_identity import (
    Duplicate,
    FileRead,
    Origin,
    Renamed,
    digest,
    identity_of,
    reading_version,
    settle,
)
from index.ingest.headers import (
    FOLDER_FILE,
    SIDECAR_SUFFIX,
    Declared,
    declare,
    folder_metadata,
    infer_publication,
    infer_title,
    sidecar_of,
    with_declared,
)
from index.language.dates import PartialDate
from index.programmes.lexicon import LEXICON_FILE
from index.programmes.programme import PROGRAMMES_FILE, Programme, load_programmes
from index.records.kinds.operator import Operator
from index.records.publications import REGISTER_FILE, Register, load_register
from index.records.record import Record
from index.records.record_kind import RecordKind
from index.records.registry import collections
from index.records.vocabularies import Vocabularies, undeclared, vocabularies_of

CONTROL_FILE = "questions-temoins.jsonl"
"""Questions of a corpus with what a right answer holds, for the quality gate; no document."""
QUESTIONS_FOLDER = "questions"
"""At the root of a corpus: files of questions tied to what answers them (`index.questions`); no documents."""
_IGNORED_NAMES = {REGISTER_FILE, LEXICON_FILE, PROGRAMMES_FILE, FOLDER_FILE, CONTROL_FILE, "README.md", "LICENSE"}

Recall = Callable[[str], FileRead | None]
"""What was read before from a file, by the digest of all that its reading depends on; None where nothing was."""


@dataclass(frozen=True)
class _Placed:
    """A valid record of a file, and where it stands."""

    kind: RecordKind[Any]
    record: Record
    locator: Locator
    number: int

    def problem(self, message: str, *keys: Key) -> Problem:
        """A problem of the field at `keys` inside it; of the record itself without keys."""
        path = (self.kind.collection, self.number, *keys)
        return Problem(self.locator.file, message, self.locator.line(*path), field_path(path))


@dataclass
class Reading:
    """What a pass over one or several corpora gave."""

    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    origins: tuple[Origin, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


def corpus_files(corpus: Path) -> Iterator[Path]:
    """Regular files below `corpus` that are documents or records, sorted; hidden ones and links that lead out of the
    folder are passed over."""
    root = corpus.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if _holds_documents(Path(folder, name), root))
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or name in _IGNORED_NAMES or name.endswith(SIDECAR_SUFFIX):
                continue
            if path.is_file() and not leads_out(path, root):
                yield path


def _holds_documents(folder: Path, root: Path) -> bool:
    return not folder.name.startswith((".", "_")) and folder != root / QUESTIONS_FOLDER


def _asks(path: Path, root: Path) -> bool:
    """Whether it is a file of questions, or says what they are."""
    return path.parent == root / QUESTIONS_FOLDER and (path.suffix == ".yaml" or path.name in _IGNORED_NAMES)


def strays(corpus: Path) -> Iterator[Problem]:
    """What stands in the folder and is not read for what it is: links that lead out of it or nowhere, pipes, devices,
    documents among the questions."""
    root = corpus.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        entries = [*((name, True) for name in folders), *((name, False) for name in names)]
        for name, is_folder in sorted(entry for entry in entries if not entry[0].startswith(".")):
            path = Path(folder, name)
            if leads_out(path, root):
                message, severity = "is a link out of the folder and is not followed: copy what it names.", "error"
            elif not is_folder and not path.is_file():
                message, severity = "is no file: remove it.", "error"
            elif path.is_relative_to(root / QUESTIONS_FOLDER) and path != root / QUESTIONS_FOLDER and not _asks(path, root):
                message, severity = "is not read: this folder holds `.yaml` files of questions. Move it.", "warning"
            else:
                continue
            shown = path.relative_to(root).as_posix().encode(errors="replace").decode()
            yield Problem(shown, message, severity=severity)


def read_corpora(corpora: Sequence[Path], known: Sequence[Origin] = (), recall: Recall | None = None) -> Reading:
    """All documents of the corpora, ordered by id. Documents with errors are left out and reported.

    `known`: where the documents of the live snapshot came from, so that renamed files keep their id; `recall` gives
    back what was read before from the very same file."""
    reading = Reading()
    records: list[Document] = []
    files: list[FileRead] = []
    programme = load_programmes(corpora)[0].main
    with Converter() as converter:
        for corpus in corpora:
            if not corpus.is_dir():
                reading.problems.append(Problem(str(corpus), "is not a folder: name an existing corpus folder."))
                continue
            for found in _read_corpus(corpus, programme, reading, converter, recall):
                if isinstance(found, FileRead):
                    files.append(found)
                else:
                    records.append(found)
    kept = _once(records, {file.document.id: file.document.path for file in files if file.declared}, reading)
    settled = settle(files, known, (record.id for record in kept))
    reading.documents = sorted([*kept, *settled.documents], key=lambda document: document.id)
    reading.origins, reading.renamed, reading.duplicates = settled.origins, settled.renamed, settled.duplicates
    return reading


def _once(records: Sequence[Document], taken: dict[str, str], reading: Reading) -> list[Document]:
    """Records whose id is not used before them, by a file that declares it or another record: that is an error."""
    kept = []
    for record in records:
        if record.id in taken:
            message = f"id {record.id!r} is already used in {taken[record.id]}: rename one."
            reading.problems.append(Problem(record.path, message))
        else:
            kept.append(record)
            taken[record.id] = record.path
    return kept


def _read_corpus(
    corpus: Path, programme: Programme, reading: Reading, converter: Converter, recall: Recall | None
) -> Iterator[Document | FileRead]:
    """Free files, then records, told in the words of `programme`."""
    root = corpus.resolve()
    register, problems = load_register(root)
    vocabularies = vocabularies_of(load_programmes([root])[0])
    reading.problems.extend(problems)
    reading.problems.extend(strays(root))
    records: list[_Placed] = []
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
                records.extend(_read_records(path, name, vocabularies, reading))
                continue
            if path.parent not in folders:
                folders[path.parent] = _folder(path.parent, reading)
            file = _read_document(path, name, folders[path.parent].get(path.name), register, converter, recall)
            reading.problems.extend(Problem(name, f"{note}.", severity="warning") for note in file.notes)
            yield file
        except Problem as problem:
            reading.problems.append(Problem(name, problem.message, problem.line, problem.field))
        except OSError as error:
            reading.problems.append(Problem(name, f"cannot be read ({error.strerror}): check its name and permissions."))
        except ReadingError as error:
            severity = "error" if path.suffix.lower() in FORMATS else "warning"
            reading.problems.append(Problem(name, f"{error}.", severity=severity))
    operators = {one.record.id: one.record.name for one in records if isinstance(one.record, Operator)}
    for one in records:
        try:
            document = one.kind.document(one.record, register, operators, programme)
        except KeyError as error:
            what = "operator" if error.args[0] in getattr(one.record, "operators", ()) else "source"
            where = "operators/*.yaml" if what == "operator" else REGISTER_FILE
            message = f"unknown {what} {error.args[0]!r}: add it to {where} or correct the id."
            reading.problems.append(one.problem(message))
            continue
        yield document.model_copy(update={"path": f"{one.locator.file}#{document.id}"})


def _folder(folder: Path, reading: Reading) -> dict[str, Declared]:
    try:
        return folder_metadata(folder)
    except Problem as problem:
        reading.problems.append(problem)
        return {}


def _read_records(path: Path, name: str, vocabularies: Vocabularies, reading: Reading) -> Iterator[_Placed]:
    locator = Locator.load(path, name)
    known = collections()
    if not isinstance(locator.value, dict) or not set(locator.value) <= set(known):
        raise Problem(name, f"the top-level keys of a record file are {', '.join(known)}.", 1)
    for collection, items in locator.value.items():
        if not isinstance(items, list):
            raise Problem(name, "must be a list of records.", locator.line(collection), collection)
        for number, item in enumerate(items):
            try:
                record = known[collection].model.model_validate(item)
            except ValidationError as error:
                reading.problems.extend(locator.problems(error, (collection, number)))
                continue
            placed = _Placed(known[collection], record, locator, number)
            faults = [placed.problem(message, *keys) for keys, message in undeclared(record, vocabularies)]
            reading.problems.extend(faults)
            if not faults:
                yield placed


def _read_document(
    path: Path, name: str, declared: Declared | None, register: Register, converter: Converter, recall: Recall | None
) -> FileRead:
    """A free file: what was read from it before where neither it nor what is declared beside it has changed."""
    beside = sidecar_of(path) or declared
    read = _digest_of(path, name, beside)
    before = recall(read) if recall and read else None
    if before is not None and all(register.get(source.id) == source for source in before.document.sources):
        return before
    canonical = read_file(path, converter)
    front = declare(dict(canonical.declared), file=name) if canonical.declared else None
    told = front or beside or Declared()
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
            "id": told.id or identity_of(name),
            "text": canonical.text,
            "path": name,
            "headings": canonical.headings,
            "sources": sources,
            "attributions": attributions,
            **{"title": path.stem, **known},
            "inferred": tuple(sorted(known)),
        }
    )
    return FileRead(with_declared(document, told), told.id is not None, read, canonical.notes)


def _digest_of(path: Path, name: str, beside: Declared | None) -> str | None:
    """Digest of what the reading of a file depends on; None where reading will tell what is wrong with it."""
    suffix = path.suffix.lower()
    try:
        if suffix not in FORMATS or path.stat().st_size > MAX_BINARY_BYTES:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    scans = _scans() if suffix == ".pdf" else ""
    return digest(reading_version(), name, data, beside.model_dump_json() if beside else "", scans)


@lru_cache(maxsize=1)
def _scans() -> str:
    """What is missing to read scanned pages: once it is there, PDF files are read again."""
    return ocr.missing() or ""


def _date_or_none(value: object) -> PartialDate | None:
    try:
        return PartialDate.parse(str(value))
    except ValueError:
        return None


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
