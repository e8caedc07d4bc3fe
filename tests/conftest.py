"""Fixtures shared by all tests."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def encoder_folder() -> Path:
    """Folder of the prepared default encoder; prepared under the project's `data/` the first time."""
    from index.encoder.prepare.preparation import prepare

    return prepare("multilingual-e5-small", PROJECT / "data" / "models")


@dataclass
class ChromaRun:
    """A real `chroma run` on one port, over one folder: it can be stopped and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns once it answers."""
        program = Path(sys.executable).with_name("chroma")
        self.process = subprocess.Popen(
            [program, "run", "--path", self.folder, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)  # not listening yet
        pytest.fail("chroma run did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def _chroma(folder: Path) -> Iterator[ChromaRun]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = ChromaRun(folder, port)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaRun]:
    """A Chroma server of this test alone, running."""
    with _chroma(tmp_path / "chroma-run") as server:
        yield server


@pytest.fixture(scope="module")
def shared_chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaRun]:
    """A Chroma server for the tests of one module: whoever stops it starts it again."""
    with _chroma(tmp_path_factory.mktemp("chroma-run")) as server:
        yield server
