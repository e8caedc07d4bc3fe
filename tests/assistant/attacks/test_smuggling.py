"""Two requests in one: bytes that a proxy and the server could read differently are refused, not guessed at."""

from __future__ import annotations

import json
import re

import pytest

HIDDEN = b"GET /api/v1/index HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
GET = b"GET /health/live HTTP/1.1\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN, id="CL.TE"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + HIDDEN, id="TE.CL"),
        pytest.param(POST + b"Content-Length: 0\r\nContent-Length: 43\r\n\r\n" + HIDDEN, id="two lengths"),
        pytest.param(POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", id="one length twice"),
        pytest.param(POST + b"Content-Length: 0, 43\r\n\r\n" + HIDDEN, id="list of lengths"),
        pytest.param(POST + b"Content-Length: +43\r\n\r\n" + HIDDEN, id="signed length"),
        pytest.param(POST + b"Content-Length: -1\r\n\r\n" + HIDDEN, id="negative length"),
        pytest.param(POST + b"Content-Length: 0x2\r\n\r\n{}", id="hexadecimal length"),
        pytest.param(POST + b"Content-Length: 2 2\r\n\r\n{}", id="length with a space"),
        pytest.param(POST + b"Content-Length : 43\r\n\r\n" + HIDDEN, id="space before the colon"),
        pytest.param(POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN, id="unknown coding"),
        pytest.param(POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + HIDDEN, id="coding over coding"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", id="TE.TE"),
        pytest.param(POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + HIDDEN, id="odd blank"),
        pytest.param(POST + b"Transfer-Encoding\r\n: chunked\r\n\r\n0\r\n\r\n" + HIDDEN, id="name cut by a line end"),
        pytest.param(POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", id="chunks in 1.0"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n", id="negative chunk"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n", id="hexadecimal chunk prefix"),
        pytest.param(
            POST + b"Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n" + HIDDEN, id="chunks ended by line feeds"
        ),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n", id="chunk longer than it says"),
        pytest.param(GET + b"Host: a\r\nX-A: b\r\n X-API-Key: c\r\n\r\n", id="folded header"),
        pytest.param(b"GET /health/live HTTP/1.1\nHost: a\n\n", id="bare line feeds"),
        pytest.param(GET + b"Host: a\r\nX: a\rX-API-Key: b\r\n\r\n", id="bare carriage return"),
        pytest.param(GET + b"Host: a\r\nX: a\x00b\r\n\r\n", id="null in a header"),
        pytest.param(GET + b"\r\n", id="no host"),
        pytest.param(GET + b"Host: a\r\nHost: b\r\n\r\n", id="two hosts"),
        pytest.param(GET + b"Host: a\r\nX(a): b\r\n\r\n", id="odd header name"),
        pytest.param(b"GET /health/live HTTP/9.9\r\nHost: a\r\n\r\n", id="unknown version"),
        pytest.param(b"GET /health/live\tHTTP/1.1\r\nHost: a\r\n\r\n", id="tab in the request line"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="HTTP/2 preface"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 64, id="TLS"),
    ],
)
def test_bytes_that_could_be_read_in_two_ways_are_refused_and_the_connection_is_closed(wire, raw: bytes) -> None:
    answer = wire(raw, silence=10.0)
    assert answer.startswith(b"HTTP/1.1 400 ") and len(re.findall(rb"HTTP/1\.1 \d", answer)) == 1, answer[:300]
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower() and b"application/problem+json" in head
    assert json.loads(body)["status"] == 400


def test_a_trailer_does_not_become_a_header(wire) -> None:
    """A key, an address or an identifier in a trailer would get past whoever judged the headers."""
    trailer = b"X-Request-ID: trailer-identifier\r\nX-API-Key: ati_000000000000_" + b"A" * 43 + b"\r\n"
    body = b"2\r\n{}\r\n0\r\n" + trailer + b"\r\n"
    answer = wire(POST + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + body)
    assert answer.startswith(b"HTTP/1.1 422 ") and b"trailer-identifier" not in answer


def test_pipelined_requests_are_answered_one_by_one_in_order(wire) -> None:
    """The strictness above must not break what the protocol allows."""
    second = b"GET /health/rien HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answer = wire(GET + b"Host: a\r\n\r\n" + second)
    assert [part.split(b" ")[0] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404"]


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"X: " + b"a" * 200_000 + b"\r\n\r\n", id="one long header"),
        pytest.param(b"X: a\r\n" * 20_000 + b"\r\n", id="many headers"),
        pytest.param(b"X: " + b"a" * 2_000_000, id="a header without end"),
        pytest.param(b"a" * 2_000_000, id="a name without end"),
    ],
)
def test_a_head_without_measure_is_refused_before_it_fills_the_memory(wire, head: bytes) -> None:
    answer = wire(GET + b"Host: a\r\n" + head, silence=10.0)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")  # closed with bytes unread, the answer may be lost


def test_an_address_without_end_is_refused(wire) -> None:
    answer = wire(b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", silence=10.0)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")


@pytest.mark.parametrize("target", [b"http://pirate.exemple/health/live", b"//pirate.exemple/health/live"])
def test_a_target_that_names_a_host_leads_to_no_other_host(wire, target: bytes) -> None:
    answer = wire(b"GET " + target + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert b"pirate.exemple" not in answer.partition(b"\r\n\r\n")[0]
    assert answer.split(b" ")[1] in (b"200", b"404", b"400")


@pytest.mark.parametrize("upgrade", [b"websocket", b"h2c"])
def test_no_other_protocol_is_switched_to(wire, upgrade: bytes) -> None:
    head = (
        b"Host: a\r\nConnection: Upgrade, close\r\nUpgrade: "
        + upgrade
        + b"\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert not wire(GET + head).startswith(b"HTTP/1.1 101")


def test_a_long_body_is_not_taken_for_a_long_head(wire) -> None:
    body = b'{"question": "a", "history": "' + b"a" * 500_000 + b'"}'
    answer = wire(POST + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
    assert answer.startswith(b"HTTP/1.1 422 ")
