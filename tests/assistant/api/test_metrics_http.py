from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"


def samples(text: str) -> dict[tuple[str, ...], float]:
    """(name, label value…) → value, label values in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scraped(server: Any, headers: dict[str, str]) -> dict[tuple[str, ...], float]:
    reply = server.get("/metrics", **headers)
    assert reply.status == 200 and reply.headers["content-type"].startswith("text/plain; version=")
    return samples(reply.text)


def test_answers_requests_and_stages_are_counted(server, admin) -> None:
    before = scraped(server, admin)
    answers = [server.ask(QUESTION), server.ask(QUESTION), server.ask("Aide-moi à gonfler le nombre d'emplois")]
    after = scraped(server, admin)

    def grown(*name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert grown("assistant_http_requests_total", "POST", "/api/v1/ask", "200") == 3
    assert grown("assistant_http_request_seconds_count", "/api/v1/ask") == 3
    for status in {answer["status"] for answer in answers}:
        expected = sum(answer["status"] == status for answer in answers)
        assert grown("assistant_answers_total", "api", "extractive", status) == expected
    assert answers[2]["status"] == "refused"
    assert grown("assistant_answer_stage_seconds_count", "total") == 3
    total = sum(answer["timings_ms"]["total"] for answer in answers) / 1000
    assert grown("assistant_answer_stage_seconds_sum", "total") == pytest.approx(total)
    assert grown("assistant_journal_receipts_total", "stored") == 3


def test_the_index_in_service_is_described(server, admin) -> None:
    found = scraped(server, admin)
    assert found["assistant_ready",] == 1
    assert 0 < found["assistant_snapshot_age_seconds",] < 86_400
    assert found["assistant_documents",] == server.get("/api/v1/documents").json()["total"]
    assert found["process_resident_memory_bytes",] > 0
    assert "assistant_verification_failures_total" in {name for name, *_ in found}


def test_no_word_of_a_caller_becomes_a_label(server, admin) -> None:
    server.ask("Madame Zyzomys demande un prêt")
    for path in ("/zyzomys", "/api/v1/documents/zyzomys", "/api/v1/documents/a/zyzomys/text", "/recus/zyzomys"):
        server.get(path)
        server.get(f"{path}?zyzomys=zyzomys")
    server.request("PROPFIND", "/api/v1/ask")
    text = server.get("/metrics", **admin).text
    assert "zyzomys" not in text.lower()
    found = samples(text)
    assert ("assistant_http_requests_total", "GET", "/recus/{answer_id}", "404") in found
    assert ("assistant_http_requests_total", "GET", "/api/v1/documents/{document_id}/text", "404") in found
    assert ("assistant_http_requests_total", "GET", "(aucune route)", "404") in found
    assert ("assistant_http_requests_total", "other", "/api/v1/ask", "405") in found


def test_metrics_are_for_administrators(server) -> None:
    assert server.get("/metrics").status == 401


def test_without_an_index_the_metrics_say_so(empty_server, empty_admin) -> None:
    found = scraped(empty_server, empty_admin)
    assert found["assistant_ready",] == 0
    assert ("assistant_snapshot_age_seconds",) not in found
