"""The general lexicon: what people type for what, whatever the programme; and the model of every lexicon."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum

from pydantic import ConfigDict, Field

from index.language.closed_classes import Table, load


class EntryKind(StrEnum):
    """What stands for what: an acronym, another name, a name of before, a spoken form, a misspelling."""

    ACRONYM = "acronym"
    ALIAS = "alias"
    FORMER_NAME = "former_name"
    SMS = "sms"
    SPELLING = "spelling"


class Entry(Table):
    """`form` (or one of its `variants`) is written for `means`."""

    model_config = ConfigDict(str_strip_whitespace=True)

    form: str = Field(min_length=1, max_length=80)
    means: str = Field(min_length=1, max_length=160)
    kind: EntryKind
    variants: tuple[str, ...] = ()
    operator: str | None = None
    note: str | None = None


class Lexicon(Table):
    """All entries; an empty lexicon is valid."""

    entries: tuple[Entry, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Changes whenever an entry does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def of_kind(self, *kinds: EntryKind) -> Iterable[Entry]:
        return (entry for entry in self.entries if entry.kind in kinds)


def general_lexicon() -> Lexicon:
    """Short messages, forgotten apostrophes, frequent misspellings, acronyms and everyday names of any French administration.

    Raises Problem where the file is faulty."""
    return load("lexicon.yaml", Lexicon)
