"""A scripted model, and the assistant and its API that ask it."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.live import LiveIndex
from assistant.pipeline import Assistant
from index.encoder import Encoder
from index.settings import load_settings
from tests.assistant.generation.model_server import ModelServer, by_kind, honest, says, serving

QUESTION = "Combien d'intercommunalités réunissent les Territoires d'industrie de la phase 2 ?"
KEY = "sk-tres-secret-5f1c"
TIMEOUT_S = 1.0
"""Enough for a scripted model on a busy machine; what waits in these tests waits half of it."""


@pytest.fixture(scope="session")
def _model_server() -> Iterator[ModelServer]:
    yield from serving()


@pytest.fixture
def model(_model_server: ModelServer) -> ModelServer:
    """The scripted model, honest until told otherwise."""
    _model_server.script = by_kind(says(honest))
    _model_server.calls = []
    return _model_server


@pytest.fixture(scope="session")
def opened(small_data: Path, encoder_folder: Path) -> tuple[Encoder, LiveIndex]:
    encoder = Encoder.open(encoder_folder, threads=1)
    return encoder, LiveIndex(small_data, encoder)


Make = Callable[..., Assistant]


@pytest.fixture
def assistant_with(opened: tuple[Encoder, LiveIndex], model: ModelServer, small_data: Path) -> Make:
    """A fresh assistant over the small corpus with the scripted model; settings can be overridden."""

    def make(**settings: Any) -> Assistant:
        given = {"llm_base_url": model.url, "llm_model": "scripted", "llm_api_key": KEY, "llm_timeout": TIMEOUT_S}
        return Assistant(load_settings(data=small_data, **{**given, **settings}), *opened)

    return make


@pytest.fixture
def assistant(assistant_with: Make) -> Assistant:
    return assistant_with()
