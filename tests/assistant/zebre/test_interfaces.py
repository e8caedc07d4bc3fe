"""What programs read of another programme: the OpenAPI document and all its resources, the tools of MCP, the commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from tests.assistant.mcp.test_tools import within
from tests.assistant.zebre.conftest import Served
from tests.assistant.zebre.foreign_words import foreign

COMMAND = Path(sys.executable).with_name("assistant")
PROJECT = Path(__file__).resolve().parents[3]
LISTED = "Code;Moulin;Commune;SIREN\nm-1;Saulnois;Saulnois;219900025\n"
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("repondre", {"question": "il y en a combien ?"}),
    ("repondre", {"question": "Bonjour"}),
    ("repondre", {"question": "Quel temps fait-il ?"}),
    ("rechercher", {"question": "Qui pilote ?"}),
    ("lister_offres", {}),
    ("lister_offres", {"operateur": "inconnu"}),
    ("chronologie", {}),
    ("chronologie", {"phase": "9"}),
    ("lire_document", {"document_id": "absent"}),
)


def test_the_openapi_document_is_titled_by_the_programme_and_names_no_other(zebre, plain) -> None:
    for served, title in ((zebre, "Le guichet Zèbre"), (plain, "Assistant documentaire")):
        document = served.server.get("/openapi.json")
        assert document.json()["info"]["title"] == title and foreign(document.text) == []
        assert f"{title} : API" in served.server.get("/docs").text


def test_no_resource_of_the_api_names_the_shipped_programme(served) -> None:
    paths = [path for path, methods in served.server.get("/openapi.json").json()["paths"].items() if "get" in methods]
    read = [path for path in paths if "{" not in path]
    assert len(read) > 8
    documents = served.server.get("/api/v1/documents?page_size=200").json()["items"]
    read += [f"/api/v1/documents/{document['id']}" for document in documents]
    read += ["/api/v1/search?q=dossier", "/v1/models/assistant", "/api/v1/documents?kind=territory"]
    found = {path: foreign(served.server.get(path, **served.admin).text) for path in read}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/ask", {"question": ""}),
        ("/api/v1/ask", {"question": "Qui ?", "filters": {"operator": "inconnu"}}),
        ("/api/v1/ask", {"question": "Qui ?", "engine": "generative"}),
        ("/v1/chat/completions", {"messages": []}),
        ("/api/v1/feedback", {"answer_id": "absent", "useful": True}),
    ],
)
def test_no_refusal_of_the_api_does(served, path: str, body: dict[str, Any]) -> None:
    reply = served.server.post(path, body)
    assert reply.status >= 400 and foreign(reply.text) == []


@pytest.mark.parametrize("transport", ["http", "stdio"])
def test_the_tools_speak_of_their_programme_only(served, transport: str) -> None:
    async def read(client: Any) -> Iterator[Any]:
        listed = await client.list_tools()
        called = [await client.call_tool(name, arguments) for name, arguments in CALLS]
        told = [client.instructions, client.server_info.model_dump_json(), listed.model_dump_json()]
        return iter([client.server_info.title, *told, *(result.model_dump_json() for result in called)])

    target: Any = f"{served.server.url}/mcp"
    if transport == "stdio":
        from mcp.client.stdio import StdioServerParameters

        arguments = ["mcp", "--data", str(served.data)]
        target = StdioServerParameters(command=str(COMMAND), args=arguments, env=environment(served), cwd=PROJECT)
    title, *told = within(target, read)
    assert title == ("Le guichet Zèbre" if served.name == "zebre" else "Assistant documentaire")
    assert [words for text in told for words in foreign(text)] == []


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands(below, (*path, name))


def test_the_help_of_no_command_does() -> None:
    from click.testing import CliRunner

    from assistant.serving.main import main

    paths = list(commands(main))
    assert ("members", "import") in paths and len(paths) > 15
    for path in paths:
        shown = CliRunner().invoke(main, [*path, "--help"])
        assert shown.exit_code == 0 and foreign(shown.output) == [], path


def environment(served: Served) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name == "ASSISTANT_READER" or not name.startswith("ASSISTANT_")}
    own = {"ASSISTANT_CORPUS": str(served.corpus), "PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1"}
    return {**kept, **own}


def run(served: Served, *arguments: object) -> str:
    """All that a command prints."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)], capture_output=True, text=True, env=environment(served), cwd=PROJECT, timeout=120
    )
    return done.stdout + done.stderr


def test_no_command_says_so_either(served) -> None:
    for arguments in (
        ("ask", "il y en a combien ?", "--data", served.data),
        ("ask", "Bonjour", "--data", served.data, "--format", "markdown"),
        ("ask", "Qui ?", "--operator", "inconnu", "--data", served.data),
        ("search", "dossier", "--data", served.data),
        ("check", "--corpus", served.corpus),
        ("doctor", "--data", served.data),
        ("gaps", "--data", served.data),
        ("ask", "Qui ?", "--data", served.data / "absent"),
    ):
        printed = run(served, *arguments)
        assert printed and foreign(printed) == [], arguments


def test_an_imported_list_is_that_of_the_programme(zebre, tmp_path: Path) -> None:
    listed = tmp_path / "liste.csv"
    listed.write_text(LISTED.replace("Code", "code_membre").replace("Moulin", "nom_membre").replace("Commune", "epci"), "utf-8")
    printed = run(zebre, "members", "import", listed, "--published-on", "2025", "--data", tmp_path / "data")
    assert "1 communes meunières, 1 communes" in printed and foreign(printed) == []
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "data" / "members").iterdir())
    assert "Liste des communes meunières" in written and "Conservatoire des Biefs" in written
    refused = run(zebre, "members", "import", zebre.corpus / "sources.yaml", "--data", tmp_path / "data")
    assert "Erreur" in refused and foreign(written + refused) == []


def test_the_schemas_for_editors_name_no_programme(zebre, tmp_path: Path) -> None:
    run(zebre, "check", "--schema", tmp_path)
    schemas = {file.name: file.read_text("utf-8") for file in tmp_path.glob("*.json")}
    assert "programmes.schema.json" in schemas
    shown = {name: foreign(json.dumps(json.loads(text), ensure_ascii=False)) for name, text in schemas.items()}
    assert {name: words for name, words in shown.items() if words} == {}
