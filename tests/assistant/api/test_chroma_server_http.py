"""Several processes answer from one Chroma server: through a build, through its restart, and while it is away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[3]
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
Server = Any
QUESTION = "Que fait la Banque des Territoires ?"


@pytest.fixture(scope="module")
def chroma(shared_chroma: Any) -> Any:
    return shared_chroma


@pytest.fixture(scope="module")
def place(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(corpus, data), to change at will."""
    folder = tmp_path_factory.mktemp("place")
    shutil.copytree(CORPUS, folder / "corpus")
    shutil.copytree(small_data, folder / "data")
    return folder / "corpus", folder / "data"


def command(place: tuple[Path, Path], chroma: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`assistant …` as an operator types it, with the address in the environment."""
    kept = {name: value for name, value in os.environ.items() if name == "ASSISTANT_READER" or not name.startswith("ASSISTANT_")}
    environment = kept | {"ASSISTANT_CHROMA_URL": chroma.url, "PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1"}
    program = [sys.executable, "-c", "from assistant.serving.main import main; main()", *arguments, "--data", str(place[1])]
    return subprocess.run(program, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120)


def index(place: tuple[Path, Path], chroma: Any) -> Any:
    done = command(place, chroma, "index", "--corpus", str(place[0]), "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def servers(place: tuple[Path, Path], chroma: Any, run_server: Any) -> Iterator[list[Server]]:
    """Two API processes over one data directory and one Chroma server."""
    index(place, chroma)
    with (
        run_server(place[1], page=False, settings={"ASSISTANT_CHROMA_URL": chroma.url}) as one,
        run_server(place[1], page=False, settings={"ASSISTANT_CHROMA_URL": chroma.url}) as other,
    ):
        yield [one, other]


def test_two_processes_answer_while_a_third_builds(
    servers: list[Server], place: tuple[Path, Path], chroma: Any
) -> None:
    expected = servers[0].ask(QUESTION)["citations"][0]["quote"]
    stop, statuses, snapshots = threading.Event(), [], set()

    def client(server: Server) -> None:
        while not stop.is_set():
            reply = server.post("/api/v1/ask", {"question": QUESTION})
            statuses.append(reply.status)
            if reply.status == 200:
                answer = reply.json()
                snapshots.add(answer["receipt"]["snapshot"])
                assert answer["citations"][0]["quote"] == expected

    clients = [threading.Thread(target=client, args=(server,)) for server in servers]
    for thread in clients:
        thread.start()
    for number in range(2):
        (place[0] / "ajout.txt").write_text(f"Un ajout\n\nLe texte numéro {number} parle d'un atelier.\n", "utf-8")
        built = index(place, chroma)["snapshot"]
    stop.set()
    for thread in clients:
        thread.join()
    assert set(statuses) == {200} and len(snapshots) >= 2
    assert {server.ask(QUESTION)["receipt"]["snapshot"] for server in servers} == {built}


def test_a_server_away_is_a_503_and_comes_back_without_a_restart_of_ours(
    servers: list[Server], place: tuple[Path, Path], chroma: Any
) -> None:
    server = servers[0]
    before = server.ask(QUESTION)
    chroma.stop()
    for reply in (server.post("/api/v1/ask", {"question": QUESTION}), server.get("/health/ready")):
        problem = reply.json()
        assert reply.status == 503 and reply.is_problem and int(reply.headers["retry-after"]) > 0
        assert problem["type"].endswith("/vecteurs-indisponibles") and chroma.url not in reply.text
    assert "event: error" in server.post("/api/v1/ask/stream", {"question": QUESTION}).text
    assert server.get("/health/live").status == 200 and server.get("/api/v1/documents").status == 200
    assert chroma.url in "\n".join(server.err) and QUESTION not in "\n".join(server.err)
    for arguments in (("ask", QUESTION), ("index", "--corpus", str(place[0]))):
        done = command(place, chroma, *arguments)
        assert done.returncode == 1 and done.stdout == ""
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith("Erreur : ") and chroma.url in last and "start it" in last
    chroma.start()
    after = server.ask(QUESTION)
    assert after["answer"] == before["answer"] and server.get("/health/ready").status == 200


def test_a_process_started_before_its_chroma_server_serves_once_it_is_there(
    place: tuple[Path, Path], chroma: Any, run_server: Any
) -> None:
    index(place, chroma)  # nothing, where a test before has
    chroma.stop()
    with run_server(
        place[1], page=False, ready=r"^En attente", settings={"ASSISTANT_CHROMA_URL": chroma.url}
    ) as server:
        assert server.post("/api/v1/ask", {"question": QUESTION}).status == 503
        chroma.start()
        assert server.ask(QUESTION)["status"] == "answered"
