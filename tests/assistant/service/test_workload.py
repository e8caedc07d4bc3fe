from __future__ import annotations

import threading

import pytest

from assistant.request_errors import OverloadError
from assistant.service.workload import Workload


def test_more_than_may_wait_are_refused_at_once_and_those_waiting_are_served_in_order() -> None:
    workload = Workload(workers=1, waiting=2)
    release = threading.Event()
    served: list[int] = []

    def work(number: int) -> None:
        release.wait(10)
        served.append(number)

    futures = [workload.submit(lambda number=number: work(number)) for number in range(3)]
    with pytest.raises(OverloadError):
        workload.submit(lambda: pytest.fail("a fourth was let in"))
    with pytest.raises(OverloadError):
        workload.check()
    release.set()
    for future in futures:
        future.result(10)
    assert served == [0, 1, 2]
    workload.check()


def test_no_more_than_the_workers_are_at_it_at_once() -> None:
    workload = Workload(workers=2, waiting=20)
    lock = threading.Lock()
    at_work = most = 0
    both = threading.Barrier(2)

    def work() -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        both.wait(10)  # passes only when two are at it: the limit is used, and not exceeded
        with lock:
            at_work -= 1

    for future in [workload.submit(work) for _ in range(10)]:
        future.result(10)
    assert most == 2


def test_a_question_that_fails_gives_its_place_back() -> None:
    workload = Workload(workers=1, waiting=0)

    def fail() -> None:
        raise ValueError("oops")

    for _ in range(50):  # the place is free again as soon as the failure is known
        with pytest.raises(ValueError, match="oops"):
            workload.run(fail)
    assert workload.run(lambda: 7) == 7


def test_a_question_given_up_before_its_turn_is_not_worked_on_and_frees_its_place() -> None:
    """Its asker has closed the connection."""
    workload = Workload(workers=1, waiting=1)
    release = threading.Event()
    first = workload.submit(lambda: release.wait(10))
    second = workload.submit(lambda: pytest.fail("it was worked on"))
    assert second.cancel()
    third = workload.submit(lambda: 3)
    release.set()
    assert (first.result(10), third.result(10)) == (True, 3)
