from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest

JSON = {"Content-Type": "application/json"}


def assert_problem(reply, status: int) -> dict:
    """Every error is a problem with the same members, whatever raised it."""
    assert reply.status == status, reply.text
    assert reply.is_problem, reply.headers
    problem = reply.json()
    assert set(problem) - {"errors"} == {"type", "title", "status", "detail", "instance", "request_id"}
    assert problem["status"] == status and problem["request_id"] == reply.headers["x-request-id"]
    return problem


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/ask/stream"])
@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": "   "}, "question"),
        ({"question": None}, "question"),
        ({"question": 12}, "question"),
        ({"question": ["a"]}, "question"),
        ({"question": "a" * 20_000}, "question"),
        ({"question": "a", "langue": "en"}, "langue"),
        ({"question": "a", "history": {}}, "history"),
        ({"question": "a", "history": [{"role": "system", "content": "b"}]}, "history[0].role"),
        ({"question": "a", "history": [{"role": "user", "content": "b"}] * 21}, "history"),
        ({"question": "a", "as_of": "31/02/2026"}, "as_of"),
        ({"question": "a", "engine": "magique"}, "engine"),
        ([], "corps"),
        ("question", "corps"),
        (None, "corps"),
    ],
)
def test_a_wrong_body_is_refused_with_the_field_that_is_wrong(server, path: str, content, field: str) -> None:
    problem = assert_problem(server.post(path, content), 422)
    assert field in [error["field"] for error in problem["errors"]]


def test_a_question_that_is_too_long_is_told_the_limit(server) -> None:
    problem = assert_problem(server.post("/api/v1/ask", {"question": "a" * 20_000}), 422)
    assert "2\u202f000 caractères" in problem["detail"]


@pytest.mark.parametrize("body", [b'{"question": "a"', b"question=a", b"\xff\xfe", b"{'question': 'a'}"])
def test_a_body_that_is_not_json_is_refused(server, body: bytes) -> None:
    assert_problem(server.request("POST", "/api/v1/ask", body, JSON), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_of_another_type_is_refused(server, kind: str) -> None:
    body = json.dumps({"question": "a"}).encode()
    assert_problem(server.request("POST", "/api/v1/ask", body, {"Content-Type": kind}), 415)


def test_a_lone_surrogate_is_refused_and_not_a_crash(server) -> None:
    assert_problem(server.request("POST", "/api/v1/ask", b'{"question": "\\ud800"}', JSON), 422)


@pytest.mark.parametrize(
    "question",
    ["\x00", "\u202e\u2066", "😀" * 1_000, "a" * 2_000, "' OR 1=1 --", "{{7*7}}${7*7}", "\\", "\n\n?\n"],
)
def test_an_odd_question_gets_an_answer_or_a_refusal(server, question: str) -> None:
    assert server.post("/api/v1/ask", {"question": question}).status in (200, 422)


def test_json_nested_without_end_is_refused(server) -> None:
    body = b'{"question": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    reply = server.request("POST", "/api/v1/ask", body, JSON)
    assert reply.status in (400, 422) and reply.is_problem


def test_a_huge_body_is_refused_on_its_declared_length_without_being_read(server) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    connection.putrequest("POST", "/api/v1/ask")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(10**12))
    connection.endheaders()
    reply = connection.getresponse()
    assert reply.status == 413 and reply.getheader("content-type") == "application/problem+json"
    connection.close()


def test_a_huge_body_without_a_length_is_refused_while_it_arrives(server) -> None:
    def chunks():
        for _ in range(40):
            yield b" " * 65_536

    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    connection.request("POST", "/api/v1/ask", chunks(), JSON, encode_chunked=True)
    reply = connection.getresponse()
    assert reply.status == 413 and reply.getheader("content-type") == "application/problem+json"
    connection.close()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/ask", 405),
        ("DELETE", "/api/v1/documents", 405),
        ("GET", "/api/v1/rien", 404),
        ("POST", "/rien", 404),
        ("GET", "/api/v1/documents/inconnu", 404),
        ("GET", "/api/v1/documents/inconnu/text", 404),
        ("GET", "/api/v1/documents/..%2F..%2Fetc%2Fpasswd", 404),
        ("GET", "/api/v1/documents/" + "a" * 600, 422),
        ("GET", "/api/v1/documents/fiche-phase-2/text?start=x", 422),
        ("GET", "/api/v1/documents/fiche-phase-2/text?start=-1&end=3", 422),
        ("GET", "/api/v1/documents/fiche-phase-2/text?couleur=rouge", 422),
        ("GET", "/api/v1/documents?page=0", 422),
        ("GET", "/api/v1/documents?page_size=100000", 422),
        ("GET", "/api/v1/search", 422),
        ("GET", "/api/v1/search?q=", 422),
        ("GET", "/api/v1/search?q=a&k=0", 422),
        ("GET", "/api/v1/search?q=a&limite=3", 422),
        ("GET", "/api/v1/offers?aid=magie", 422),
        ("GET", "/api/v1/problems/rien", 404),
    ],
)
def test_a_wrong_address_or_parameter_is_a_problem(server, method: str, path: str, status: int) -> None:
    assert_problem(server.request(method, path), status)


def test_the_type_of_a_problem_leads_to_its_explanation(server) -> None:
    problem = server.post("/api/v1/ask", {}).json()
    page = server.get(problem["type"]).json()
    assert page["type"] == problem["type"] and page["advice"]


def test_a_callers_request_id_is_kept_when_it_is_harmless(server) -> None:
    kept = server.request("GET", "/health/live", None, {"X-Request-ID": "helpdesk-42-abc"})
    assert kept.headers["x-request-id"] == "helpdesk-42-abc"
    replaced = server.request("GET", "/health/live", None, {"X-Request-ID": "<script>"})
    assert replaced.headers["x-request-id"] != "<script>"
