"""The lexicon: acronyms, aliases, former names and spoken forms, as `lexique.yaml` declares them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from index.documents.document import Frozen
from index.documents.yaml_files import leads_out
from index.documents.yaml_locator import Locator
from index.errors import Problem

LEXICON_FILE = "lexique.yaml"


class EntryKind(StrEnum):
    ACRONYM = "acronym"
    ALIAS = "alias"
    FORMER_NAME = "former_name"
    SMS = "sms"
    SPELLING = "spelling"


class Entry(Frozen):
    """`form` (or one of its `variants`) is written for `means`."""

    form: str = Field(min_length=1, max_length=80)
    means: str = Field(min_length=1, max_length=160)
    kind: EntryKind
    variants: tuple[str, ...] = ()
    operator: str | None = None
    note: str | None = None


class Lexicon(Frozen):
    """All entries; an empty lexicon is valid."""

    entries: tuple[Entry, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Changes whenever an entry does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def of_kind(self, *kinds: EntryKind) -> Iterable[Entry]:
        return (entry for entry in self.entries if entry.kind in kinds)


def load_lexicon(corpora: list[Path]) -> tuple[Lexicon, list[Problem]]:
    """The entries of every corpus that has a lexicon, and the problems found."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for corpus in corpora:
        path = corpus / LEXICON_FILE
        if not path.is_file() or leads_out(path, corpus):
            continue
        try:
            locator = Locator.load(path, LEXICON_FILE)
        except Problem as problem:
            problems.append(problem)
            continue
        items = locator.value.get("entries") if isinstance(locator.value, dict) else None
        if not isinstance(items, list):
            problems.append(Problem(LEXICON_FILE, "must hold a list under the key `entries`.", 1))
            continue
        for number, item in enumerate(items):
            try:
                entries.append(Entry.model_validate(item))
            except ValidationError as error:
                problems.extend(locator.problems(error, ("entries", number)))
    return Lexicon(entries=tuple(entries)), problems
