"""The tools, called by the protocol's official client: over HTTP from a running server, and over the standard streams of
the command."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

COMMAND = Path(sys.executable).with_name("assistant")
PROJECT = Path(__file__).resolve().parents[3]
TOOLS = {"repondre", "rechercher", "lire_document", "lister_offres", "chronologie"}
QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"


def over_stdio(data: Path) -> StdioServerParameters:
    kept = {name: value for name, value in os.environ.items() if name == "ASSISTANT_READER" or not name.startswith("ASSISTANT_")}
    environment = {**kept, "PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1"}
    return StdioServerParameters(command=str(COMMAND), args=["mcp", "--data", str(data)], env=environment, cwd=PROJECT)


def within(server: Any, work: Callable[[Client], Awaitable[Any]], mode: Any = "auto") -> Any:
    async def session() -> Any:
        async with Client(server, mode=mode) as client:
            return await work(client)

    # In a thread of its own: a browser of other tests leaves a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, session).result()


@pytest.fixture(params=["http", "http, before 2026", "stdio"])
def call(request: pytest.FixtureRequest, server, small_data: Path) -> Callable[..., Any]:
    """Calls one tool by one transport, and gives its result."""
    target = over_stdio(small_data) if request.param == "stdio" else f"{server.url}/mcp"
    mode = "legacy" if "before" in request.param else "auto"
    return lambda name, **arguments: within(target, lambda client: client.call_tool(name, arguments), mode)


@pytest.fixture
def over_http(server) -> Callable[..., Any]:
    return lambda name, **arguments: within(f"{server.url}/mcp", lambda client: client.call_tool(name, arguments))


def test_an_answer_is_text_with_its_sources_and_the_whole_object(call) -> None:
    result = call("repondre", question=QUESTION)
    assert not result.is_error
    text = result.content[0].text
    assert "183" in text and "**Sources**" in text and "/api/v1/documents/fiche-phase-2/text?start=" in text
    assert result.structured_content["citations"] and result.structured_content["status"] in ("answered", "partial")


def test_the_five_tools_say_what_they_do(server, small_data: Path) -> None:
    for target in (f"{server.url}/mcp", over_stdio(small_data)):
        listed = within(target, lambda client: client.list_tools()).tools
        assert {tool.name for tool in listed} == TOOLS
        for tool in listed:
            assert tool.title and tool.description and tool.annotations.read_only_hint
            assert all("description" in field for field in tool.input_schema["properties"].values())


def test_a_passage_that_is_found_can_be_read_in_its_document(over_http) -> None:
    (found,) = over_http("rechercher", question="quatre axes", nombre=1).structured_content["passages"]
    read = over_http(
        "lire_document", document_id=found["document_id"], debut=found["start"], longueur=found["end"] - found["start"]
    )
    assert read.structured_content["text"] == found["text"]


def test_a_document_is_read_in_parts_to_its_end(over_http) -> None:
    parts, at, length = [], 0, 1
    while at < length:
        part = over_http("lire_document", document_id="fiche-phase-2", debut=at, longueur=150).structured_content
        parts.append(part["text"])
        at, length = part["end"], part["characters"]
    assert len("".join(parts)) == length and "transition écologique" in "".join(parts)
    past = over_http("lire_document", document_id="fiche-phase-2", debut=10**8).structured_content
    assert past["text"] == "" and past["start"] == past["end"] == length


def test_earlier_questions_and_filters_count(over_http) -> None:
    answer = over_http("repondre", question="Et la phase 1 ?", questions_precedentes=[QUESTION]).structured_content
    assert "Territoires d'industrie" in answer["understood_as"]
    found = over_http("rechercher", question="ingénierie", filtres={"kind": "offer", "status": "in_force"})
    assert {p["document_id"] for p in found.structured_content["passages"]} == {"bdt-prets"}


def test_offers_and_events_are_listed_within_bounds(over_http) -> None:
    assert [o["id"] for o in over_http("lister_offres", statut="in_force").structured_content["offers"]] == [
        "bdt-prets"
    ]
    events = over_http("chronologie", depuis="2018-11", jusqu_a="2018").structured_content["events"]
    assert [event["id"] for event in events] == ["lancement-2018"]
    assert [e["id"] for e in over_http("chronologie", phase="2").structured_content["events"]] == ["fin-phase-2"]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("lire_document", {"document_id": "zorglub"}, "Aucun document"),
        ("repondre", {"question": "?"}, "La question est vide"),
        ("repondre", {"question": "Combien ?", "filtres": {"operator": "zorglub"}}, "banque-des-territoires"),
        ("chronologie", {"depuis": "hier"}, "2018-11"),
        ("chronologie", {"phase": "première"}, "valeurs connues : préparation, 1, 2, voisin"),
        ("lister_offres", {"operateur": "banque des territoire"}, "la plus proche est « banque-des-territoires »"),
        ("lister_offres", {"aide": "pre"}, "la plus proche est « prêt »"),
        ("repondre", {"question": "a" * 2_001}, "question"),
        ("lire_document", {"document_id": "fiche-phase-2", "longueur": 10**6}, "longueur"),
        ("rechercher", {"question": "a", "nombre": 51}, "nombre"),
    ],
)
def test_what_cannot_be_done_is_an_error_that_says_why(over_http, name: str, arguments: Any, said: str) -> None:
    result = over_http(name, **arguments)
    assert result.is_error and said in result.content[0].text


def test_without_an_index_a_tool_says_so_without_a_path(empty_server) -> None:
    result = within(f"{empty_server.url}/mcp", lambda client: client.call_tool("repondre", {"question": QUESTION}))
    assert result.is_error and "pas d'index" in result.content[0].text and "/" not in result.content[0].text


def test_a_question_asked_through_a_tool_is_never_written_to_the_logs(over_http, server) -> None:
    over_http("repondre", question="Madame Zyzomys demande un prêt")
    over_http("repondre", question="Madame Zyzomys", jour="Zyzomys")
    over_http("lire_document", document_id="Zyzomys")
    assert "zyzomys" not in "\n".join(server.out + server.err).lower()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"jsonrpc": "2.0"}', b"null", b"\xff"])
def test_what_is_not_of_the_protocol_is_refused(server, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    assert 400 <= httpx.post(f"{server.url}/mcp", content=body, headers=headers).status_code < 500


def test_no_connection_is_held_open_for_messages_that_never_come(server) -> None:
    assert server.get("/mcp", Accept="text/event-stream").status == 405


def test_where_reading_needs_a_key_tools_need_it_too(serving, small_data: Path) -> None:
    from assistant.access.keys import KeyStore
    from assistant.access.roles import Role

    key = KeyStore(small_data).create("outils", Role.LECTURE)[1]
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}'
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    with serving(small_data, page=False, settings={"ASSISTANT_ACCESS": "keys"}) as closed:
        assert closed.request("POST", "/mcp", body, headers).status == 401
        assert closed.request("POST", "/v1/chat/completions", b"{}", headers).status == 401
        listed = closed.request("POST", "/mcp", body, {**headers, "Authorization": f"Bearer {key}"})
    assert {tool["name"] for tool in listed.json()["result"]["tools"]} == TOOLS


def test_a_body_that_is_too_large_is_refused(server) -> None:
    assert server.request("POST", "/mcp", b" " * 2_000_000, {"Content-Type": "application/json"}).status == 413


def test_the_sdk_is_loaded_only_where_tools_are_used() -> None:
    import subprocess

    code = (
        "import sys; from assistant.serving.app import create_app; from index.settings import Settings; import assistant.serving.main; "
        "create_app(Settings()); print([m for m in ('mcp', 'docx', 'odf', 'openai') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
