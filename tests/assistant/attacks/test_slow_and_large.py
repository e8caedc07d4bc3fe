"""Senders who never finish, and those who send without measure."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from assistant.http import lingering_close, protocol, rate_limits
from assistant.serving.app import create_app
from index.settings import Settings
from tests.assistant.attacks.conftest import heard, served

POST = b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"


@pytest.fixture
def app(tmp_path) -> FastAPI:
    return create_app(Settings(data=tmp_path))


@pytest.fixture
def impatient(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """The real application and protocol, with delays of half a second."""
    monkeypatch.setattr(protocol, "HEAD_S", 0.5)
    monkeypatch.setattr(protocol, "MESSAGE_S", 1.0)
    monkeypatch.setattr(rate_limits, "BODY_S", 0.5)
    monkeypatch.setattr(lingering_close, "LINGER_S", 0.5)
    with served(app) as address:
        yield address


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"G", id="one letter"),
        pytest.param(b"\r\n\r\n", id="blank lines"),
        pytest.param(b"GET /health/live HTTP/1.1\r\nHost: a\r\nX: ", id="half a head"),
        pytest.param(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n\r\n", id="nothing after a request"),
        pytest.param(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nGET", id="half a head after a request"),
    ],
)
def test_a_connection_that_does_not_get_to_the_point_is_closed(impatient: tuple[str, int], sent: bytes) -> None:
    with socket.create_connection(impatient) as connection:
        connection.sendall(sent)
        connection.settimeout(20)
        while connection.recv(65536):  # ends when the server closes; a server that waits for ever fails by the time-out
            pass


def test_a_head_sent_drop_by_drop_is_not_given_time_for_each_drop(impatient: tuple[str, int]) -> None:
    with socket.create_connection(impatient) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        connection.settimeout(0.1)
        closed = False
        for _ in range(100):
            try:
                connection.sendall(b"X: a\r\n")
                closed = connection.recv(65536) == b""
            except TimeoutError:
                continue
            except OSError:
                closed = True
            if closed:
                break
        assert closed


@pytest.mark.parametrize(
    "framing",
    [
        pytest.param(b"Content-Length: 1000\r\n\r\n{", id="with a length"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", id="in chunks"),
        pytest.param(b"Content-Length: 1000\r\n\r\n", id="none at all"),
    ],
)
def test_a_body_that_does_not_come_is_a_problem_and_the_end_of_the_connection(
    impatient: tuple[str, int], framing: bytes
) -> None:
    with socket.create_connection(impatient) as connection:
        connection.sendall(POST + framing)
        answer = heard(connection, 20.0)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ") and b"connection: close" in head.lower()
    assert json.loads(body)["type"].endswith("/corps-trop-lent")


def test_a_body_that_no_route_reads_does_not_hold_the_connection(impatient: tuple[str, int]) -> None:
    """Answered 404 at once; its sender could go on for ever."""
    with socket.create_connection(impatient) as connection:
        connection.sendall(b"POST /rien HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        connection.settimeout(20)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while chunk := connection.recv(65536):
                answer += chunk
                connection.sendall(b"a")
        assert answer.startswith(b"HTTP/1.1 404 ")


def test_a_refused_body_that_does_not_come_does_not_hold_a_connection_that_ends(impatient: tuple[str, int]) -> None:
    with socket.create_connection(impatient) as connection:
        connection.sendall(POST + b"Connection: close\r\nContent-Length: 2000000\r\n\r\n{")
        connection.settimeout(20)
        answer = b""
        while chunk := connection.recv(65536):  # ends when the server closes
            answer += chunk
    assert answer.startswith(b"HTTP/1.1 413 ") and json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 413


@pytest.mark.parametrize(
    ("path", "framing", "status"),
    [
        pytest.param("/api/v1/ask", {"Content-Length": "20000000"}, 413, id="too large"),
        pytest.param("/api/v1/ask", {"Transfer-Encoding": "chunked"}, 413, id="too large in chunks"),
        pytest.param("/rien", {"Transfer-Encoding": "chunked"}, 404, id="for nobody"),
    ],
)
def test_who_sends_a_whole_body_before_reading_learns_why_it_was_refused(
    server, path: str, framing: dict[str, str], status: int
) -> None:
    """A connection closed at once is « reset » for them, and the answer lost."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    chunked = "Transfer-Encoding" in framing
    headers = {"Content-Type": "application/json", "Connection": "close", **framing}
    connection.request("POST", path, (b" " * 1_000_000 for _ in range(20)), headers, encode_chunked=chunked)
    assert connection.getresponse().status == status
    connection.close()


def test_slow_senders_do_not_keep_others_from_their_answers(impatient: tuple[str, int]) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            slow = stack.enter_context(socket.create_connection(impatient))
            slow.sendall(POST + b"Content-Length: 1000\r\n\r\n{")
        quick = http.client.HTTPConnection(*impatient, timeout=20)
        quick.request("GET", "/health/live")
        assert quick.getresponse().status == 200


@pytest.mark.parametrize("length", [2**20 + 1, 10**12, 10**30])
def test_a_length_without_measure_is_refused_before_the_body(server, length: int) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.putrequest("POST", "/api/v1/ask")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(length))
    connection.endheaders()
    assert connection.getresponse().status in (400, 413)
    connection.close()


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/ask/stream", "/gradio_api/queue/join"])
def test_a_body_beyond_the_limit_is_refused_wherever_bodies_are_read(server, path: str) -> None:
    chunks = iter([b'{"question": "', *[b"a" * 65_536] * 17, b'"}'])
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.request("POST", path, chunks, {"Content-Type": "application/json"}, encode_chunked=True)
    reply = connection.getresponse()
    assert reply.status == 413
    connection.close()


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_compressed_body_is_not_blown_up(server, encoding: str) -> None:
    import gzip

    bomb = gzip.compress(b" " * 50_000_000)
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    assert server.request("POST", "/api/v1/ask", bomb, headers).status == 400


def test_a_number_without_end_is_refused_and_takes_no_time(server) -> None:
    """Converting a million digits takes seconds, on a thread that everybody shares."""
    body = b'{"question": "a", "history": ' + b"9" * 1_000_000 + b"}"
    assert server.request("POST", "/api/v1/ask", body, {"Content-Type": "application/json"}).status in (400, 422)


@pytest.mark.parametrize(
    "question",
    ["a" * 2_000, "(" * 2_000, "1" * 2_000, "é" * 2_000, "a " * 1_000, "?!" * 1_000, "2023-" * 400, "l'" * 1_000, "…" * 2_000,
     "100 000 " * 250, "Territoires d'industrie " * 80, "\u0301" * 2_000],
)  # fmt: skip
def test_no_question_of_the_longest_kind_keeps_a_thread_busy(server, question: str) -> None:
    """Patterns that go back and forth take minutes where they should take milliseconds."""
    done = threading.Event()
    status: list[int] = []

    def ask() -> None:
        status.append(server.post("/api/v1/ask", {"question": question}).status)
        done.set()

    threading.Thread(target=ask, daemon=True).start()
    assert done.wait(30) and status[0] in (200, 422)
