"""A small corpus, its index, and a server that really runs: shared by the tests of the API and of the
page."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).parent / "corpus"
START_S = 120
"""A cold start imports Gradio on a busy machine; the tests of speed are elsewhere."""


WATCH = (
    "import sys; sys.addaudithook(lambda event, args: event in ('socket.connect', 'socket.getaddrinfo') and "
    "not any(own in str(args) for own in ('127.0.0.1', '::1', 'localhost', \"'0.0.0.0'\")) and "
    "print('OUTSIDE', args, file=sys.stderr, flush=True))"
)
"""Makes the server's process say which other host it turns to, whatever library does."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def is_problem(self) -> bool:
        return self.headers.get("content-type") == "application/problem+json"


@dataclass
class Server:
    """A running server: its address, its process, and what it has printed so far."""

    url: str
    process: subprocess.Popen[str]
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        request = urllib.request.Request(self.url + path, data=body, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return Reply(reply.status, _lower(reply.headers), reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, _lower(error.headers), error.read())

    def get(self, path: str, **headers: str) -> Reply:
        return self.request("GET", path, headers=headers)

    def post(self, path: str, content: Any) -> Reply:
        body = json.dumps(content).encode()
        return self.request("POST", path, body, {"Content-Type": "application/json"})

    def ask(self, question: str, **fields: Any) -> Any:
        reply = self.post("/api/v1/ask", {"question": question, **fields})
        assert reply.status == 200, reply.text
        return reply.json()


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _environment(data: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    return {
        **kept,
        "ASSISTANT_DATA": str(data),
        "ASSISTANT_PORT": str(port),
        "ASSISTANT_READER": "off",
        "OMP_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(PROJECT),
    }


@contextmanager
def running(
    data: Path, *, page: bool, ready: str = r"^Prêt : ", settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server over that data directory with those `ASSISTANT_…` settings, once it has printed the line that `ready`
    matches."""
    port = free_port()
    command = (
        f"{WATCH}; from assistant.serving.server import serve; from index.settings import load_settings; "
        f"serve(load_settings(), page={page})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", command], cwd=PROJECT, env={**_environment(data, port), **(settings or {})}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    server = Server(f"http://127.0.0.1:{port}", process)
    readers = [
        threading.Thread(target=_drain, args=(stream, lines), daemon=True)
        for stream, lines in ((process.stdout, server.out), (process.stderr, server.err))
    ]
    for reader in readers:
        reader.start()
    try:
        _wait(lambda: any(re.search(ready, line) for line in server.out), server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _drain(stream: Any, lines: list[str]) -> None:
    for line in stream:
        lines.append(line.rstrip("\n"))


def _wait(done: Callable[[], bool], server: Server) -> None:
    end = time.monotonic() + START_S
    while not done():
        if server.process.poll() is not None or time.monotonic() > end:
            pytest.fail("the server did not start:\n" + "\n".join(server.out + server.err))
        time.sleep(0.05)


@pytest.fixture(scope="session")
def run_server() -> Callable[..., AbstractContextManager[Server]]:
    """Starts servers with settings of a test's own: see `running`."""
    return running


@pytest.fixture(scope="session")
def small_data(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the index of the small corpus, which is about the programme that the project ships."""
    from index.build.builder import build
    from index.encoder.encoder import Encoder

    data, corpus = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("small") / "corpus"
    shutil.copytree(CORPUS, corpus)
    shutil.copy(PROJECT / "corpus/programmes.yaml", corpus)
    report = build([corpus], data, Encoder.open(encoder_folder, 1))
    assert not report.problems, report.problems
    return data


@pytest.fixture(scope="session")
def server(small_data: Path) -> Iterator[Server]:
    """The API and the page over the small corpus."""
    with running(small_data, page=True) as running_server:
        yield running_server


@pytest.fixture
def own_data(small_data: Path, tmp_path: Path) -> Path:
    """A data directory of the test's own, with the index of the small corpus and nothing else."""
    data = tmp_path / "own"
    shutil.copytree(small_data, data, ignore=shutil.ignore_patterns("journal.sqlite*", "keys.json*"))
    return data


@pytest.fixture(scope="session")
def serving() -> Callable[..., AbstractContextManager[Server]]:
    """`running`, for a test that needs a server of its own."""
    return running


@pytest.fixture(scope="session")
def admin(small_data: Path) -> dict[str, str]:
    """Headers of an administrator of `server`."""
    return admin_of(small_data)


def admin_of(data: Path) -> dict[str, str]:
    """Headers of a new administrator over that data directory."""
    from assistant.access.keys import KeyStore
    from assistant.access.roles import Role

    return {"Authorization": f"Bearer {KeyStore(data).create('tests', Role.ADMIN)[1]}"}


@pytest.fixture(scope="session")
def empty_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory without an index."""
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="session")
def empty_admin(empty_data: Path) -> dict[str, str]:
    """Headers of an administrator of `empty_server`."""
    return admin_of(empty_data)


@pytest.fixture(scope="session")
def empty_server(encoder_folder: Path, empty_data: Path) -> Iterator[Server]:
    """A server whose data directory holds no index."""
    with running(empty_data, page=True, ready=r"^En attente d'un index") as running_server:
        yield running_server


@pytest.fixture(scope="session")
def shipped_data(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the index of the corpus that the project ships."""
    from index.build.builder import build
    from index.encoder.encoder import Encoder

    data = tmp_path_factory.mktemp("shipped")
    build([PROJECT / "corpus"], data, Encoder.open(encoder_folder))
    return data


@pytest.fixture(scope="session")
def shipped(shipped_data: Path) -> Any:
    """The assistant over the corpus that the project ships."""
    from assistant.engine.assistant import Assistant
    from index.settings import load_settings

    return Assistant.open(load_settings(data=shipped_data))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium: Playwright's own downloads need another host."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install -y chromium")
        pytest.skip("Chromium is missing: apt-get install -y chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
