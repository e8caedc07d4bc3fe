"""A question asked cold from the shell and warm over HTTP, beside the plain pipeline on the same documents."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from bench.measure import Row, Sample
from bench.processes import BenchError, Run, assistant_command, resident_mb, run, serving

COLD_RUNS = 5
PEER_COLD_RUNS = 3
"""Fewer: each of them takes as long as all of ours."""
WARM_ROUNDS = 3
"""Times each question is asked of the warm server; the first round warms up and is not counted."""
PEER = "plain pipeline"


def cold_rows(data: Path, model: Path, plain: Path, question: str) -> list[Row]:
    """Wall clock and peak memory of one question asked in a new process, ours and the peer's turn about.

    One run of each goes first, uncounted: the files are then in the page cache for both."""
    ours = assistant_command("ask", question, "--data", str(data), "--json")
    peer = [sys.executable, "-m", "bench.plain_pipeline", "ask", str(model), str(plain), question]
    run(ours)
    run(peer)
    mine, theirs = [], []
    for turn in range(COLD_RUNS):
        mine.append(run(ours))
        if turn < PEER_COLD_RUNS:
            theirs.append(run(peer))
    if json.loads(mine[0].output)["status"] not in ("answered", "partial"):
        raise BenchError(f"`assistant ask` did not answer {question!r}: the measurement would mean nothing")
    return [
        Row("answer, cold, from the shell", "s", _seconds(mine), _seconds(theirs), PEER, aim=4.5),
        Row("peak memory of a cold answer", "MB", _peaks(mine), _peaks(theirs), PEER),
    ]


def warm_rows(data: Path, model: Path, plain: Path, questions: Sequence[str]) -> list[Row]:
    """Median time of a warm answer over HTTP, and resident memory of the server that gave it.

    The peer is asked inside its process: it has no server, which is in its favour."""
    with tempfile.TemporaryFile("w") as log, serving(data, log) as (client, pid):
        times = [_times(client, questions) for _ in range(WARM_ROUNDS)][1:]
        memory = resident_mb(pid)
    answered = [statistics.median(each) for each in zip(*times, strict=True)]
    peer = json.loads(
        run([sys.executable, "-m", "bench.plain_pipeline", "ask", str(model), str(plain), *questions]).output
    )
    return [
        Row(
            "answer, warm", "ms", Sample(tuple(answered)),
            Sample(tuple(peer["milliseconds"][1:])), PEER, aim=80,
        ),
        Row(
            "memory of the ready process", "MB", Sample((memory,)),
            Sample((peer["resident_mb"],)), PEER, aim=650,
        ),
    ]  # fmt: skip


def _times(client: httpx.Client, questions: Sequence[str]) -> list[float]:
    """Milliseconds from request to whole answer, one question after the other."""
    times = []
    for question in questions:
        started = time.perf_counter()
        response = client.post("/api/v1/ask", json={"question": question})
        times.append((time.perf_counter() - started) * 1000)
        response.raise_for_status()
    return times


def _seconds(runs: Sequence[Run]) -> Sample:
    return Sample(tuple(each.seconds for each in runs))


def _peaks(runs: Sequence[Run]) -> Sample:
    return Sample(tuple(each.peak_mb for each in runs))
