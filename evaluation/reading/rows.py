"""Rows that a reader learns from: a question, a document, and the sentences of it that answer; none where it does not.

What the shipped corpus answers stands in the corpus itself, as its accepted questions; the rest stands in `rows/`. They teach,
and so they never measure: a set that was trained on says nothing of questions that nobody has seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evaluation.judging.jsonl import JsonLinesError, read_rows
from index.documents.document import Document
from index.ingest.corpus_folder import read_corpora
from index.language.words import fold
from index.questions.question_files import PlacedEntry, read_entries
from index.settings import PROJECT

FOLDER = Path(__file__).resolve().parent / "rows"
CORPUS = PROJECT / "corpus"
SHIPPED = ("sheets", "records")
"""Files of rows that the documents of the shipped corpus do not answer: its sheets and rules, and its other records."""
_SHEETS = ("document", "rule")
"""Kinds of the documents that `sheets` is about."""
MADE = "made"
"""The file of rows on invented documents of other fields, which stand beside it."""
VOICES = ("standard", "téléphone", "courriel", "mots-clés", "oral", "agent", "indirect", "contexte")


Model = TypeVar("Model", bound=BaseModel)


class Row(BaseModel):
    """One question on one document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    doc_id: str = Field(min_length=1)
    question: str = Field(min_length=3)
    answerable: bool
    answers: tuple[str, ...] = Field(max_length=4)
    """Exact substrings of the document's text: whole sentences, or lines of a list or table."""
    style: str
    """The voice, one of `VOICES`."""
    kind: str
    """What is asked: "date", "montant", "qui décide"…"""

    @model_validator(mode="after")
    def _agrees(self) -> Row:
        if self.answerable != bool(self.answers):
            raise ValueError("an answerable row has answers, any other has none")
        if self.style not in VOICES:
            raise ValueError(f"style is one of {', '.join(VOICES)}")
        return self


class MadeDocument(BaseModel):
    """An invented document of some public body."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    title: str
    publisher: str
    published_on: str
    text: str = Field(min_length=1)


def load_rows(path: Path, *, foreign: bool = False) -> list[Row]:
    """The rows of a file, in order; `foreign`: of another project, whose voices may be others.

    Raises JsonLinesError, which names file, line and field."""
    rows = ((number, row | {"style": _voice(row.get("style"))} if foreign else row) for number, row in read_rows(path))
    return [_validated(Row, path, number, row) for number, row in rows]


def _voice(style: object) -> str:
    return next((voice for voice in VOICES if fold(voice) == fold(str(style))), VOICES[0])


def load_made_documents(path: Path) -> dict[str, Document]:
    """The invented documents of a file, by id. Raises JsonLinesError."""
    made = [_validated(MadeDocument, path, number, row) for number, row in read_rows(path)]
    return {
        each.id: Document.model_validate(each.model_dump())
        for each in made
    }


def _validated(model: type[Model], path: Path, number: int, row: Mapping[str, object]) -> Model:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or None
        raise JsonLinesError(str(path), f"{first['msg']}.", number, field) from error


@lru_cache(maxsize=1)
def shipped_documents() -> dict[str, Document]:
    """The documents of the shipped corpus, by id."""
    return {document.id: document for document in read_corpora([CORPUS]).documents}


def documents_of(name: str) -> Mapping[str, Document]:
    """The documents that the rows of that name are about, by id."""
    return load_made_documents(FOLDER / "made_documents.jsonl") if name == MADE else shipped_documents()


def rows_of(name: str) -> list[Row]:
    """The rows of that name: those of its file, and for the shipped corpus the questions accepted there. Raises
    JsonLinesError."""
    rows = load_rows(FOLDER / f"{name}.jsonl")
    return rows if name == MADE else [*accepted_rows(name, shipped_documents(), read_entries(CORPUS)[0]), *rows]


def accepted_rows(name: str, documents: Mapping[str, Document], entries: Iterable[PlacedEntry]) -> Iterator[Row]:
    """Accepted questions on the documents that the file of that name is about, as rows; those on none of them are `sheets`."""
    for placed in entries:
        entry, document = placed.entry, documents.get(placed.entry.document)
        if entry.proposed or (document is None or document.kind in _SHEETS) is not (name == SHIPPED[0]):
            continue
        for one in entry.questions:
            yield Row(
                doc_id=entry.document, question=one.asked, answerable=True, answers=entry.answers, style=_voice(one.voice),
                kind=one.kind or "",
            )  # fmt: skip


def stale(rows: Iterable[Row], documents: Mapping[str, Document]) -> Iterator[tuple[Row, str]]:
    """Rows that their document no longer bears, each with why: it is gone, or a sentence of it is."""
    for row in rows:
        document = documents.get(row.doc_id)
        if document is None:
            yield row, "document inconnu"
        elif lost := [answer for answer in row.answers if answer not in document.text]:
            yield row, f"phrase absente : {lost[0]}"


def counts(rows: Iterable[Row]) -> Counter[tuple[str, bool]]:
    """How many rows of each voice are answerable, and not."""
    return Counter((row.style, row.answerable) for row in rows)
