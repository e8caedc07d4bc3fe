"""What another site may make a visitor's browser do: nothing."""

from __future__ import annotations

import base64
import json

import pytest

from tests.assistant.attacks.conftest import PASSWORD, USER
from tests.assistant.conftest import Reply, Server

LOGGED_IN = {"Authorization": "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}
JOIN = json.dumps({"data": [], "fn_index": 0, "session_hash": "abcdefgh"}).encode()
POSTS = ("/gradio_api/queue/join", "/gradio_api/cancel", "/gradio_api/reset")


def join(server: Server, path: str = POSTS[0], **headers: str) -> Reply:
    return server.request("POST", path, JOIN, {"Content-Type": "application/json", **headers})


@pytest.mark.parametrize(
    "told",
    [
        {"Origin": "https://pirate.exemple"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1.pirate.exemple"},
        {"Origin": "http://pirate.exemple/127.0.0.1"},
        {"Origin": "https://support.exemple.fr"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "HOST"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", POSTS)
def test_another_site_cannot_act_through_the_page_of_a_visitor_who_is_logged_in(
    guarded: Server, path: str, told: dict[str, str]
) -> None:
    headers = {name: value.replace("HOST", guarded.url) for name, value in told.items()}
    reply = join(guarded, path, **LOGGED_IN, **headers)
    assert reply.status == 403 and reply.is_problem


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"])
def test_a_form_of_another_site_is_refused_though_it_needs_no_preflight(guarded: Server, kind: str) -> None:
    headers = {**LOGGED_IN, "Content-Type": kind, "Origin": "https://pirate.exemple"}
    assert guarded.request("POST", POSTS[0], JOIN, headers).status == 403


def test_an_open_page_is_not_acted_through_either(server: Server) -> None:
    assert join(server, Origin="https://pirate.exemple").status == 403


@pytest.mark.parametrize("told", [{}, {"Origin": "HOST"}, {"Origin": "HOST", "Sec-Fetch-Site": "same-origin"}], ids=str)
def test_the_page_itself_may_act(server: Server, told: dict[str, str]) -> None:
    headers = {name: value.replace("HOST", server.url) for name, value in told.items()}
    assert join(server, **headers).status not in (401, 403)


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/theme.css", "/gradio_api/startup-events"])
@pytest.mark.parametrize("host", ["127.0.0.1", "assistant.exemple.fr"])
def test_another_site_reads_nothing_of_the_page(guarded: Server, path: str, host: str) -> None:
    """Left alone, Gradio lets every origin read its answers with the visitor's cookies, unless the host is localhost."""
    reply = guarded.get(path, **LOGGED_IN, Host=host, Origin="https://pirate.exemple")
    assert reply.status == 200
    assert not {"access-control-allow-origin", "access-control-allow-credentials"} & set(reply.headers)


@pytest.mark.parametrize(
    "path", ["/api/v1/index", "/api/v1/documents", "/api/v1/search?q=a", "/health/ready", "/openapi.json"]
)
def test_no_other_site_reads_the_api_by_default(server: Server, path: str) -> None:
    reply = server.get(path, Origin="https://pirate.exemple")
    assert reply.status == 200 and not [name for name in reply.headers if name.startswith("access-control-")]


def test_a_preflight_is_refused_by_default(server: Server) -> None:
    headers = {"Origin": "https://pirate.exemple", "Access-Control-Request-Method": "POST"}
    reply = server.request("OPTIONS", "/api/v1/ask", None, headers)
    assert reply.status == 405 and "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("https://support.exemple.fr", True),
        ("http://support.exemple.fr", False),
        ("https://support.exemple.fr.pirate.exemple", False),
        ("https://support.exemple.fr:8443", False),
        ("https://pirate.exemple", False),
        ("null", False),
    ],
)
def test_only_the_origin_of_the_settings_is_let_in_and_without_cookies(
    guarded: Server, origin: str, let_in: bool
) -> None:
    headers = {
        "Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization",
    }  # fmt: skip
    reply = guarded.request("OPTIONS", "/api/v1/ask", None, headers)
    assert (reply.headers.get("access-control-allow-origin") == origin) is let_in
    assert "access-control-allow-credentials" not in reply.headers


def test_a_refusal_is_readable_by_the_origin_that_is_let_in(guarded: Server) -> None:
    reply = guarded.get("/api/v1/index", Origin="https://support.exemple.fr")
    assert reply.status == 401 and reply.headers["access-control-allow-origin"] == "https://support.exemple.fr"


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("assistant.exemple.fr", True), ("ASSISTANT.exemple.fr:8443", True), ("a.interne.exemple.fr", True),
        ("127.0.0.1", True), ("interne.exemple.fr", False), ("pirate.exemple", False), ("assistant.exemple.fr.pirate.exemple", False),
        ("pirateinterne.exemple.fr", False), ("assistant.exemple.fr@pirate.exemple", False), ("[::1]", False), ("[", False),
        (" ", False), ("localhost", False),
    ],
)  # fmt: skip
def test_only_known_hosts_are_answered(guarded: Server, host: str, known: bool) -> None:
    """A name that the attacker points at this address would make the service part of his site."""
    reply = guarded.get("/health/live", Host=host)
    assert (reply.status == 200) is known
    assert known or (reply.status == 400 and reply.is_problem)


@pytest.mark.parametrize(
    "path",
    ["/", "/theme.css", "/docs", "/openapi.json", "/api/v1/index", "/api/v1/rien", "/health/live", "/gradio_api/info"],
)
def test_every_answer_carries_the_security_headers(server: Server, path: str) -> None:
    headers = server.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy or "default-src 'self'" in policy
    assert "frame-ancestors" in policy and "*" not in policy
    assert "server" not in headers and "strict-transport-security" not in headers


def test_over_https_the_browser_is_told_to_stay_there(server: Server) -> None:
    assert "max-age=" in server.get("/", **{"X-Forwarded-Proto": "https"}).headers["strict-transport-security"]


def test_a_login_is_asked_for_before_anything_of_the_page_is_shown(guarded: Server) -> None:
    reply = guarded.get("/")
    assert reply.status == 401 and reply.headers["www-authenticate"].startswith("Basic ")
    assert guarded.get("/", **LOGGED_IN).status == 200


@pytest.mark.parametrize(
    "credentials", [b"", b":", b"\xff\xfe:", USER.encode(), f"{USER}:".encode(), f":{PASSWORD}".encode(),
                    f"{USER}:{PASSWORD} ".encode(), f"{USER}:{PASSWORD}\0".encode(), f"{USER}x:{PASSWORD}".encode()],
)  # fmt: skip
def test_a_login_that_is_nearly_right_is_wrong(guarded: Server, credentials: bytes) -> None:
    value = "Basic " + base64.b64encode(credentials).decode()
    reply = guarded.get("/theme.css", Authorization=value, **{"X-Forwarded-For": "198.51.100.20"})
    assert reply.status == 401


def test_readers_of_the_page_open_its_sources_and_no_more_of_the_api(guarded: Server) -> None:
    assert guarded.get("/api/v1/documents/charge-0/text", **LOGGED_IN).status == 200
    assert guarded.get("/api/v1/documents/charge-0/text").status == 401
    assert guarded.get("/api/v1/documents/charge-0", **LOGGED_IN).status == 401
    assert guarded.get("/api/v1/search?q=a", **LOGGED_IN).status == 401
