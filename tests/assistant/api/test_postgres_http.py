"""The real server over vectors in a real Postgres: the same answers as over Chroma, through a build, a rollback, a restart and an
outage."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from assistant.engine.assistant import Assistant
from index.settings import load_settings

PROJECT = Path(__file__).resolve().parents[3]
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
QUESTION = "Que fait la Banque des Territoires ?"
QUESTIONS = (QUESTION, "Quand le programme a-t-il été lancé ?", "Qui recrute des jeunes ?", "zzz inconnu")
Server = Any


@pytest.fixture(scope="module")
def settings(postgres: Any) -> dict[str, str]:
    """What an operator sets, for a database of this module's own."""
    postgres.execute("CREATE DATABASE service")
    options = json.dumps({"url": postgres.url("service")})
    return {"ASSISTANT_VECTOR_STORE": "postgres", "ASSISTANT_VECTOR_STORE_OPTIONS": options}


@pytest.fixture(scope="module")
def place(small_data: Path, settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(corpus, data), its vectors in Postgres."""
    folder = tmp_path_factory.mktemp("place")
    shutil.copytree(CORPUS, folder / "corpus")
    shutil.copy(PROJECT / "corpus/programmes.yaml", folder / "corpus")
    shutil.copytree(small_data, folder / "data")
    done = command((folder / "corpus", folder / "data"), settings, "index", "--corpus", str(folder / "corpus"))
    assert done.returncode == 0, done.stderr
    return folder / "corpus", folder / "data"


@pytest.fixture(scope="module")
def over_postgres(place: tuple[Path, Path], settings: dict[str, str], run_server: Any) -> Iterator[Server]:
    with run_server(place[1], page=False, settings=settings) as running:
        yield running


def command(place: tuple[Path, Path], settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`assistant …` as an operator types it."""
    kept = {name: value for name, value in os.environ.items() if name == "ASSISTANT_READER" or not name.startswith("ASSISTANT_")}
    environment = kept | settings | {"PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1"}
    program = [
        sys.executable,
        "-c",
        "from assistant.serving.main import main; main()",
        *arguments,
        "--data",
        str(place[1]),
    ]
    return subprocess.run(program, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120)


def test_answers_and_passages_are_those_of_chroma(over_postgres: Server, small_data: Path) -> None:
    embedded = Assistant.open(load_settings(data=small_data))
    for question in QUESTIONS:
        assert over_postgres.ask(question)["answer"] == embedded.ask(question).answer
        results = over_postgres.get(f"/api/v1/search?q={quote(question)}&k=10").json()["results"]
        found = [result["passage_id"] for result in results]
        assert found == [result.passage_id for result in embedded.search(question, 10)] and len(found) > 3


def test_a_build_is_swapped_in_and_gone_back_from(
    over_postgres: Server, place: tuple[Path, Path], settings: dict[str, str]
) -> None:
    before = over_postgres.ask(QUESTION)
    (place[0] / "ajout.txt").write_text("L'atelier zinc\n\nL'atelier zinc ouvre à Vire le lundi.\n", "utf-8")
    done = command(place, settings, "index", "--corpus", str(place[0]), "--json")
    assert done.returncode == 0, done.stderr
    answer = over_postgres.ask("Où ouvre l'atelier zinc ?")
    assert "Vire" in answer["answer"] and answer["receipt"]["snapshot"] == json.loads(done.stdout)["snapshot"]
    assert command(place, settings, "index", "--rollback").returncode == 0
    after = over_postgres.ask(QUESTION)
    assert after["answer"] == before["answer"] and after["receipt"]["snapshot"] == before["receipt"]["snapshot"]


def test_postgres_away_is_a_503_and_comes_back_without_a_restart_of_ours(
    over_postgres: Server, place: tuple[Path, Path], settings: dict[str, str], postgres: Any
) -> None:
    before = over_postgres.ask(QUESTION)
    postgres.stop()
    try:
        for reply in (over_postgres.post("/api/v1/ask", {"question": QUESTION}), over_postgres.get("/health/ready")):
            problem = reply.json()
            assert reply.status == 503 and reply.is_problem and int(reply.headers["retry-after"]) > 0
            assert problem["type"].endswith("/vecteurs-indisponibles") and str(postgres.port) not in reply.text
        assert over_postgres.get("/health/live").status == 200
        told = "\n".join(over_postgres.err)
        assert "the vector store postgres does not answer" in told
        done = command(place, settings, "ask", QUESTION)
        last = done.stderr.strip().splitlines()[-1]
        assert done.returncode == 1 and done.stdout == "" and last.startswith("Erreur : ") and "start it" in last
    finally:
        postgres.start()
    assert QUESTION not in told and postgres.password not in told + done.stderr
    assert (
        over_postgres.ask(QUESTION)["answer"] == before["answer"] and over_postgres.get("/health/ready").status == 200
    )
