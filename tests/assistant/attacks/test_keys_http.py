"""Getting in without a key, with a wrong one, with too small a role, or too often."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import Depends

from assistant.access.keys import KEYS_FILE, KeyStore
from assistant.http.admission import Role, require
from assistant.serving.app import create_app
from index.settings import Settings
from tests.assistant.attacks.conftest import PASSWORD, USER, served
from tests.assistant.conftest import Server

METHODS = ("get", "post", "put", "delete", "patch")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def operations(server: Server, **headers: str) -> Iterator[tuple[str, str, Any]]:
    """(method, path with parameters filled, operation) of every described route that asks for a role."""
    for path, methods in server.get("/openapi.json", **headers).json()["paths"].items():
        for method, operation in methods.items():
            if operation.get("x-role"):
                filled = path
                for parameter in operation.get("parameters", ()):
                    filled = filled.replace(f"{{{parameter['name']}}}", "charge-0")
                yield method.upper(), filled, operation


def test_without_a_key_no_route_of_the_api_answers_where_keys_are_asked_for(guarded: Server) -> None:
    found = list(operations(guarded))
    assert len(found) >= 9
    for method, path, operation in found:
        reply = guarded.request(method, path, b"{}", {"Content-Type": "application/json"})
        told = reply.is_problem or (path.startswith("/v1/") and b'"authentication_error"' in reply.body)
        assert reply.status == 401 and told, (method, path, operation["x-role"])
        assert "www-authenticate" in reply.headers


def test_with_the_smallest_key_only_reading_is_allowed(guarded: Server, tokens: dict[str, str]) -> None:
    for method, path, operation in operations(guarded):
        headers = {"Content-Type": "application/json", **bearer(tokens["lecture"])}
        status = guarded.request(method, path, b"{}", headers).status
        assert (status == 403) == (operation["x-role"] != "lecture"), (method, path, status)


def test_where_reading_is_open_the_other_roles_still_need_a_key(server: Server) -> None:
    for method, path, operation in operations(server):
        status = server.request(method, path, b"{}", {"Content-Type": "application/json"}).status
        assert (status == 401) == (operation["x-role"] != "lecture"), (method, path, status)


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, KeyStore]]:
    """The real application with one more route for each role."""
    data = tmp_path_factory.mktemp("probe")
    app = create_app(Settings(data=data))
    for role in Role:
        app.get(f"/api/v1/probe/{role}", dependencies=[Depends(require(role))])(lambda: {"passed": True})
    with served(app) as (host, port):
        yield Server(f"http://{host}:{port}", None), KeyStore(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("needed", list(Role))
@pytest.mark.parametrize("held", [None, *Role])
def test_each_role_opens_its_own_routes_and_those_before(probe, held: Role | None, needed: Role) -> None:
    server, keys = probe
    if held is None:
        expected = 200 if needed is Role.LECTURE else 401
        assert server.get(f"/api/v1/probe/{needed}").status == expected
        return
    _, token = keys.create(f"{held} pour {needed}", held)
    expected = 200 if held.allows(needed) else 403
    assert server.get(f"/api/v1/probe/{needed}", **bearer(token)).status == expected
    assert server.get(f"/api/v1/probe/{needed}", **{"X-API-Key": token}).status == expected


def test_a_revoked_key_stops_at_the_next_request(probe) -> None:
    server, keys = probe
    key, token = keys.create("passagère", Role.ADMIN)
    assert server.get("/api/v1/probe/admin", **bearer(token)).status == 200
    keys.revoke(key.id)
    reply = server.get("/api/v1/probe/admin", **bearer(token))
    assert reply.status == 401 and "invalid_token" in reply.headers["www-authenticate"]


def test_a_damaged_file_of_keys_closes_what_needs_one_and_leaves_the_rest_open(probe) -> None:
    server, keys = probe
    _, token = keys.create("avant", Role.ADMIN)
    content = keys.path.read_bytes()
    keys.path.write_bytes(b"{")
    try:
        assert server.get("/api/v1/probe/admin", **bearer(token)).status == 503
        assert server.get("/api/v1/probe/admin").status == 401
        assert server.get("/api/v1/probe/lecture").status == 200
        assert KEYS_FILE not in server.get("/api/v1/probe/admin", **bearer(token)).text
    finally:
        keys.path.write_bytes(content)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer null"},
        {"Authorization": "Bearer undefined"},
        {"Authorization": "Bearer ati_"},
        {"Authorization": "Bearer ati_000000000000_" + "A" * 43},
        {"Authorization": "Bearer ' OR '1'='1"},
        {"Authorization": "Bearer ../keys.json"},
        {"Authorization": "Bearer %00"},
        {"Authorization": "Bearer " + "A" * 20_000},
        {"Authorization": "Basic " + base64.b64encode(b"admin:admin").decode()},
        {"Authorization": "Digest username=admin"},
        {"Authorization": "Negotiate AAAA"},
        {"X-API-Key": "*"},
        {"X-API-Key": "admin"},
        {"X-API-Key": "[]"},
        {"Cookie": "access=admin; role=admin; key=ati_x"},
        {"X-Role": "admin"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"X-Original-URL": "/health/live"},
        {"X-HTTP-Method-Override": "GET"},
    ],
    ids=lambda headers: ": ".join(*headers.items())[:40],
)
def test_no_header_stands_for_a_key(guarded: Server, headers: dict[str, str]) -> None:
    reply = guarded.get("/api/v1/index", **headers)
    assert reply.status in (401, 429) and reply.is_problem
    assert "encoder" not in reply.text


def test_the_password_of_the_page_is_not_a_key(guarded: Server) -> None:
    credentials = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    assert guarded.get("/api/v1/index", Authorization=f"Basic {credentials}").status == 401


def test_a_key_in_the_address_is_not_one(guarded: Server, tokens: dict[str, str]) -> None:
    """Addresses are written to logs of proxies."""
    for name in ("api_key", "key", "token", "access_token", "X-API-Key"):
        assert guarded.get(f"/api/v1/index?{name}={tokens['admin']}").status == 401


@pytest.mark.parametrize(
    "path",
    ["//api/v1/index", "/api//v1/index", "/api/v1/./index", "/health/../api/v1/index", "/docs/../api/v1/index",
     "/API/V1/INDEX", "/api/v1/index/", "/api/v1/index;x=1", "/api/v1/index%2f", "/api/v1/%69ndex", "/api%2fv1%2findex",
     "/gradio_api/../api/v1/index", "/docs/assets/../../api/v1/index", "/api/v1/index%00"],
)  # fmt: skip
def test_no_spelling_of_an_address_gets_round_the_key(guarded: Server, path: str) -> None:
    reply = guarded.get(path)
    assert reply.status in (401, 404) and "encoder" not in reply.text


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "POST", "get", "PROPFIND"])
def test_no_method_gets_round_the_key(guarded: Server, method: str) -> None:
    reply = guarded.request(method, "/api/v1/index")
    assert reply.status in (400, 401, 405) and "encoder" not in reply.text


def test_the_gradio_page_is_no_way_round_the_key(guarded: Server) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=a", "/theme.css"):
        assert guarded.get(path).status == 401, path
    assert guarded.request("POST", "/gradio_api/queue/join", b"{}").status == 401


def test_health_and_documentation_tell_nothing_that_needs_a_key(guarded: Server) -> None:
    assert guarded.get("/health/live").status == guarded.get("/health/ready").status == 200
    assert "ati_0" not in guarded.get("/openapi.json").text


def test_keys_are_not_written_to_the_logs(guarded: Server, tokens: dict[str, str]) -> None:
    guarded.get("/api/v1/index", **bearer(tokens["admin"]))
    guarded.get("/api/v1/index", **bearer(tokens["admin"][:-1]))
    guarded.get(f"/api/v1/{tokens['admin']}", **bearer(tokens["admin"]))
    guarded.get(f"/api/v1/search?q=a&key={tokens['admin']}")
    assert tokens["admin"][17:50] not in "\n".join(guarded.out + guarded.err)


def test_where_reading_is_open_the_key_of_another_service_is_passed_over(server: Server) -> None:
    """Clients of the OpenAI protocol cannot be started without one."""
    assert server.get("/api/v1/index", **bearer("sk-aucune")).status == 200


def test_where_reading_is_open_a_wrong_key_of_ours_is_still_told(limited: Server) -> None:
    reply = limited.get("/api/v1/index", **bearer("ati_000000000000_" + "A" * 43), **{"X-Forwarded-For": "192.0.2.1"})
    assert reply.status == 401
