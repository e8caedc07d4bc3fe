"""Receipts, feedback and the journal as a client, a reader and an administrator meet them."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from typing import Any

import pytest

from assistant.journal import Journal
from assistant.service.answering import LiveAssistant
from index.settings import Settings

QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"
SCRIPT = "<script>alert('vol')</script><img src=x onerror=alert(1)> territoires ?"
FORMULA = '=HYPERLINK("http://vol.example";"phase 2")\n;=1+1,@SUM(1) territoires'


class Elements(HTMLParser):
    """Names of the elements of a page, and its attributes' names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def opinion(server: Any, answer: Any, **fields: Any) -> Any:
    return server.post("/api/v1/feedback", {"answer_id": answer["id"], "useful": False, **fields})


def exported(server: Any, admin: dict[str, str]) -> list[dict[str, str]]:
    reply = server.get("/api/v1/journal", **admin)
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"] == 'attachment; filename="journal.csv"'
    return list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_an_answer_can_be_read_again_with_what_produced_it(server) -> None:
    answer = server.ask(QUESTION)
    reply = server.get(f"/api/v1/receipts/{answer['id']}")
    receipt = reply.json()
    assert {name: receipt[name] for name in answer} == answer
    assert receipt["door"] == "api" and receipt["asked_at"].endswith("Z")
    assert reply.headers["cache-control"] == "no-store"


def test_a_receipt_keeps_what_decided_the_answer_asked_for_or_not(server) -> None:
    answer = server.ask(QUESTION)
    receipt = server.get(f"/api/v1/receipts/{answer['id']}").json()
    assert "trace" not in answer and [step["by"] for step in receipt["trace"] if step["decided"] and step["by"]]
    page = server.get(f"/recus/{answer['id']}").text
    assert "Ce qui a décidé de cette réponse" in page and "Preuves suffisantes : probabilité" in page
    stream = server.post("/api/v1/ask/stream", {"question": QUESTION}).text
    done = json.loads(stream.split("event: done\ndata: ", 1)[1].splitlines()[0])
    kept = server.get(f"/api/v1/receipts/{done['id']}").json()["trace"]
    assert "trace" not in done and kept == receipt["trace"]


def test_a_streamed_answer_has_a_receipt_too(server) -> None:
    stream = server.post("/api/v1/ask/stream", {"question": QUESTION}).text
    done = json.loads(stream.split("event: done\ndata: ", 1)[1].splitlines()[0])
    assert server.get(f"/api/v1/receipts/{done['id']}").json()["answer"] == done["answer"]


@pytest.mark.parametrize("path", ["nothing", "..%2F..", "%00", "x" * 100, "'%20OR%201=1--"])
def test_a_receipt_that_is_not_there_is_a_problem_or_a_page_that_says_so(server, path) -> None:
    reply = server.get(f"/api/v1/receipts/{path}")
    assert reply.status == 404 and reply.is_problem
    page = server.get(f"/recus/{path}")
    assert page.status == 404
    if "%2F" not in path:  # another address altogether
        assert "Reçu introuvable" in page.text and "180 jours" in page.text


def test_feedback_is_kept_with_the_answer_and_shown_to_the_helpdesk_only(server, admin) -> None:
    answer = server.ask(QUESTION)
    reply = opinion(server, answer, reasons=["out_of_date"], comment="Voir le décret.")
    assert reply.status == 200 and reply.json()["reasons"] == ["out_of_date"]
    path = f"/api/v1/receipts/{answer['id']}"
    assert server.get(path).json()["feedback"] is None
    assert server.get(path, **admin).json()["feedback"]["comment"] == "Voir le décret."


def test_feedback_on_an_answer_that_is_not_there_is_a_problem(server) -> None:
    reply = opinion(server, {"id": "nothing"})
    assert reply.status == 404 and reply.json()["type"].endswith("/recu-inconnu")


@pytest.mark.parametrize(
    "fields",
    [{"comment": "x" * 2_001}, {"reasons": ["boring"]}, {"reasons": ["wrong"] * 7}, {"useful": None}, {"stars": 5}],
    ids=lambda fields: next(iter(fields)),
)
def test_feedback_out_of_bounds_names_the_field(server, fields) -> None:
    reply = opinion(server, {"id": "a"}, **fields)
    assert reply.status == 422 and reply.is_problem
    assert next(iter(fields)) in reply.json()["detail"]


def test_a_receipt_is_a_page_to_read_and_print(server) -> None:
    answer = server.ask(QUESTION)
    reply = server.get(f"/recus/{answer['id']}")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    for shown in ("Combien de Territoires", "183", answer["id"], answer["receipt"]["snapshot"], "@media print"):
        assert shown in reply.text, shown
    for citation in answer["citations"]:
        assert f"/documents/{citation['document_id']}/text?start={citation['start']}" in reply.text.replace(
            "&amp;", "&"
        )
    assert "script" not in Elements(reply.text).tags


def test_a_script_in_a_question_or_a_comment_stays_text_wherever_it_is_read(server, admin) -> None:
    answer = server.ask(SCRIPT)
    opinion(server, answer, comment=SCRIPT)
    page = server.get(f"/recus/{answer['id']}").text
    assert "&lt;script&gt;alert(" in page
    found = Elements(page)
    assert not found.tags & {"script", "img"} and not any(name.startswith("on") for name in found.attributes)
    for path in (f"/api/v1/receipts/{answer['id']}", "/api/v1/journal"):
        reply = server.get(path, **admin)
        assert "html" not in reply.headers["content-type"]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_formula_in_a_question_or_a_comment_is_exported_as_text(server, admin) -> None:
    answer = server.ask(FORMULA)
    opinion(server, answer, comment="+33 1 23 45 67 89")
    row = next(row for row in exported(server, admin) if row["identifiant"] == answer["id"])
    assert row["question"] == '\'=HYPERLINK("http://vol.example";"phase 2") ;\'=1+1,\'@SUM(1) territoires'
    assert row["commentaire"] == "'+33 1 23 45 67 89"


def test_the_export_has_a_line_per_answer(server, admin) -> None:
    answer = server.ask(QUESTION)
    rows = exported(server, admin)
    row = next(row for row in rows if row["identifiant"] == answer["id"])
    assert (row["question"], row["porte"], row["statut"], row["utile"]) == (QUESTION, "api", answer["status"], "")
    assert row["sources"].split() == list(dict.fromkeys(c["document_id"] for c in answer["citations"]))


def test_an_answer_is_erased_on_request(server, admin) -> None:
    answer = server.ask(QUESTION)
    path = f"/api/v1/receipts/{answer['id']}"
    assert server.request("DELETE", path, headers=admin).status == 204
    assert server.get(path).status == 404
    assert server.request("DELETE", path, headers=admin).status == 404


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/journal"), ("DELETE", "/api/v1/receipts/a")])
def test_export_and_erasure_need_an_administrator(server, method, path) -> None:
    assert server.request(method, path).status == 401
    assert server.request(method, path, headers={"Authorization": "Bearer ati_wrong"}).status == 401


def test_a_mode_keeps_no_question(own_data, serving) -> None:
    settings = {"ASSISTANT_JOURNAL_QUESTIONS": "false", "ASSISTANT_JOURNAL_DAYS": "7"}
    with serving(own_data, page=False, settings=settings) as server:
        answer = server.ask("Quelle aide pour Madame Zyzomys et la phase 2 ?")
        receipt = server.get(f"/api/v1/receipts/{answer['id']}").json()
        assert receipt["question"] is None and receipt["understood_as"] is None
        page = server.get(f"/recus/{answer['id']}").text
        assert "n’est pas conservé" in page and "7 jours" in page
        assert opinion(server, answer).status == 200
    assert b"zyzomys" not in b"".join(path.read_bytes().lower() for path in own_data.glob("journal*"))


def test_a_broken_journal_blocks_no_answer(own_data, serving) -> None:
    (own_data / "journal.sqlite").write_bytes(b"not a database " * 400)
    with serving(own_data, page=False) as server:
        answer = server.ask(QUESTION)
        assert "183" in answer["answer"]
        for reply in (server.get(f"/api/v1/receipts/{answer['id']}"), opinion(server, answer)):
            assert reply.status == 503 and reply.json()["type"].endswith("/journal-indisponible")
            assert str(own_data) not in reply.text
        assert server.get(f"/recus/{answer['id']}").status == 503
        assert server.get("/health/ready").status == 200
        log = "\n".join(server.err)
        assert "is not written" in log and "journal.sqlite" in log


def test_the_page_s_answers_are_recorded_as_the_page_s(small_data, tmp_path) -> None:
    journal = Journal.open(tmp_path / "journal.sqlite", retention_days=180, keep_questions=True)
    api = LiveAssistant(Settings(data=small_data, threads=1), journal)
    done = [event.data for event in api.through("page").stream(QUESTION) if event.event == "done"]
    asked = api.ask(QUESTION)
    assert journal.receipt(done[0]["id"]).door == "page" and journal.receipt(asked.id).door == "api"
    journal.close()
