"""Answers a second with many clients at once, beside what the processor time of one question allows."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.measure import Row, Sample
from bench.processes import BenchError, serving
from index.cores import available_cores

CLIENTS = 32
SECONDS = 6.0
ROUNDS = 3
AIM = 0.8
PEER = "cores over processor time"


def throughput_rows(data: Path, questions: Sequence[str]) -> list[Row]:
    """Answers a second of a server over `data`, and their share of what its cores could give: cores over the processor
    time that the server takes for a question asked alone.

    The clients are coroutines that write prepared bytes: they share the cores of the server, and must cost next to
    nothing. Raises BenchError."""
    with tempfile.TemporaryFile("w") as log, serving(data, log, "--no-page") as (client, pid):
        port = client.base_url.port or 80
        requests = [_request(question) for question in questions]
        asyncio.run(_press(port, requests, 1, SECONDS / 2))
        rates, limits = [], []
        for _ in range(ROUNDS):
            before = _processor_seconds(pid)
            alone = asyncio.run(_press(port, requests, 1, SECONDS / 2))
            limits.append(available_cores() * alone / (_processor_seconds(pid) - before))
            rates.append(asyncio.run(_press(port, requests, CLIENTS, SECONDS)) / SECONDS)
    shares = tuple(rate / limit for rate, limit in zip(rates, limits, strict=True))
    return [
        Row(f"answers with {CLIENTS} clients", "1/s", Sample(tuple(rates)), Sample(tuple(limits)), PEER, better="higher"),
        Row("  share of what the cores could give", "×", Sample(shares), aim=AIM, better="higher"),
    ]


def _request(question: str) -> bytes:
    body = json.dumps({"question": question}).encode()
    head = f"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


async def _press(port: int, requests: Sequence[bytes], clients: int, seconds: float) -> int:
    """Number of answers that so many clients get in that time, each asking again when it has its answer."""
    end = time.perf_counter() + seconds

    async def ask(turn: int) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answers = 0
        while time.perf_counter() < end:
            writer.write(requests[turn % len(requests)])
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head[:16]:
                raise BenchError(f"the server said {head[:16].decode('latin1')} under load")
            await reader.readexactly(_length(head))
            answers += 1
            turn += 1
        writer.close()
        return answers

    return sum(await asyncio.gather(*(ask(number) for number in range(clients))))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise BenchError("an answer came without its length")


def _processor_seconds(pid: int) -> float:
    """User and system time of a process, from /proc. Raises BenchError elsewhere."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError as error:
        raise BenchError(f"the time of process {pid} cannot be read: this needs Linux ({error})") from error
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
