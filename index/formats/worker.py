"""The process that reads untrusted files: `python -m index.formats.worker MEMORY SECONDS`.

It gets the bytes of each file through its standard input and opens none by name, answers with JSON, and never runs what
a file holds. When a file has left it large, it ends: the next one starts in a fresh process."""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

from index.documents.canonical import Canonical
from index.errors import Problem, ReadingError
from index.formats.converter import LENGTH, allowance
from index.formats.known_formats import read_data

_MAX_OUTPUT = 300_000_000
"""Bytes of any file that it may write: readers need none, OCR little."""


def main(arguments: list[str]) -> None:
    """Answers until its input ends."""
    memory, seconds = int(arguments[0]), float(arguments[1])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not mix with the answers
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_OUTPUT, _MAX_OUTPUT))
    while (name := _message(sys.stdin.buffer)) is not None:
        data = _message(sys.stdin.buffer)
        if data is None:
            return
        _grant(allowance(seconds, len(data)))
        answer, spent = answer_to(Path(os.fsdecode(name)), data)
        body = json.dumps(answer, ensure_ascii=True).encode()
        answers.write(LENGTH.pack(len(body)))
        answers.write(body)
        answers.flush()
        if spent or _addresses() > memory // 2:
            return


def answer_to(path: Path, data: bytes) -> tuple[dict[str, Any], bool]:
    """(the answer for one file, whether this process is spent)."""
    try:
        return _written(read_data(path, data)), False
    except ReadingError as error:
        return {"error": str(error)}, False
    except Problem as problem:
        return {"problem": problem.message, "line": problem.line, "field": problem.field}, False
    except MemoryError:
        return {"error": "needs too much memory to be read: split it, or save it without its images"}, True
    except Exception as error:  # whatever a library raises over a damaged file
        name = type(error).__name__
        return {"error": f"is damaged ({name}): open it in its program and save it again, or as PDF or text"}, False


def _written(canonical: Canonical) -> dict[str, Any]:
    return {
        "text": canonical.text,
        "headings": [(h.start, h.end, h.level, h.title) for h in canonical.headings],
        "marks": [(mark.start, mark.end, mark.sources) for mark in canonical.marks],
        "declared": json.loads(json.dumps(canonical.declared, default=str)),
        "detected": json.loads(json.dumps(canonical.detected, default=str)),
        "notes": canonical.notes,
    }


def _message(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def _grant(seconds: float) -> None:
    """Processor time for one more file."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _addresses() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    main(sys.argv[1:])
