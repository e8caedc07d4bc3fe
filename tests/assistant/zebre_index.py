"""The corpus of an unrelated programme, "Zèbre", indexed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from assistant.schema import Answer

ZEBRE = Path(__file__).parent / "zebre_corpus"
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def zebre(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant over the corpus of Zèbre."""
    from index.build.builder import build
    from index.encoder.encoder import Encoder
    from index.settings import load_settings

    data = tmp_path_factory.mktemp("zebre")
    built = build([ZEBRE], data, Encoder.open(encoder_folder, 1))
    assert not built.problems, built.problems
    return Assistant.open(load_settings(data=data, threads=1))


@pytest.fixture(scope="session")
def ask_zebre(zebre: Assistant) -> Callable[..., Answer]:
    """Asks it, after earlier questions, on one day."""
    return lambda question, *earlier: zebre.ask(question, earlier, as_of=TODAY)
