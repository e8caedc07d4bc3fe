"""The lexicon of an index: the general one, and what each corpus declares in its `lexique.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from index.documents.yaml_files import leads_out
from index.documents.yaml_locator import Locator
from index.errors import Problem
from index.language.general_lexicon import Entry, Lexicon, general_lexicon

LEXICON_FILE = "lexique.yaml"


def load_lexicon(corpora: Iterable[Path]) -> tuple[Lexicon, list[Problem]]:
    """The general lexicon with the entries of every corpus that has one, and the problems found in theirs."""
    entries = list(general_lexicon().entries)
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
