"""A rebuild: the index built in a process of its own, beside a server that goes on answering."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.maintenance.index_builds import Builder
from index.build.lock import builder, runs
from index.errors import IndexingError, LockedError, Problem
from index.settings import Settings, load_settings

FILE = "rebuild.json"
"""Written by the process that builds, read by every server over the same data directory."""
_COMMAND = "from assistant.maintenance.rebuild import main; main()"
_NICENESS = 10
"""Answers come first: a build takes what processor time they leave."""


class RebuildState(BaseModel):
    """La dernière reconstruction demandée, ou celle qui est en cours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: Literal["none", "running", "done", "unchanged", "failed", "interrupted"] = Field(
        default="none",
        description="none : aucune ; running : en cours ; done : un nouvel index est en service ; unchanged : rien n'avait "
        "changé ; failed : le journal du serveur dit pourquoi ; interrupted : son processus a disparu.",
    )
    started_at: dt.datetime | None = Field(default=None, description="Début.")
    finished_at: dt.datetime | None = Field(default=None, description="Fin.")
    snapshot: str | None = Field(default=None, description="Index en service à la fin.")


class _Record(RebuildState):
    """What the file holds."""

    pid: int


class Rebuild:
    """Starts builds with the settings of a server, one at a time. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> RebuildState:
        """Starts one. Raises LockedError while another runs, whoever started it."""
        with self._lock:
            if self.state().state == "running":
                raise LockedError("a build is running: wait for it")
            started = dt.datetime.now(dt.UTC)
            self._process = subprocess.Popen(
                [sys.executable, "-c", _COMMAND], env=self._environment(), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            # Waited for, so that no dead process passes for a running one.
            threading.Thread(target=self._process.wait, daemon=True).start()
        return RebuildState(state="running", started_at=started)

    def state(self) -> RebuildState:
        """What is known of the last build that was asked for; a build from the command line shows while it runs."""
        record = _read(self._settings.data)
        mine = self._process
        if mine is not None and mine.poll() is None and (record is None or record.pid != mine.pid):
            return RebuildState(state="running")  # it has just started: the record is of the one before
        unfinished = record is not None and record.state == "running"
        if record is not None and unfinished and not runs(record.pid):
            return RebuildState(state="interrupted", started_at=record.started_at)
        if not unfinished and (other := builder(self._settings.data)) is not None:
            return RebuildState(state="running", started_at=other.since)
        return RebuildState() if record is None else RebuildState.model_validate(record.model_dump(exclude={"pid"}))

    def wait(self) -> None:
        """Until the build started here is over; at once where none was."""
        if self._process is not None:
            self._process.wait()

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "ASSISTANT_DATA": str(self._settings.data.absolute()),
            "ASSISTANT_CORPUS": str(self._settings.corpus.absolute()),
        }


def main() -> None:
    """The process that builds, as `assistant index` does: its outcome goes to the record, its errors to the server's log."""
    os.nice(_NICENESS)
    settings = load_settings()
    data = settings.data
    before = _read(data)
    if before is not None and before.state == "running" and before.pid != os.getpid() and runs(before.pid):
        return  # asked for twice at the same moment: one is enough
    record = _Record(state="running", started_at=dt.datetime.now(dt.UTC), pid=os.getpid())
    _write(data, record)
    outcome: dict[str, object] = {"state": "failed"}
    try:
        report = Builder.open(settings).build()
        outcome = {"state": "done" if report.built else "unchanged", "snapshot": report.snapshot}
    except (IndexingError, Problem, OSError) as error:
        print(f"Erreur : {' '.join(str(error).split())}", file=sys.stderr, flush=True)
        sys.exit(1)
    finally:
        _write(data, record.model_copy(update={**outcome, "finished_at": dt.datetime.now(dt.UTC)}))


def _read(data: Path) -> _Record | None:
    """The record; None where there is none, or none that can be read."""
    try:
        return _Record.model_validate_json((data / FILE).read_text("utf-8"))
    except (OSError, ValueError, ValidationError):
        return None


def _write(data: Path, record: _Record) -> None:
    """Whole or not at all."""
    data.mkdir(parents=True, exist_ok=True)
    temporary = data / f"{FILE}.{os.getpid()}"
    temporary.write_text(record.model_dump_json(), "utf-8")
    temporary.replace(data / FILE)
