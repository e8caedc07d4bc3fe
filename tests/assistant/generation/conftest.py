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

from assistant.engine.assistant import Assistant
from assistant.engine.live import LiveIndex
from assistant.service.answering import LiveAssistant
from index.encoder.encoder import Encoder
from index.settings import load_settings
from tests.assistant.conftest import free_port
from tests.assistant.generation.model_server import ModelServer, by_kind, honest, says, serving

QUESTION = "Combien d'intercommunalités réunissent les Territoires d'industrie de la phase 2 ?"
KEY = "sk-tres-secret-5f1c"
TIMEOUT_S = 20.0
"""Enough for a scripted model on a busy machine; scenarios that wait for its end set a short one."""


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


@dataclass(frozen=True)
class Streamed:
    """What a client got: each event with its data, in order."""

    events: list[tuple[str, Any]]

    @property
    def answer(self) -> Any:
        name, data = self.events[-1]
        assert name == "done", self.events[-1]
        return data

    @property
    def sentences(self) -> list[Any]:
        """All that was ever sent, what was taken back included."""
        return [data for name, data in self.events if name == "sentence"]

    @property
    def kept(self) -> list[Any]:
        """What a reader still sees: nothing from before the last `reprise`."""
        kept: list[Any] = []
        for name, data in self.events:
            if name == "status" and data["stage"] == "reprise":
                kept = []
            if name == "sentence":
                kept.append(data)
        return kept


class Api:
    """The HTTP API in this process, over whichever assistant a test gives it."""

    def __init__(self, url: str, app: Any) -> None:
        self.url, self._app = url, app

    def serve(self, assistant: Assistant) -> None:
        self._app.state.assistant = Opened(assistant)

    def post(self, path: str, **body: Any) -> bytes:
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.read()

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=60) as reply:
            return json.loads(reply.read())

    def ask(self, question: str, **body: Any) -> Any:
        return json.loads(self.post("/api/v1/ask", question=question, **body))

    def stream(self, question: str, **body: Any) -> Streamed:
        text = self.post("/api/v1/ask/stream", question=question, **body).decode()
        events = []
        for block in filter(str.strip, text.replace("\r", "").split("\n\n")):
            fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            if "event" in fields:
                events.append((fields["event"], json.loads(fields["data"])))
        return Streamed(events)


class Opened(LiveAssistant):
    """The application's assistant, already open."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant.settings)
        self._assistant = assistant


@pytest.fixture(scope="session")
def _api() -> Iterator[Api]:
    import uvicorn

    from assistant.serving.app import create_app

    app = create_app(load_settings())
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive()
    yield Api(f"http://127.0.0.1:{port}", app)
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def api(_api: Api, assistant: Assistant) -> Api:
    _api.serve(assistant)
    return _api
