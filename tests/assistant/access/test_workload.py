from __future__ import annotations

import threading

import pytest

from assistant.access.workload import Workload
from assistant.errors import OverloadError


def test_more_than_may_wait_are_refused_at_once_and_those_waiting_are_served() -> None:
    workload = Workload(workers=1, waiting=2)
    held, release = threading.Event(), threading.Event()
    served: list[int] = []

    def work(number: int) -> None:
        with workload.place():
            held.set()
            release.wait(10)
            served.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    held.wait(10)
    while workload._admitted < 3:
        pass
    with pytest.raises(OverloadError), workload.place():
        pytest.fail("a fourth was let in")
    with pytest.raises(OverloadError):
        workload.check()
    release.set()
    for thread in threads:
        thread.join(10)
    assert sorted(served) == [0, 1, 2]
    with workload.place():
        pass


def test_no_more_than_the_workers_are_at_it_at_once() -> None:
    workload = Workload(workers=2, waiting=20)
    lock = threading.Lock()
    at_work = most = 0
    both = threading.Barrier(2)

    def work() -> None:
        nonlocal at_work, most
        with workload.place():
            with lock:
                at_work += 1
                most = max(most, at_work)
            both.wait(10)  # passes only when two are at it: the limit is used, and not exceeded
            with lock:
                at_work -= 1

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert most == 2


def test_a_question_that_fails_gives_its_place_back() -> None:
    workload = Workload(workers=1, waiting=0)
    for _ in range(3):
        with pytest.raises(ValueError, match="oops"), workload.place():
            raise ValueError("oops")
    with workload.place():
        pass
