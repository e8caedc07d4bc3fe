"""Servers that are attacked: one guarded by everything there is over a hostile corpus, one with small allowances, and raw
bytes to send them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from assistant.access.keys import KeyStore
from assistant.access.roles import Role
from tests.assistant.attacks.hostile import write_hostile_corpus
from tests.assistant.conftest import Server, running

USER, PASSWORD = "élue", "correct horse battery"
GUARDED = {
    "ASSISTANT_ACCESS": "keys",
    "ASSISTANT_PAGE_LOGIN": "basic",
    "ASSISTANT_PAGE_USER": USER,
    "ASSISTANT_PAGE_PASSWORD": PASSWORD,
    "ASSISTANT_TRUSTED_HOSTS": "127.0.0.1, assistant.exemple.fr, *.interne.exemple.fr",
    "ASSISTANT_CORS_ORIGINS": "https://support.exemple.fr",
}
SMALL_ALLOWANCES = {
    "ASSISTANT_RATE_PER_ADDRESS": "5",
    "ASSISTANT_RATE_PER_KEY": "3",
    "ASSISTANT_CONCURRENT_ANSWERS": "1",
    "ASSISTANT_WAITING_ANSWERS": "1",
}


@pytest.fixture(scope="session")
def hostile_data(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the index of the hostile corpus."""
    from index.build.builder import build
    from index.encoder.encoder import Encoder

    corpus, data = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("hostile-data")
    write_hostile_corpus(corpus)
    build([corpus], data, Encoder.open(encoder_folder, 1))
    return data


@pytest.fixture(scope="session")
def tokens(hostile_data: Path) -> dict[str, str]:
    """A key of each role of the guarded server."""
    store = KeyStore(hostile_data)
    return {role.value: store.create(f"clé {role.value}", role)[1] for role in Role}


@pytest.fixture(scope="session")
def guarded(hostile_data: Path, tokens: dict[str, str]) -> Iterator[Server]:
    """The API and the page, with keys, a login, known hosts, and one foreign origin let in."""
    with running(hostile_data, page=True, settings=GUARDED) as server:
        yield server


@pytest.fixture(scope="session")
def limited(hostile_data: Path, tokens: dict[str, str]) -> Iterator[Server]:
    """The API with small allowances, behind a proxy on this machine: each test speaks for addresses of its own."""
    with running(hostile_data, page=False, settings=SMALL_ALLOWANCES) as server:
        yield server


@pytest.fixture
def wire(server: Server) -> Iterator[Callable[..., bytes]]:
    """Sends raw bytes to the default server and gives back all it answers until it closes or falls silent."""
    with contextlib.ExitStack() as stack:

        def exchange(raw: bytes, *, silence: float = 2.0) -> bytes:
            address = urlsplit(server.url)
            connection = stack.enter_context(socket.create_connection((address.hostname, address.port), timeout=20))
            with contextlib.suppress(OSError):  # it may hang up before it has heard everything
                connection.sendall(raw)
            return heard(connection, silence)

        yield exchange


def heard(connection: socket.socket, silence: float) -> bytes:
    """What arrives until the other side closes, or says nothing for that many seconds."""
    connection.settimeout(silence)
    received = b""
    with contextlib.suppress(OSError):
        while chunk := connection.recv(65536):
            received += chunk
    return received


@contextlib.contextmanager
def served(app: Any, port: int = 0) -> Iterator[tuple[str, int]]:
    """That application behind the real protocol, in this process: for what takes a route or a delay of a test's own."""
    from assistant.http.protocol import configuration

    listening = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(
        app, log_config=None, timeout_keep_alive=1, timeout_graceful_shutdown=1, **configuration("127.0.0.1")
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])), daemon=True)
    thread.start()
    try:
        yield listening.getsockname()
    finally:
        server.should_exit = True
        thread.join(10)
