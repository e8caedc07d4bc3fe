"""The lexicon of an index: the general one, and what each corpus declares in its `lexique.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.documents.declared_items import declared_items
from index.errors import Problem
from index.language.general_lexicon import Entry, Lexicon, general_lexicon

LEXICON_FILE = "lexique.yaml"


def load_lexicon(corpora: Iterable[Path]) -> tuple[Lexicon, list[Problem]]:
    """The general lexicon with the entries of every corpus that has one, and the problems found in theirs."""
    entries, problems = declared_items(corpora, LEXICON_FILE, "entries", Entry)
    return Lexicon(entries=(*general_lexicon().entries, *entries)), problems
