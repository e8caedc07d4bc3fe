from __future__ import annotations

import tracemalloc

import pytest

from assistant.access.rate import RateLimit, group_of, is_local


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_so_many_requests_pass_at_once_and_the_next_is_told_how_long_to_wait() -> None:
    limit = RateLimit(5, Clock())
    assert [limit.take("a") for _ in range(5)] == [0] * 5
    assert limit.take("a") == pytest.approx(12)


def test_waiting_as_told_is_enough_and_no_less_is() -> None:
    clock = Clock()
    limit = RateLimit(5, clock)
    while not (wait := limit.take("a")):
        pass
    clock.now += wait - 0.01
    assert limit.take("a") > 0
    clock.now += 0.02
    assert limit.take("a") == 0
    assert limit.take("a") > 0


def test_insisting_does_not_lengthen_the_wait() -> None:
    limit = RateLimit(1, Clock())
    limit.take("a")
    assert limit.take("a") == limit.take("a") == pytest.approx(60)


def test_a_rest_gives_back_what_was_used_and_not_more() -> None:
    clock = Clock()
    limit = RateLimit(3, clock)
    for _ in range(3):
        limit.take("a")
    clock.now += 10_000
    assert [limit.take("a") > 0 for _ in range(4)] == [False, False, False, True]


def test_looking_counts_nothing() -> None:
    limit = RateLimit(1, Clock())
    assert limit.wait("a") == limit.wait("a") == 0
    limit.take("a")
    assert limit.wait("a") > 0


def test_one_caller_does_not_use_up_what_another_may() -> None:
    limit = RateLimit(1, Clock())
    refused = [name for name in map(str, range(200)) if limit.take(name)]
    assert len(refused) <= 4  # 200 callers in 65,536 places: sharing one is rare, and harmless


def test_a_flood_of_addresses_takes_no_memory() -> None:
    limit = RateLimit(10, Clock())
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(30_000):
        limit.take(f"2001:db8::{number:x}")
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 10_000


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("inconnue", "inconnue"),
        ("x" * 10_000, "x" * 64),
    ],
)
def test_addresses_of_one_sender_count_together(address: str, group: str) -> None:
    assert group_of(address) == group


@pytest.mark.parametrize(
    ("address", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("::ffff:127.0.0.1", True), ("192.0.2.7", False),
     ("localhost", False), ("", False), ("127.0.0.1.evil", False)],
)  # fmt: skip
def test_only_this_machine_is_this_machine(address: str, local: bool) -> None:
    assert is_local(address) is local
