"""Processes measured from outside: a command from start to end, and a server over HTTP."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

_READY_WITHIN = 120.0
"""Seconds a server may take before the measurement is given up."""
_RSS_UNIT = (1 if sys.platform == "darwin" else 1024) / 1e6
"""Megabytes in one unit of `ru_maxrss`: a byte on macOS, a kibibyte elsewhere."""


class BenchError(RuntimeError):
    """A measurement cannot be taken; the message says of what, and why."""


@dataclass(frozen=True)
class Run:
    """One command: wall-clock seconds from start to end, and its peak resident memory in megabytes."""

    seconds: float
    peak_mb: float
    output: str


def run(command: Sequence[str]) -> Run:
    """Runs a command and waits for it. Raises BenchError with its last words when it fails."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise BenchError(f"{' '.join(command)} failed: {errors.read().strip()[-400:]}")
        return Run(seconds, usage.ru_maxrss * _RSS_UNIT, output.read())


def assistant_command(*arguments: str) -> list[str]:
    """The installed `assistant` of this environment with `arguments`."""
    script = Path(sys.executable).with_name("assistant")
    if not script.exists():
        raise BenchError(f"{script} is not installed: run `pip install -e .` in this environment")
    return [str(script), *arguments]


@contextmanager
def serving(
    data: Path, log: IO[str], *options: str, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[httpx.Client, int]]:
    """`assistant serve` on a free port over the index of `data`, with those options and `ASSISTANT_…` settings: a client of
    it, and its process id. Ends with the context. Raises BenchError when it does not become ready."""
    port = _free_port()
    command = assistant_command("serve", "--port", str(port), "--data", str(data), *options)
    environment = {**os.environ, **(settings or {})}
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            _wait_until_ready(client, process)
            yield client, process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise BenchError(f"the server ended with code {process.returncode} before it was ready")
        try:
            if client.get("/health/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.1)
    raise BenchError(f"the server was not ready within {_READY_WITHIN:.0f} s")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its children, in megabytes, from /proc. Raises BenchError elsewhere."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError as error:
        raise BenchError(f"memory of process {pid} cannot be read: this needs Linux ({error})") from error
    # A child that has ended but is not waited for yet has no such line: it holds nothing.
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
    return own * 1024 / 1e6 + sum(resident_mb(int(child)) for child in children)


def copy_live_index(live: Path, data: Path) -> None:
    """Makes the data directory `data` with the live index of the directory `live`, and nothing else of it: no journal, no
    key. Raises BenchError where there is no index."""
    from index.storage.snapshot import CURRENT_FILE, SNAPSHOTS, current_id

    snapshot = current_id(live)
    if snapshot is None:
        raise BenchError(f"no index in {live}: run `assistant index`")
    data.mkdir()
    shutil.copytree(live / SNAPSHOTS / snapshot, data / SNAPSHOTS / snapshot)
    shutil.copy(live / CURRENT_FILE, data)
