"""The server killed in the middle of its work: the journal opens, and holds all that was acknowledged."""

from __future__ import annotations

import sqlite3
import threading
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assistant.journal import Journal

CLIENTS = 8
ENOUGH = 120
"""Answers acknowledged before the kill."""


def test_nothing_acknowledged_is_missing_after_a_kill_under_load(own_data, serving) -> None:
    answers: list[str] = []
    opinions: dict[str, str] = {}
    enough, held, hasty = threading.Event(), threading.Event(), threading.Event()
    after: list[str] = []

    def client(number: int, server: Any) -> None:
        while True:
            try:
                answer = server.ask(f"Combien de territoires compte la phase {number} ?")
                answers.append(answer["id"])
                comment = f"client {number}"
                fields = {"answer_id": answer["id"], "useful": False, "reasons": ["wrong"], "comment": comment}
                if not held.is_set() and server.post("/api/v1/feedback", fields).status == 200:
                    opinions[answer["id"]] = comment
            except (OSError, ValueError, urllib.error.URLError):  # the server is gone, in the middle of a reply
                return
            if held.is_set():
                after.append(answer["id"])
            if len(after) > 2 * CLIENTS:
                hasty.set()
            if len(answers) >= ENOUGH:
                enough.set()

    with serving(own_data, page=False) as server, ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(client, number, server) for number in range(CLIENTS)]
        assert enough.wait(120)
        # As a slow disk would, another writer holds the file: what is answered before its receipt is committed would be
        # lost by the kill, and found missing below.
        holder = sqlite3.connect(own_data / "journal.sqlite", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        held.set()
        hasty.wait(0.5)
        server.process.kill()
        holder.close()
        for done in clients:
            done.result(60)

    journal = Journal.open(own_data / "journal.sqlite", retention_days=180, keep_questions=True)
    kept = {receipt.id: receipt for receipt in journal.receipts()}
    journal.close()
    assert len(answers) >= ENOUGH and len(opinions) > ENOUGH // 2
    assert set(answers) <= set(kept)
    assert {name: kept[name].feedback.comment for name in opinions} == opinions
