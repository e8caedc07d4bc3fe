"""Build the index, or go back to the one before."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import FOLDER, data_option, failing_cleanly, json_option, settings_of


@click.command()
@click.option(
    "--corpus", "corpora", type=FOLDER, multiple=True, help="Dossier à indexer ; peut être répété.  [défaut : corpus]"
)
@data_option
@click.option("--full", is_flag=True, help="Tout relire et réencoder, sans reprendre l'index en service.")
@click.option("--dry-run", is_flag=True, help="Afficher ce qui serait fait, sans rien écrire.")
@click.option("--force", is_flag=True, help="Mettre en service même si le contrôle de qualité refuse.")
@click.option("--watch", "watching", is_flag=True, help="Rester là et réindexer après chaque changement du dossier.")
@click.option("--rollback", "back", is_flag=True, help="Revenir à l'index précédent.")
@json_option
def index(
    corpora: tuple[Path, ...],
    data: Path | None,
    full: bool,
    dry_run: bool,
    force: bool,
    watching: bool,
    back: bool,
    as_json: bool,
) -> None:
    """Construire l'index ; seuls les documents changés sont relus et réencodés.

    Exemple : assistant index --corpus corpus --corpus documents
    """
    if dry_run + back + watching > 1:
        raise click.UsageError("--dry-run, --rollback et --watch ne vont pas ensemble.")
    with failing_cleanly():
        from assistant.cli.build_output import run_build, run_rollback, run_watch

        settings = settings_of(data)
        if back:
            click.echo(run_rollback(settings, as_json=as_json))
        elif watching:
            run_watch(settings, corpora, full=full, force=force, as_json=as_json, say=click.echo)
        else:
            click.echo(run_build(settings, corpora, full=full, dry_run=dry_run, force=force, as_json=as_json))
