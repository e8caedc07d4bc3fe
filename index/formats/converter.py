"""Reads untrusted files in a process of its own, with limits: a hostile file takes that process down, not the builder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from index.documents.canonical import Canonical, Mark
from index.documents.document import Heading
from index.errors import Problem, ReadingError

LENGTH = struct.Struct(">Q")
"""Both ways a message is its length and then its bytes."""
_CRASHED = "made its reader crash: open it in its program and save it again, or save it as PDF or text"
_PROJECT = Path(__file__).resolve().parents[2]
_KEPT = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""What of the environment the process gets: no key, no setting."""


@dataclass(frozen=True)
class Limits:
    """Of one file. A page of a PDF takes 0.02 to 0.1 s of processor, one read by OCR 1 to 5 s; the readers need 250 MB of
    addresses themselves."""

    memory: int = 1_200_000_000
    """Bytes of address space, code included."""
    processor_seconds: float = 15
    seconds: float = 60
    """Both of a small file: see `allowance`."""


def allowance(seconds: float, size: int) -> float:
    """Seconds for a file of `size` bytes: a large one may take eight times as long as a small one, which has no reason to."""
    return seconds * min(8.0, 1 + size / 300_000)


class _DiedError(Exception):
    """The process ended before it answered; the message says why, as a remedy for the file's owner."""


class Converter:
    """One process for all the files of a build, started with the first and started anew when one has killed it.

    Not for several threads at once."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.started = 0
        """Processes started so far."""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Converter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process and what it started."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def convert(self, path: Path, data: bytes) -> Canonical:
        """The canonical text of `data`, in the format that the suffix of `path` names. Raises ReadingError, or Problem for
        a front matter that is not YAML."""
        used = self._process is not None
        try:
            answer = self._ask(path, data)
        except _DiedError as died:
            # A process that has read other files may have died of what they left behind.
            if not used or isinstance(died.__cause__, TimeoutError):
                raise ReadingError(path, str(died)) from died
            try:
                answer = self._ask(path, data)
            except _DiedError as again:
                raise ReadingError(path, str(again)) from again
        if "problem" in answer:
            raise Problem(path.name, answer["problem"], answer["line"], answer["field"])
        if "error" in answer:
            raise ReadingError(path, answer["error"])
        return _canonical(answer)

    def _ask(self, path: Path, data: bytes) -> dict[str, Any]:
        process = self._process or self._start()
        assert process.stdin is not None and process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

        seconds = allowance(self.limits.seconds, len(data))
        watch = threading.Timer(seconds, stop)
        watch.daemon = True
        watch.start()
        try:
            for message in (os.fsencode(path.name), data):
                process.stdin.write(LENGTH.pack(len(message)))
                process.stdin.write(message)
            process.stdin.flush()
            head = process.stdout.read(LENGTH.size)
            body = process.stdout.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
            answer: dict[str, Any] = json.loads(body)
            return answer
        except (OSError, ValueError) as error:
            watch.cancel()
            code = self._ended(process)
            if late.is_set():  # what took too long is not tried again
                raise _DiedError(_slow(seconds)) from TimeoutError()
            if code == -signal.SIGXCPU:
                seconds = allowance(self.limits.processor_seconds, len(data))
                raise _DiedError(_slow(seconds)) from TimeoutError()
            raise _DiedError(_CRASHED) from error
        except BaseException:
            self.close()
            raise
        finally:
            watch.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        limits = self.limits
        command = [sys.executable, "-m", "index.formats.worker", str(limits.memory), str(limits.processor_seconds)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=_environment(os.environ), start_new_session=True, cwd="/",
        )  # fmt: skip
        self.started += 1
        return self._process

    def _ended(self, process: subprocess.Popen[bytes]) -> int:
        """The exit code of a process that has stopped answering, which is ended here if it has not."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)
        self.close()
        return process.returncode


def _environment(environment: Mapping[str, str]) -> dict[str, str]:
    kept = {name: environment[name] for name in _KEPT if name in environment}
    threads = {"OMP_THREAD_LIMIT": "2", "OPENBLAS_NUM_THREADS": "1"}
    return {**kept, **threads, "PYTHONPATH": str(_PROJECT), "PYTHONDONTWRITEBYTECODE": "1"}


def _slow(seconds: float) -> str:
    return f"took more than {seconds:.0f} s to read: split it, or save it as text or as a simpler PDF"


def _canonical(answer: Mapping[str, Any]) -> Canonical:
    return Canonical(
        text=answer["text"],
        headings=tuple(Heading(start=s, end=e, level=level, title=title) for s, e, level, title in answer["headings"]),
        marks=tuple(Mark(start, end, tuple(sources)) for start, end, sources in answer["marks"]),
        declared=answer["declared"],
        detected=answer["detected"],
        notes=tuple(answer["notes"]),
    )
