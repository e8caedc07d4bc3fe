"""Asking too often, under one name or many."""

from __future__ import annotations

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.assistant.attacks.conftest import PASSWORD, USER
from tests.assistant.conftest import Reply, Server


def asked(server: Server, times: int, path: str = "/api/v1/index", **headers: str) -> list[Reply]:
    return [server.get(path, **headers) for _ in range(times)]


def statuses(replies: list[Reply]) -> list[int]:
    return [reply.status for reply in replies]


def test_an_address_that_asks_too_often_is_told_how_long_to_wait(limited: Server) -> None:
    replies = asked(limited, 6, **{"X-Forwarded-For": "198.51.100.1"})
    assert statuses(replies) == [200] * 5 + [429]
    assert replies[-1].is_problem and 1 <= int(replies[-1].headers["retry-after"]) <= 12


def test_a_key_has_an_allowance_of_its_own(limited: Server, tokens: dict[str, str]) -> None:
    key = {"Authorization": f"Bearer {tokens['lecture']}"}
    first = asked(limited, 2, **key, **{"X-Forwarded-For": "198.51.100.2"})
    second = asked(limited, 2, **key, **{"X-Forwarded-For": "198.51.100.3"})
    assert statuses(first + second) == [200, 200, 200, 429]
    assert limited.get("/api/v1/index", **{"X-Forwarded-For": "198.51.100.2"}).status == 200


def test_a_made_up_address_before_the_proxy_s_own_changes_nothing(limited: Server) -> None:
    """The proxy adds the address it sees at the end; what stands before it is whatever the client wrote."""
    forged = [f"203.0.113.{number}, 198.51.100.4" for number in range(6)]
    replies = [limited.get("/api/v1/index", **{"X-Forwarded-For": address}) for address in forged]
    assert statuses(replies) == [200] * 5 + [429]


def test_other_headers_do_not_change_the_address(limited: Server) -> None:
    replies = [
        limited.get(
            "/api/v1/index",
            **{"X-Forwarded-For": "198.51.100.5", name: f"203.0.113.{number}"},
        )
        for number, name in enumerate(
            ["X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP", "Client-IP"]
        )
    ]
    assert statuses(replies) == [200] * 5 + [429]


def test_one_machine_s_many_ipv6_addresses_count_as_one(limited: Server) -> None:
    replies = [limited.get("/api/v1/index", **{"X-Forwarded-For": f"2001:db8:7:7::{number:x}"}) for number in range(6)]
    assert statuses(replies) == [200] * 5 + [429]


def test_many_wrong_keys_from_one_address_are_slowed_down_and_the_right_one_still_opens(
    limited: Server, tokens: dict[str, str]
) -> None:
    address = {"X-Forwarded-For": "198.51.100.6"}
    wrong = [
        limited.get("/api/v1/index", Authorization=f"Bearer ati_{number:012x}_" + "A" * 43, **address)
        for number in range(40)
    ]
    assert statuses(wrong)[0] == 401 and statuses(wrong)[-1] == 429
    assert limited.get("/api/v1/index", Authorization=f"Bearer {tokens['admin']}", **address).status == 200


def test_health_is_never_refused(limited: Server) -> None:
    asked(limited, 6, **{"X-Forwarded-For": "198.51.100.7"})
    assert set(statuses(asked(limited, 10, "/health/live", **{"X-Forwarded-For": "198.51.100.7"}))) == {200}


def test_this_machine_is_not_limited_unless_a_limit_is_set(server: Server, limited: Server) -> None:
    assert set(statuses(asked(server, 200))) == {200}
    assert 429 in statuses(asked(limited, 6))


def test_a_password_cannot_be_guessed_by_trying(guarded: Server) -> None:
    address = {"X-Forwarded-For": "198.51.100.8"}

    def page(password: str) -> Reply:
        credentials = base64.b64encode(f"{USER}:{password}".encode()).decode()
        return guarded.get("/theme.css", Authorization=f"Basic {credentials}", **address)

    tries = [page(f"essai {number}") for number in range(12)]
    assert statuses(tries) == [401] * 10 + [429] * 2
    right = page(PASSWORD)
    assert right.status == 429 and int(right.headers["retry-after"]) >= 1
    other = {"X-Forwarded-For": "198.51.100.9"}
    credentials = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    assert guarded.get("/theme.css", Authorization=f"Basic {credentials}", **other).status == 200


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/ask/stream"])
def test_a_server_that_is_full_says_so_at_once_and_its_health_still_answers(limited: Server, path: str) -> None:
    """Forty at once where one is worked on and one may wait: some are answered, the others told when to come back."""
    question = json.dumps({"question": "Que finance le fonds Zébulon pour les communes de montagne ? " * 20}).encode()
    start = threading.Barrier(41)

    def ask(number: int) -> Reply:
        headers = {"Content-Type": "application/json", "X-Forwarded-For": f"203.0.113.{number + 100}"}
        start.wait(30)
        return limited.request("POST", path, question, headers)

    with ThreadPoolExecutor(40) as pool:
        asking = [pool.submit(ask, number) for number in range(40)]
        start.wait(30)
        assert limited.get("/health/ready").status == limited.get("/health/live").status == 200
        replies = [future.result() for future in asking]
    told = [reply for reply in replies if reply.status == 503]
    assert all(reply.is_problem and int(reply.headers["retry-after"]) >= 1 for reply in told)
    # The place may go to somebody else between the status line of a stream and its first step.
    full = [reply for reply in replies if "/serveur-sature" in reply.text]
    answered = [reply for reply in replies if reply.status == 200 and "/serveur-sature" not in reply.text]
    assert full and answered and len(full) + len(answered) == 40
    assert path.endswith("stream") or len(told) == len(full)
