from __future__ import annotations


def test_a_server_with_an_index_is_live_and_ready(server) -> None:
    assert server.get("/health/live").json() == {"status": "live"}
    assert server.get("/health/ready").json()["status"] == "ready"


def test_the_index_is_described_without_a_path_of_the_server(server, small_data) -> None:
    reply = server.get("/api/v1/index")
    assert reply.json()["counts"]["documents"] == server.get("/api/v1/documents").json()["total"]
    assert str(small_data) not in reply.text


def test_the_documentation_needs_no_other_host(server) -> None:
    page = server.get("/docs").text
    assert "http://" not in page and "https://" not in page
    assert server.get("/docs/assets/swagger-ui-bundle.js").status == 200
    assert server.get("/openapi.json").json()["info"]["title"]


def test_without_an_index_the_server_lives_and_asks_to_come_back(empty_server) -> None:
    assert empty_server.get("/health/live").status == 200
    for reply in (
        empty_server.get("/health/ready"),
        empty_server.get("/api/v1/documents"),
        empty_server.post("/api/v1/ask", {"question": "Combien ?"}),
        empty_server.post("/api/v1/ask/stream", {"question": "Combien ?"}),
    ):
        assert reply.status == 503 and reply.is_problem
        assert int(reply.headers["retry-after"]) > 0


def test_without_an_index_a_wrong_question_is_still_told_what_is_wrong(empty_server) -> None:
    assert empty_server.post("/api/v1/ask", {"question": ""}).status == 422


def test_the_operator_is_told_the_command_and_the_client_is_not_told_the_path(empty_server) -> None:
    assert "assistant index" in "\n".join(empty_server.err)
    assert "/" not in empty_server.get("/api/v1/documents").json()["detail"]
