"""How long a process takes before it is of use: the command line's help, and a server from start to ready."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.measure import Row, Sample
from bench.processes import assistant_command, run, serving

HELPS, STARTS = 5, 3


def starting_rows(data: Path) -> list[Row]:
    """Wall clock from outside, the files already in the page cache. Raises BenchError."""
    run(assistant_command("--help"))
    helps = [run(assistant_command("--help")).seconds for _ in range(HELPS)]
    return [
        Row("`assistant --help`", "s", Sample(tuple(helps)), aim=0.4),
        Row("server ready, API alone", "s", _starts(data, "--no-page"), aim=6),
        Row("server ready, with its page", "s", _starts(data), aim=10),
    ]


def _starts(data: Path, *options: str) -> Sample:
    """Seconds until `/health/ready` says so; the first question is warmed up by then."""
    seconds = []
    for _ in range(STARTS):
        began = time.perf_counter()
        with tempfile.TemporaryFile("w") as log, serving(data, log, *options):
            seconds.append(time.perf_counter() - began)
    return Sample(tuple(seconds))
