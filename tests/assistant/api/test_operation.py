"""What an operator counts on: lines a program can read, and a stop that cuts nobody off."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from assistant.journal import Journal

PROJECT = Path(__file__).resolve().parents[3]
QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"


def test_lines_of_the_log_are_objects_without_a_question(own_data, serving) -> None:
    (own_data / "journal.sqlite").write_bytes(b"not a database " * 400)  # a warning among the lines
    with serving(own_data, page=False, settings={"ASSISTANT_LOG_FORMAT": "json"}) as server:
        server.ask("Madame Zyzomys demande un prêt")
        server.get("/api/v1/search?q=Zyzomys", **{"X-Request-ID": "demande-0001"})
        server.get("/api/v1/Zyzomys")
    lines = [json.loads(line) for line in server.err]
    assert "zyzomys" not in json.dumps(lines).lower()
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    (search,) = (line for line in lines if line.get("request_id") == "demande-0001")
    assert (search["method"], search["route"], search["status"]) == ("GET", "/api/v1/search", 200)
    assert search["level"] == "INFO" and search["duration_ms"] > 0
    assert any(line["logger"] == "assistant.journal" and line["level"] == "WARNING" for line in lines)


def test_a_stop_lets_answers_under_way_end_and_writes_their_receipts(own_data, serving) -> None:
    answers: list[str] = []
    cut: list[str] = []
    enough = threading.Event()

    def client(server: Any) -> None:
        while True:
            try:
                answers.append(server.ask(QUESTION)["id"])
            except (http.client.IncompleteRead, ValueError) as error:
                cut.append(repr(error))
                return
            except OSError:  # refused, or closed before an answer began: the client may ask another server
                return
            if len(answers) >= 20:
                enough.set()

    with serving(own_data, page=False) as server, ThreadPoolExecutor(4) as pool:
        clients = [pool.submit(client, server) for _ in range(4)]
        assert enough.wait(60)
        server.process.terminate()
        for done in clients:
            done.result(60)
        server.process.wait(20)
        assert "Traceback" not in "\n".join(server.err)
    assert cut == []
    assert not (own_data / "journal.sqlite-wal").exists()  # closed, not abandoned
    journal = Journal.open(own_data / "journal.sqlite", retention_days=180, keep_questions=True)
    assert set(answers) <= {receipt.id for receipt in journal.receipts()}
    journal.close()


def test_two_instances_share_a_data_directory_and_its_journal(own_data, serving) -> None:
    """That is how the service takes more than one processor: instances behind a proxy."""
    with serving(own_data, page=False) as first, serving(own_data, page=False) as second:
        answer = first.ask(QUESTION)
        assert second.get(f"/api/v1/receipts/{answer['id']}").json()["answer"] == answer["answer"]
        assert second.post("/api/v1/feedback", {"answer_id": answer["id"], "useful": True}).status == 200
        assert first.ask(QUESTION)["answer"] == second.ask(QUESTION)["answer"]


def test_the_documented_backup_is_restored_elsewhere(own_data, serving, tmp_path) -> None:
    """The commands of docs/exploitation.md, while the service is running."""
    procedure = (PROJECT / "docs/exploitation.md").read_text("utf-8").split("## Sauvegarder et restaurer", 1)[1]
    commands = procedure.split("```sh\n", 1)[1].split("```", 1)[0]
    assert "journal backup" in commands and "journal restore" in commands
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "ASSISTANT_DATA": str(own_data), "PYTHONPATH": str(PROJECT), "PATH": path}
    with serving(own_data, page=False) as server:
        answer = server.ask(QUESTION)
        done = subprocess.run(["sh", "-ec", commands], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert "phase 2" in done.stdout
    journal = Journal.open(tmp_path / "nouveau" / "journal.sqlite", retention_days=180, keep_questions=True)
    assert journal.receipt(answer["id"]).answer == answer["answer"]
    journal.close()
