"""What many clients saw, told from what a real server answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest

from bench.load import Load, press
from bench.processes import BenchError


class Answering(BaseHTTPRequestHandler):
    """Refuses every fifth request, or all of them."""

    protocol_version = "HTTP/1.1"
    numbers = count()
    refuses_all = False

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503 if self.refuses_all or next(self.numbers) % 5 == 4 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Answering, "numbers", count())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def pressed(url: str, clients: int, seconds: float) -> Load:
    """In a thread of its own: the browser of other tests keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(press(url, ["a", "b"], clients, seconds))).result()


def test_answers_and_refusals_are_counted_apart(url: str) -> None:
    load = pressed(url, clients=4, seconds=2)
    refused = load.errors["503"]
    assert refused == (len(load.latencies) + refused) // 5 > 0
    assert set(load.errors) == {"503"}


def test_a_server_that_never_answers_is_no_measurement(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answering, "refuses_all", True)
    with pytest.raises(BenchError, match="no answer"):
        pressed(url, clients=2, seconds=0.2)


def test_rate_and_quantiles() -> None:
    load = Load(10.0, [float(value) for value in range(100, 0, -1)])
    assert load.rate == 10.0
    assert load.quantile(0.5) == 51 and load.quantile(0.99) == 100 and load.quantile(1) == 100
