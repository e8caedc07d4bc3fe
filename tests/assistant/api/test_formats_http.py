"""Answers in other shapes, and from some documents only, over HTTP."""

from __future__ import annotations

import io
from typing import Any

import pytest

QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"


def asked(server, **fields: Any):
    return server.post("/api/v1/ask", {"question": QUESTION, **fields})


@pytest.mark.parametrize(
    ("format", "media_type", "end"),
    [
        ("email", "message/rfc822", "eml"),
        ("markdown", "text/markdown; charset=utf-8", "md"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        ("odt", "application/vnd.oasis.opendocument.text", "odt"),
    ],
)
def test_a_reply_is_a_file_of_its_type_with_a_name(server, format: str, media_type: str, end: str) -> None:
    reply = asked(server, format=format)
    assert reply.status == 200 and reply.headers["content-type"] == media_type
    disposition = reply.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="reponse-') and disposition.endswith(f'.{end}"')


def test_the_links_of_a_reply_lead_to_the_server_that_was_asked(server) -> None:
    text = asked(server, format="markdown").text
    start = text.index(f"{server.url}/api/v1/documents/")
    address = text[start:].split(")")[0].removeprefix(server.url).split("#")[0]
    assert '<mark id="citation">' in server.get(address).text


def test_a_word_document_opens_and_answers(server) -> None:
    import docx

    opened = docx.Document(io.BytesIO(asked(server, format="docx").body))
    assert any("183 Territoires d'industrie" in paragraph.text for paragraph in opened.paragraphs)


def test_json_is_the_answer_itself(server) -> None:
    assert asked(server, format="json").json()["answer"] == asked(server).json()["answer"]


def test_a_format_that_does_not_exist_is_refused_with_those_that_do(server) -> None:
    problem = asked(server, format="pdf").json()
    assert problem["status"] == 422 and "odt" in problem["errors"][0]["message"]


def test_an_answer_cites_only_what_the_filters_let_through(server) -> None:
    answer = asked(server, filters={"kind": "document", "published_before": "2019-12-31"}).json()
    assert {citation["document_id"] for citation in answer["citations"]} <= {"fiche-phase-1"}
    answer = asked(server, filters={"published_after": "2023-01-01"}).json()
    assert {citation["published_on"] for citation in answer["citations"]} == {"2023-11-09"}


def test_a_stream_is_filtered_too(server) -> None:
    reply = server.post("/api/v1/ask/stream", {"question": QUESTION, "filters": {"status": "announced"}})
    assert '"fiche-phase-2"' not in reply.text and "event: done" in reply.text


@pytest.mark.parametrize("door", ["ask", "ask/stream"])
@pytest.mark.parametrize(
    ("fields", "slug", "named"),
    [
        ({"filters": {"operator": "Père Noël"}}, "question-refusee", "opérateurs de cet index"),
        ({"filters": {"kind": "poème"}}, "question-refusee", "genres de documents"),
        ({"engine": "generative"}, "moteur-absent", "modèle de rédaction"),
    ],
)
def test_what_is_not_there_is_refused_before_a_stream_begins(
    server, door: str, fields: dict[str, Any], slug: str, named: str
) -> None:
    reply = server.post(f"/api/v1/{door}", {"question": QUESTION, **fields})
    assert reply.status == 422 and reply.is_problem
    assert reply.json()["type"].endswith(slug) and named in reply.json()["detail"]


def test_a_search_is_filtered_by_its_address(server) -> None:
    def found(query: str) -> set[str]:
        return {r["document_id"] for r in server.get(f"/api/v1/search?q=industrie&k=50&{query}").json()["results"]}

    assert found("kind=offer") == {"bdt-ingenierie", "bdt-prets"}
    assert found("kind=offer&kind=operator&operator=BDT") == {"bdt-ingenierie", "bdt-prets", "banque-des-territoires"}
    assert "fiche-phase-1" not in found("published_after=2023-01-01") and found("status=superseded") == {
        "fiche-phase-1"
    }


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"status": "ouvert"}, "filters.status"), ({"operateur": "x"}, "filters.operateur"),
        ({"published_after": "2024-01-02", "published_before": "2024-01-01"}, "filters"), ("offer", "filters"),
    ],
)  # fmt: skip
def test_wrong_filters_are_refused_with_their_field(server, filters: Any, field: str) -> None:
    reply = asked(server, filters=filters)
    assert reply.status == 422 and reply.is_problem
    assert reply.json()["errors"][0]["field"].startswith(field)


def test_an_operator_that_is_not_there_is_refused_with_those_that_are(server) -> None:
    for reply in (asked(server, filters={"operator": "x"}), server.get("/api/v1/search?q=a&operator=x")):
        assert reply.status == 422 and "banque-des-territoires" in reply.json()["detail"]
