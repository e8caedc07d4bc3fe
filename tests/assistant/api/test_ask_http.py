from __future__ import annotations

import json
from typing import Any

QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"


def events(text: str) -> list[tuple[str, Any]]:
    """Server-sent events as (name, data)."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_a_question_is_answered_with_exact_quotes(server) -> None:
    answer = server.ask(QUESTION)
    assert answer["status"] in ("answered", "partial")
    assert "183" in answer["answer"]
    assert answer["citations"]
    for citation in answer["citations"]:
        document = server.get(f"/api/v1/documents/{citation['document_id']}").json()
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_the_answer_says_what_produced_it_and_in_how_long(server) -> None:
    answer = server.ask(QUESTION)
    assert answer["receipt"]["snapshot"] == server.get("/api/v1/index").json()["id"]
    assert answer["timings_ms"]["total"] > 0


def test_a_follow_up_is_completed_from_the_history(server) -> None:
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "La phase 2 compte 183 Territoires d'industrie. [1]"},
    ]
    answer = server.ask("Et la phase 1 ?", history=history)
    assert "Territoires d'industrie" in answer["understood_as"]


def test_validity_is_judged_on_the_day_that_is_asked_for(server) -> None:
    answer = server.ask(QUESTION, as_of="2024-01-15")
    assert answer["as_of"] == "2024-01-15"


def test_a_stream_ends_with_the_answer_that_its_sentences_announced(server) -> None:
    reply = server.post("/api/v1/ask/stream", {"question": QUESTION})
    assert reply.headers["content-type"].startswith("text/event-stream")
    received = events(reply.text)
    assert received[0][0] == "status" and received[-1][0] == "done"
    done = received[-1][1]
    assert [data for name, data in received if name == "sentence"] == done["sentences"]
    assert {data["n"] for name, data in received if name == "citation"} == {c["n"] for c in done["citations"]}


def test_what_decided_an_answer_is_told_where_it_is_asked_for(server) -> None:
    plain, explained = server.ask(QUESTION), server.ask(QUESTION, explain=True)
    assert set(explained) - set(plain) == {"trace"} and "trace" not in plain
    steps = explained["trace"]
    assert {step["step"] for step in steps} >= {"reading", "search", "composer", "judgement", "proof"}
    assert all(set(step) == {"step", "by", "decided", "why", "values"} for step in steps)


def test_a_stream_tells_it_with_the_whole_answer(server) -> None:
    for explain in (True, False):
        reply = server.post("/api/v1/ask/stream", {"question": QUESTION, "explain": explain})
        assert ("trace" in events(reply.text)[-1][1]) is explain


def test_the_language_of_the_client_changes_nothing(server) -> None:
    body = json.dumps({"question": QUESTION}).encode()
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    english = server.request("POST", "/api/v1/ask", body, headers).json()
    assert english["answer"] == server.ask(QUESTION)["answer"]


def test_a_search_gives_passages_that_stand_in_their_documents(server) -> None:
    results = server.get("/api/v1/search?q=ing%C3%A9nierie&k=3").json()["results"]
    assert 0 < len(results) <= 3
    assert results == sorted(results, key=lambda result: -result["score"])
    document = server.get(f"/api/v1/documents/{results[0]['document_id']}").json()
    assert document["text"][results[0]["start"] : results[0]["end"]] == results[0]["text"]


def test_a_question_is_never_written_to_the_logs(server) -> None:
    server.ask("Madame Zyzomys demande un prêt")
    server.get("/api/v1/search?q=Madame+Zyzomys")
    server.post("/api/v1/ask", {"question": "Madame Zyzomys", "zyzomys": True})
    server.get("/api/v1/Zyzomys")
    server.get("/api/v1/documents/Zyzomys")
    assert "zyzomys" not in "\n".join(server.out + server.err).lower()
