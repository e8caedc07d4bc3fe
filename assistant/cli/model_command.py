"""Prepare the encoder and the reader."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import data_option, failing_cleanly, settings_of


@click.group()
def model() -> None:
    """Préparer l'encodeur et le lecteur."""


@model.command()
@data_option
@click.option("--force", is_flag=True, help="Refaire même s'ils sont déjà prêts.")
def prepare(data: Path | None, force: bool) -> None:
    """Construire, vérifier et installer l'encodeur nommé par ASSISTANT_ENCODER, et le lecteur du projet.

    Exemple : assistant model prepare
    """
    with failing_cleanly():
        from assistant.cli.build_output import progress_shown
        from assistant.maintenance.index_builds import prepare_encoder, prepare_reader

        settings = settings_of(data)
        with progress_shown() as progress:
            folder = prepare_encoder(settings, force=force, progress=progress)
            reader = prepare_reader(settings, force=force, progress=progress)
        click.echo(f"Encodeur prêt : {folder}")
        if reader is not None:
            click.echo(f"Lecteur prêt : {reader}")
