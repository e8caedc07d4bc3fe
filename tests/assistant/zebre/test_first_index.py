"""A server that starts before its first index is of no programme, and bears the programme's name as soon as one is built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from tests.assistant.conftest import running
from tests.assistant.mcp.test_tools import within
from tests.assistant.zebre.conftest import ZEBRE
from tests.assistant.zebre.foreign_words import foreign


def test_the_name_comes_with_the_index(encoder, tmp_path: Path) -> None:
    from index.build.builder import build

    async def title(client: Any) -> str:
        await client.list_tools()
        return str(client.server_info.title)

    with running(tmp_path, page=True, ready=r"^En attente d'un index") as server:
        before = server.get("/").text
        assert "Assistant documentaire" in before and foreign(before) == []
        assert [link.text for link in BeautifulSoup(before, "html.parser").select("header nav a")] == [
            "Poser une question", "Sources", "Aide",
        ]  # fmt: skip
        assert server.get("/openapi.json").json()["info"]["title"] == "Assistant documentaire"
        assert within(f"{server.url}/mcp", title) == "Assistant documentaire"
        assert foreign(server.get("/offres").text + server.get("/docs").text) == []
        build([ZEBRE], tmp_path, encoder)
        after = server.get("/").text
        assert "<title>Le guichet Zèbre</title>" in after and "les documents du plan Zèbre" in after
        assert server.get("/openapi.json").json()["info"]["title"] == "Le guichet Zèbre"
        assert within(f"{server.url}/mcp", title) == "Le guichet Zèbre"
