"""One builder at a time, whoever dies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.build.lock import OWNER_FILE, build_lock
from index.errors import LockedError

PROJECT = Path(__file__).resolve().parents[3]
HOLDER = """
import sys
from pathlib import Path
from index.build.lock import build_lock
with build_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(data: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until its input closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data)], cwd=PROJECT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdout.readline() == "held\n"
    return process


def test_a_second_builder_is_told_who_builds_and_since_when(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(LockedError, match=rf"process {process.pid}, for \d+ s"), build_lock(tmp_path):
            pass
        process.communicate("")


def test_a_killed_builder_holds_nothing(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
        process.wait()
    with build_lock(tmp_path):
        assert (tmp_path / OWNER_FILE).is_file()
    assert not (tmp_path / OWNER_FILE).exists()


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), build_lock(tmp_path):
        raise RuntimeError
    with build_lock(tmp_path):
        pass


def test_a_second_builder_of_the_same_process_waits_too(tmp_path: Path) -> None:
    with build_lock(tmp_path), pytest.raises(LockedError), build_lock(tmp_path):
        pass


def test_a_damaged_owner_file_hides_nothing_but_the_owner(tmp_path: Path) -> None:
    with build_lock(tmp_path):
        (tmp_path / OWNER_FILE).write_text("{", "utf-8")
        with pytest.raises(LockedError, match="another build is running: wait"), build_lock(tmp_path):
            pass
