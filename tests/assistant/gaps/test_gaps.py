"""What to write next, through both doors: the command and the API."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

PROJECT = Path(__file__).resolve().parents[3]
COMMAND = Path(sys.executable).with_name("assistant")
SOLAR = ("Une aide pour des panneaux solaires ?", "Quelle aide pour installer des panneaux solaires ?")
SCRIPT = "<script>alert(1)</script>\x1b[31m"


@pytest.fixture(scope="module")
def asked(small_data: Path, serving: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, dict, Path]]:
    """A server that was asked what its documents do not hold, with its administrator's headers and its data."""
    import shutil

    from assistant.access.keys import KeyStore
    from assistant.access.roles import Role

    data = tmp_path_factory.mktemp("gaps") / "data"
    shutil.copytree(small_data, data, ignore=shutil.ignore_patterns("journal.sqlite*", "keys.json*"))
    admin = {"Authorization": f"Bearer {KeyStore(data).create('tests', Role.ADMIN)[1]}"}
    with serving(data, page=False) as server:
        for question in (*SOLAR, SOLAR[0]):
            assert server.ask(question)["status"] == "abstained", question
        answered = server.ask("Combien de Territoires d'industrie compte la phase 2 ?")
        fine = server.ask("Combien de Territoires d'industrie compte la phase 1 ?")
        opinion = {"answer_id": answered["id"], "useful": False, "reasons": ["out_of_date"], "comment": SCRIPT}
        assert server.post("/api/v1/feedback", opinion).status == 200
        server.post("/api/v1/feedback", {"answer_id": fine["id"], "useful": True})
        yield server, admin, data


@pytest.fixture(scope="module")
def printed(asked: tuple[Any, dict, Path]) -> str:
    """What the command prints about them."""
    done = run(asked[2])
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name == "ASSISTANT_READER" or not name.startswith("ASSISTANT_")}
    return subprocess.run(
        [COMMAND, "gaps", "--data", data, *arguments], cwd=PROJECT, env={**kept, "PYTHONPATH": str(PROJECT)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_missed_questions_are_grouped_and_counted(asked) -> None:
    server, admin, _ = asked
    report = server.get("/api/v1/gaps", **admin).json()
    (solar,) = (gap for gap in report["gaps"] if "solaires" in gap["example"])
    assert (solar["count"], solar["abstained"], solar["judged_bad"]) == (3, 3, 0)
    assert set(solar["wordings"]) == set(SOLAR) and len(solar["answer_ids"]) == 3
    assert solar["sentence"]["document_id"] == solar["nearest"][0]["document_id"] and solar["sentence"]["text"]
    assert solar["nearest"] and all(
        server.get(f"/api/v1/documents/{quote(d['document_id'])}").status == 200 for d in solar["nearest"]
    )


def test_what_is_out_of_scope_comes_last_however_often_it_is_asked(asked) -> None:
    server, admin, _ = asked
    gaps = server.get("/api/v1/gaps", **admin).json()["gaps"]
    assert [gap["out_of_scope"] for gap in gaps] == [False, True] and gaps[0]["count"] < gaps[1]["count"]


def test_an_answer_judged_bad_is_a_gap_and_one_judged_good_is_not(asked) -> None:
    server, admin, _ = asked
    gaps = server.get("/api/v1/gaps", **admin).json()["gaps"]
    (bad,) = (gap for gap in gaps if gap["judged_bad"])
    assert "phase 2" in bad["example"] and bad["reasons"] == {"out_of_date": 1} and bad["comments"] == [SCRIPT]
    assert not any("phase 1" in wording for gap in gaps for wording in gap["wordings"])


def test_documents_cited_past_their_validity_come_first(asked, printed) -> None:
    server, admin, _ = asked
    report = server.get("/api/v1/gaps", **admin).json()
    names = [document["document_id"] for document in report["outdated"]]
    for name in names:
        detail = server.get(f"/api/v1/documents/{quote(name)}").json()
        assert detail["validity"]["state"] in ("expired", "superseded") and detail["kind"] != "event"
    assert names, "the first phase is over, and an answer cites its page"
    assert printed.index("validité est passée") < printed.index("sans bonne réponse")


def test_the_command_tells_the_same_and_obeys_no_escape_sequence(printed) -> None:
    assert "3 × " in printed and "hors sujet" in printed and "assistant questions add --document " in printed
    assert "avis : <script>alert(1)</script>" in printed and "\x1b" not in printed


def test_a_limit_says_how_much_there_is_beyond_it(asked) -> None:
    server, admin, data = asked
    report = server.get("/api/v1/gaps?limit=1", **admin).json()
    assert len(report["gaps"]) == 1 and report["total"] == 2
    same = json.loads(run(data, "--limit", "1", "--json").stdout)
    assert {**same, "since": ""} == {**report, "since": ""}


def test_gaps_are_for_administrators_and_never_a_page(asked) -> None:
    server, admin, _ = asked
    assert server.get("/api/v1/gaps").status == 401
    reply = server.get("/api/v1/gaps", **admin)
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("query", ["days=0", "days=x", "limit=101", "zyzomys=1"])
def test_what_cannot_be_asked_names_the_field(asked, query) -> None:
    server, admin, _ = asked
    reply = server.get(f"/api/v1/gaps?{query}", **admin)
    assert reply.status == 422 and query.split("=")[0] in reply.json()["detail"]


def test_without_a_journal_the_command_says_what_to_do(tmp_path) -> None:
    done = run(tmp_path)
    assert done.returncode == 1 and "assistant serve" in done.stderr
