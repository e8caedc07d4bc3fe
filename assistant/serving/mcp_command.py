"""Offer the tools to a program on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import data_option, failing_cleanly, settings_of


@click.command()
@data_option
def mcp(data: Path | None) -> None:
    """Offrir les outils du protocole MCP à un programme de ce poste, par l'entrée et la sortie standard.

    En HTTP, c'est « assistant serve » qui les offre, à l'adresse /mcp.

    Exemple : claude mcp add assistant -- assistant mcp
    """
    with failing_cleanly():
        from assistant.mcp.tools import build
        from assistant.presentation.links import address
        from assistant.service.answering import LiveAssistant

        settings = settings_of(data)
        build(LiveAssistant(settings), settings.public_url or address(settings)).run()
