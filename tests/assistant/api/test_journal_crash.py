"""The server killed in the middle of its work: the journal opens, and holds all that was acknowledged."""

from __future__ import annotations

import threading
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assistant.journal import Journal

CLIENTS = 8
ENOUGH = 120
"""Answers acknowledged before the kill: the write-ahead log holds them all, no checkpoint has happened."""


def test_nothing_acknowledged_is_missing_after_a_kill_under_load(own_data, serving) -> None:
    answers: list[str] = []
    opinions: dict[str, str] = {}
    enough = threading.Event()

    def client(number: int, server: Any) -> None:
        while True:
            try:
                answer = server.ask(f"Combien de territoires compte la phase {number} ?")
                answers.append(answer["id"])
                comment = f"client {number}"
                fields = {"answer_id": answer["id"], "useful": False, "reasons": ["wrong"], "comment": comment}
                if server.post("/api/v1/feedback", fields).status == 200:
                    opinions[answer["id"]] = comment
            except (OSError, ValueError, urllib.error.URLError):  # the server is gone, in the middle of a reply
                return
            if len(answers) >= ENOUGH:
                enough.set()

    with serving(own_data, page=False) as server, ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(client, number, server) for number in range(CLIENTS)]
        assert enough.wait(120)
        server.process.kill()
        for done in clients:
            done.result(60)

    journal = Journal.open(own_data / "journal.sqlite", retention_days=180, keep_questions=True)
    kept = {receipt.id: receipt for receipt in journal.receipts()}
    journal.close()
    assert len(answers) >= ENOUGH and len(opinions) > ENOUGH // 2
    assert set(answers) <= set(kept)
    assert {name: kept[name].feedback.comment for name in opinions} == opinions
