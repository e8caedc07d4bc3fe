"""Prepare the encoder."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import data_option, failing_cleanly, settings_of


@click.group()
def model() -> None:
    """Préparer l'encodeur."""


@model.command()
@data_option
@click.option("--force", is_flag=True, help="Refaire même si l'encodeur est déjà prêt.")
def prepare(data: Path | None, force: bool) -> None:
    """Construire, vérifier et installer l'encodeur nommé par ASSISTANT_ENCODER.

    Exemple : assistant model prepare
    """
    with failing_cleanly():
        from assistant.cli.build_output import progress_shown
        from assistant.maintenance.index_builds import prepare_encoder

        with progress_shown() as progress:
            folder = prepare_encoder(settings_of(data), force=force, progress=progress)
        click.echo(f"Encodeur prêt : {folder}")
