from __future__ import annotations

import html
import re
from urllib.parse import quote

HOSTILE = quote('fonds/coquelicot "1"', safe="")


def test_documents_are_listed_page_by_page(server) -> None:
    whole = server.get("/api/v1/documents?page_size=200").json()
    ids = [item["id"] for item in whole["items"]]
    assert whole["total"] == len(ids) == len(set(ids)) and ids == sorted(ids)
    second = server.get("/api/v1/documents?page=2&page_size=3").json()
    assert [item["id"] for item in second["items"]] == ids[3:6]
    assert server.get("/api/v1/documents?page=999").json()["items"] == []


def test_documents_of_one_kind_can_be_listed(server) -> None:
    offers = server.get("/api/v1/documents?kind=offer").json()
    assert [item["id"] for item in offers["items"]] == ["bdt-ingenierie", "bdt-prets"]


def test_a_kind_that_the_index_does_not_hold_is_refused_and_those_that_it_holds_are_named(server) -> None:
    reply = server.get("/api/v1/documents?kind=offers")
    assert reply.status == 422 and "la plus proche est « offer »" in reply.json()["detail"]
    assert "document, event" in reply.json()["detail"]


def test_the_text_page_highlights_the_quote_of_an_answer(server) -> None:
    citation = server.ask("Combien de Territoires d'industrie compte la phase 2 ?")["citations"][0]
    address = f"/api/v1/documents/{quote(citation['document_id'], safe='')}/text"
    page = server.get(f"{address}?start={citation['start']}&end={citation['end']}")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="fr">' in page.text
    marks = re.findall(r"<mark[^>]*>(.*?)</mark>", page.text, re.S)
    assert html.unescape("".join(marks)) == re.sub(r"\n|• ", "", citation["quote"])


def test_the_text_page_may_run_nothing(server) -> None:
    policy = server.get("/api/v1/documents/fiche-phase-2/text").headers["content-security-policy"]
    assert policy.startswith("default-src 'none';") and "script-src" not in policy and "unsafe" not in policy


def test_a_hostile_document_is_shown_as_text(server) -> None:
    page = server.get(f"/api/v1/documents/{HOSTILE}/text").text
    assert "<script" not in page and "<img" not in page and 'href="javascript' not in page
    assert "&lt;img src=x" in page


def test_an_id_with_slashes_and_quotes_is_found(server) -> None:
    document = server.get(f"/api/v1/documents/{HOSTILE}").json()
    assert document["id"] == 'fonds/coquelicot "1"'
    assert server.get(document["text_url"]).status == 200


def test_validity_follows_the_day(server) -> None:
    def state(day: str) -> str:
        return server.get(f"/api/v1/documents/fiche-phase-2?as_of={day}").json()["validity"]["state"]

    assert [state(day) for day in ("2020-01-01", "2024-01-01", "2030-01-01")] == [
        "announced", "in_force", "expired",
    ]  # fmt: skip


def test_data_is_never_sniffed_framed_or_scripted(server) -> None:
    headers = server.get("/api/v1/documents").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "access-control-allow-origin" not in headers and "server" not in headers
