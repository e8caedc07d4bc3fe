"""Paths, database queries and headers written by somebody who means harm."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.assistant.conftest import Server

SQL = (
    "' OR '1'='1", "'; DROP TABLE documents; --", "' UNION SELECT sql FROM sqlite_master --", '" OR ""="', "1; ATTACH DATABASE 'x' AS y",
    "%' ESCAPE '\\", "\\'; --", "') OR 1=1 --", "document' AND load_extension('x') --", "\x00' OR 1=1",
)  # fmt: skip
TRAVERSALS = (
    "../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd",
    "..\\..\\..\\etc\\passwd", "..%5c..%5cetc%5cpasswd", "/etc/passwd", "%2fetc%2fpasswd", "file:///etc/passwd", "..%252f..%252fetc%252fpasswd",
    "..%c0%af..%c0%afetc/passwd", "keys.json", "../keys.json", "..%2fkeys.json", "CURRENT", "documents.sqlite", "fiche-phase-1%00.md", "~root", "$HOME", "C:%5cboot.ini",
)  # fmt: skip


@pytest.mark.parametrize("text", SQL)
def test_a_query_written_as_sql_is_refused_and_changes_nothing(server: Server, text: str) -> None:
    before = server.get("/api/v1/documents").json()["total"]
    assert before > 0
    for path in ("documents?kind=", "events?operator=", "offers?operator="):
        reply = server.get(f"/api/v1/{path}{quote(text)}")
        assert reply.status == 422 and reply.is_problem and "sql" not in reply.text.lower()
    assert server.get(f"/api/v1/documents/{quote(text, safe='')}").status == 404
    assert server.get(f"/api/v1/search?q={quote(text)}").status in (200, 422)
    assert server.post("/api/v1/ask", {"question": text}).status in (200, 422)
    assert server.get("/api/v1/documents").json()["total"] == before


@pytest.mark.parametrize("path", TRAVERSALS)
@pytest.mark.parametrize(
    "base",
    [
        "/api/v1/documents/",
        "/api/v1/problems/",
        "/docs/assets/",
        "/assets/",
        "/static/",
        "/svelte/",
        "/",
        "/gradio_api/file=",
    ],
)
def test_no_address_leads_out_of_what_is_served(server: Server, base: str, path: str) -> None:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.request("GET", base + path)  # as it is written: other clients tidy dots up before they send
    reply = connection.getresponse()
    content = reply.read()
    assert reply.status in (400, 403, 404, 405), (reply.status, content[:200])
    assert b"root:" not in content and b'"hash"' not in content
    connection.close()


@pytest.mark.parametrize(
    "value",
    ["a\r\nSet-Cookie: pirate=1", "a%0d%0aSet-Cookie: pirate=1", "a\nSet-Cookie: pirate=1", "é" * 8, "a" * 65, "a b c d e f g", "<script>1</script>", "../../etc/x",
     "a;b;c;d;e;f", "short", '"quoted-identifier"', "\u2028abcdefgh"],
)  # fmt: skip
def test_an_identifier_that_could_split_a_header_or_a_log_line_is_replaced(wire, value: str) -> None:
    raw = f"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-ID: {value}\r\n\r\n".encode()
    answer = wire(raw).partition(b"\r\n\r\n")[0]
    assert b"set-cookie" not in answer.lower()
    assert value.encode() not in answer or answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "path",
    ["/api/v1/x%0d%0aSet-Cookie:%20pirate=1", "/%0d%0aLocation:%20https://pirate.exemple", "//pirate.exemple/%2e%2e"],
)
def test_an_address_adds_no_header_and_leads_nowhere_else(wire, path: str) -> None:
    answer = (
        wire(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()).partition(b"\r\n\r\n")[0].lower()
    )
    assert b"set-cookie" not in answer and b"\r\nlocation:" not in answer
    assert answer.split(b" ")[1] == b"404"


def test_a_line_end_in_an_address_does_not_forge_a_line_of_the_log(server: Server) -> None:
    server.get("/api/v1/documents/a%0aINFO%20forged%20line")
    server.get("/api/v1/%0aINFO%20forged%20line")
    server.get("/api/v1/problems/%0d%0aforged%20line")
    assert not [line for line in server.err if "forged" in line]


@pytest.mark.parametrize("body", [
    b'{"question": "a", "question": "b", "__proto__": {"x": 1}}',
    b'{"question": "a", "constructor": {"prototype": {}}}',
    b'{"question": {"$ne": null}}',
    b'{"question": ["a"]}',
    b'{"question": "a", "history": [{"role": "user", "content": {"$gt": ""}}]}',
    b'{"question": NaN}', b'{"question": Infinity}', b'{"question": 1e999999}',
    b'\xef\xbb\xbf{"question": "a", "x": 1}', b'{"question": "a"}\x00',
    b'{"question": "\\u0000", "x": 1}', b"[" * 50_000,
])  # fmt: skip
def test_json_of_another_shape_is_refused_and_is_no_defect(server: Server, body: bytes) -> None:
    reply = server.request("POST", "/api/v1/ask", body, {"Content-Type": "application/json"})
    assert reply.status in (400, 422) and reply.is_problem


def test_nothing_an_attacker_sends_makes_the_server_call_elsewhere(server: Server) -> None:
    address = "http://203.0.113.9/"
    server.get("/", **{"Referer": address, "X-Gradio-Server": address, "X-Forwarded-Host": "203.0.113.9"})
    server.post("/api/v1/ask", {"question": f"Que dit {address} ?"})
    server.get(f"/gradio_api/proxy={address}")
    server.request(
        "POST",
        "/gradio_api/queue/join",
        json.dumps(
            {"data": [{"path": address, "url": address}, None], "fn_index": 0, "session_hash": "ssrf1234"}
        ).encode(),
        {"Content-Type": "application/json"},
    )
    assert [line for line in server.err if line.startswith("OUTSIDE")] == []


def test_documents_do_not_reach_files_outside_the_corpus(hostile_data: Path) -> None:
    from index.storage.snapshot import open_current

    texts = [document.text for document in open_current(hostile_data).documents()]
    assert len(texts) >= 25 and not any("root:" in text for text in texts)
