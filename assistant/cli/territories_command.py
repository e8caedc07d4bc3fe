"""The official list of territories."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import FILE, data_option, failing_cleanly, json_option, print_json, settings_of


@click.group()
def territories() -> None:
    """La liste officielle des territoires et de leurs intercommunalités."""


@territories.command("import")
@click.argument("file", type=FILE)
@click.option("--published-on", help="Date de la liste : 2024-09, 2024-09-15…")
@data_option
@json_option
def import_list(file: Path, published_on: str | None, data: Path | None, as_json: bool) -> None:
    """Importer FILE, la liste officielle au format CSV ; relancer ensuite « assistant index ».

    Exemple : assistant territories import territoires_industrie_epci.csv --published-on 2024-09
    """
    with failing_cleanly():
        from index.members.member_import import import_territories

        report = import_territories(file, settings_of(data).data, published_on=published_on)
        if as_json:
            print_json(report.as_dict())
        else:
            click.echo(report.text())
