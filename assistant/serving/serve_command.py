"""Serve the API and the page."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import data_option, failing_cleanly, settings_of


@click.command()
@click.option("--host", help="Adresse d'écoute.  [défaut : ASSISTANT_HOST ou 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port.  [défaut : ASSISTANT_PORT ou 8000]")
@click.option("--page/--no-page", default=True, show_default=True, help="Servir aussi la page à l'adresse /.")
@data_option
def serve(host: str | None, port: int | None, page: bool, data: Path | None) -> None:
    """Servir l'API et la page.

    Exemple : assistant serve --port 8000
    """
    with failing_cleanly():
        from assistant.serving.server import serve as run

        run(settings_of(data, host=host, port=port), page=page)
