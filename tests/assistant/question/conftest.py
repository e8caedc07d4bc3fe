"""The words of the shipped programme, as questions are read with them, and the invented corpora."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.question.programme_words import ProgrammeWords
from index.programmes.programme import load_programmes
from tests.assistant.invented_corpus import forges
from tests.assistant.zebre_index import ask_zebre, zebre

__all__ = ["ask_zebre", "forges", "zebre"]

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def programme() -> ProgrammeWords:
    programmes, problems = load_programmes([PROJECT / "corpus"])
    assert not problems
    return ProgrammeWords(programmes.main)
