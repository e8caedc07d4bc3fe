"""Many clients at once, from another process, while an index is built: `python -m bench.load [--seconds 60] [--clients 64]`.

Prints requests per second beside those of a single client, latencies, errors, and the server's memory. Each client asks its
next question when it has the answer to the last: the rate is what the server gives, not what it is sent."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.measure import digits, spread
from bench.processes import BenchError, assistant_command, copy_live_index, resident_mb, serving

CLIENTS = 64
SECONDS = 60.0
ALONE_SECONDS = 10.0
FAIR = 10.0
"""Aim: the slowest hundredth waits at most so many times the median."""
FLAT = 1.1
"""Aim: memory at the end of the load, over memory once every client had its first answers."""
_PROBE_EVERY_S = 0.5


@dataclass
class Load:
    """What the clients saw. Latencies in milliseconds."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """Latency that this share of the answers came within."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def press(url: str, questions: Sequence[str], clients: int, seconds: float) -> Load:
    """`clients` connections that ask for that long, each from another question on."""
    load = Load(seconds)

    async def ask(client: httpx.AsyncClient, turn: int, end: float) -> None:
        while (began := time.perf_counter()) < end:
            body = {"question": questions[turn % len(questions)]}
            try:
                reply = await client.post("/api/v1/ask", json=body)
            except httpx.HTTPError as error:
                load.errors[type(error).__name__] += 1
            else:
                if reply.status_code == httpx.codes.OK:
                    load.latencies.append((time.perf_counter() - began) * 1000)
                else:
                    load.errors[str(reply.status_code)] += 1
            turn += 1

    async with contextlib.AsyncExitStack() as stack:
        opened = [httpx.AsyncClient(base_url=url, timeout=60, verify=False) for _ in range(clients)]
        for client in opened:
            await stack.enter_async_context(client)
        end = time.perf_counter() + seconds  # making a client takes a while
        await asyncio.gather(*(ask(client, number, end) for number, client in enumerate(opened)))
    if not load.latencies:
        raise BenchError(f"no answer at all: {dict(load.errors)}")
    return load


@contextlib.contextmanager
def building(data: Path) -> Iterator[Counter[str]]:
    """Whole builds of the index, one after the other, as long as the context lasts; counts those that ended well or not."""
    stop, done = threading.Event(), Counter[str]()

    def build() -> None:
        command = assistant_command("index", "--full", "--data", str(data))
        while not stop.is_set():
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while process.poll() is None and not stop.wait(0.2):
                pass
            if process.poll() is None:
                process.terminate()
                process.wait()
                done["cut short at the end"] += 1
            else:
                done["done" if process.returncode == 0 else "failed"] += 1

    thread = threading.Thread(target=build)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def watching(client: httpx.Client, process: int) -> Iterator[tuple[list[float], list[float]]]:
    """(megabytes, milliseconds of /health/ready), measured twice a second as long as the context lasts."""
    memory, health = list[float](), list[float]()
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(_PROBE_EVERY_S):
            memory.append(resident_mb(process))
            began = time.perf_counter()
            client.get("/health/ready").raise_for_status()
            health.append((time.perf_counter() - began) * 1000)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield memory, health
    finally:
        stop.set()
        thread.join()


def measure(scratch: Path, clients: int, seconds: float) -> list[str]:
    """The lines to print. Raises BenchError."""
    from evaluation.judging.control_questions import SETS, load_questions
    from index.settings import load_settings

    data = scratch / "data"
    copy_live_index(load_settings().data, data)
    questions = spread([q.question for q in load_questions(SETS["golden"])], 200)
    with open(scratch / "server.log", "w") as log, serving(data, log, "--no-page") as (client, process):
        url = str(client.base_url)
        asyncio.run(press(url, questions, 2, 3))
        alone = asyncio.run(press(url, questions, 1, ALONE_SECONDS))
        with watching(client, process) as (memory, health), building(data) as builds:
            loaded = asyncio.run(press(url, questions, clients, seconds))
    settled = memory[len(memory) // 4 :] or memory
    ratio = loaded.quantile(0.99) / loaded.quantile(0.5)
    growth = settled[-1] / settled[0]
    return [
        f"single client:  {digits(alone.rate)} answers/s, median {digits(alone.quantile(0.5))} ms",
        f"{clients} clients for {digits(seconds)} s, index builds meanwhile: {dict(builds)}",
        f"  {digits(loaded.rate)} answers/s ({len(loaded.latencies)} in all)",
        f"  errors: {dict(loaded.errors) or 'none'} {_mark(not loaded.errors)}",
        f"  median {digits(loaded.quantile(0.5))} ms, 99 % within {digits(loaded.quantile(0.99))} ms, "
        f"longest {digits(loaded.quantile(1))} ms: ratio {ratio:.1f} (aim ≤ {FAIR:.0f}) {_mark(ratio <= FAIR)}",
        f"  memory {digits(memory[0])} MB at first, {digits(settled[0])} settled, {digits(settled[-1])} at the end, "
        f"{digits(max(memory))} at most: ×{growth:.2f} (aim ≤ {FLAT}) {_mark(growth <= FLAT)}",
        f"  /health/ready meanwhile: median {digits(sorted(health)[len(health) // 2])} ms, longest {digits(max(health))} ms",
    ]


def _mark(met: bool) -> str:
    return "✓" if met else "✗"


def main(arguments: list[str] | None = None) -> int:
    """0 every aim met, 1 one missed or nothing measured."""
    from index.errors import IndexingError

    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="load-") as scratch:
            lines = measure(Path(scratch), options.clients, options.seconds)
    except (BenchError, IndexingError, httpx.HTTPError, OSError) as error:
        print(f"load: {error}", file=sys.stderr)
        return 1
    print(f"{os.cpu_count()} cores", *lines, sep="\n")
    return 1 if any("✗" in line for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
