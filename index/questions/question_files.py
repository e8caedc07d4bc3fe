"""Files of accepted questions: what people ask, and the sentences of a document that answer it.

They stand in `questions/*.yaml` at the root of a corpus, for documents that cannot be edited, or should not be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, GetJsonSchemaHandler, ValidationError, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from index.documents.document import Frozen, QuestionText
from index.documents.yaml_files import leads_out
from index.documents.yaml_locator import Key, Locator, field_path
from index.errors import Problem
from index.ingest.corpus_folder import QUESTIONS_FOLDER

MOST_ANSWERS = 4
"""Sentences that may answer one question."""


class Asked(Frozen):
    """One question, as people ask it; where nothing more is known of it, the file holds its text alone."""

    asked: QuestionText
    voice: str | None = Field(default=None, description="La voix : standard, téléphone, courriel…")
    kind: str | None = Field(default=None, description="Ce qui est demandé : date, montant, qui décide…")

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, value: Any) -> Any:
        return {"asked": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        # An editor accepts both ways of writing it.
        return {"anyOf": [{"type": "string"}, handler(core)]}


class Entry(Frozen):
    """Questions that the same sentences of a document answer."""

    document: str = Field(min_length=1, description="Identifiant du document.")
    answers: tuple[str, ...] = Field(min_length=1, max_length=MOST_ANSWERS, description="Phrases exactes du document.")
    questions: tuple[Asked, ...] = Field(min_length=1, description="Questions auxquelles elles répondent.")
    proposed: bool = Field(default=False, description="Vrai tant que personne ne les a acceptées.")


@dataclass(frozen=True)
class PlacedEntry:
    """A valid entry, and where it stands."""

    entry: Entry
    locator: Locator
    number: int

    def problem(self, message: str, *keys: Key, severity: str = "error") -> Problem:
        """A problem of the field at `keys` inside it; of the entry itself without keys."""
        line = self.locator.line(self.number, *keys)
        return Problem(self.locator.file, message, line, field_path((self.number, *keys)), severity)


def question_files(corpus: Path) -> Iterator[Path]:
    """The files of questions of a corpus, in order; links that lead out of it are passed over."""
    folder = corpus / QUESTIONS_FOLDER
    if not folder.is_dir() or leads_out(folder, corpus):
        return
    for path in sorted(folder.glob("*.yaml")):
        if path.is_file() and not path.name.startswith(".") and not leads_out(path, corpus):
            yield path


def read_entries(corpus: Path) -> tuple[list[PlacedEntry], list[Problem]]:
    """The valid entries of a corpus in the order of its files, and what is wrong with the others."""
    entries: list[PlacedEntry] = []
    problems: list[Problem] = []
    for path in question_files(corpus):
        try:
            locator = Locator.load(path, path.relative_to(corpus).as_posix())
            entries.extend(_entries(locator, problems))
        except Problem as problem:
            problems.append(problem)
    return entries, problems


def _entries(locator: Locator, problems: list[Problem]) -> Iterator[PlacedEntry]:
    listed = [] if locator.value is None else locator.value  # a file that holds comments only
    if not isinstance(listed, list):
        raise Problem(locator.file, "must be a list of entries with `document`, `answers` and `questions`.", 1)
    for number, value in enumerate(listed):
        try:
            yield PlacedEntry(Entry.model_validate(value), locator, number)
        except ValidationError as error:
            problems.extend(locator.problems(error, (number,)))
