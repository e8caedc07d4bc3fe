"""One builder at a time: a lock that a dead process does not hold."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LockedError

LOCK_FILE = "build.lock"
OWNER_FILE = "build.owner.json"


@contextmanager
def build_lock(data: Path) -> Iterator[None]:
    """Holds the build lock of a data directory. The kernel frees it when its process dies, however it dies.

    Raises LockedError naming the owner and how long it has been building."""
    lock = FileLock(data / LOCK_FILE)
    owner = data / OWNER_FILE
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LockedError(f"another build is running{_described(owner)}: wait for it or stop it") from error
    try:
        with suppress(OSError):  # it only serves the message of whoever finds the lock taken
            owner.write_text(json.dumps({"pid": os.getpid(), "since": time.time()}), "utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


@dataclass(frozen=True)
class Builder:
    """The process that builds, and since when."""

    pid: int
    since: dt.datetime


def builder(data: Path) -> Builder | None:
    """Who is building now, as far as its owner file tells; None where nobody is. Never touches the lock itself."""
    try:
        value = json.loads((data / OWNER_FILE).read_text("utf-8"))
        found = Builder(int(value["pid"]), dt.datetime.fromtimestamp(value["since"], dt.UTC))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if runs(found.pid) else None


def runs(pid: int) -> bool:
    """Whether a process of that id exists on this machine."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return pid > 0


def _described(owner: Path) -> str:
    try:
        value = json.loads(owner.read_text("utf-8"))
        return f" (process {value['pid']}, for {time.time() - value['since']:.0f} s)"
    except (OSError, ValueError, KeyError):
        return ""
