"""The official list of members."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import FILE, data_option, failing_cleanly, json_option, print_json, settings_of


@click.group()
def members() -> None:
    """La liste officielle de ceux qui font partie du programme."""


@members.command("import")
@click.argument("file", type=FILE)
@click.option("--published-on", help="Date de la liste : 2024-09, 2024-09-15…")
@data_option
@json_option
def import_list(file: Path, published_on: str | None, data: Path | None, as_json: bool) -> None:
    """Importer FILE, la liste officielle au format CSV ; relancer ensuite « assistant index ».

    Le programme que déclare le corpus des réglages dit comment s'appellent ses colonnes.

    Exemple : assistant members import liste.csv --published-on 2024-09
    """
    with failing_cleanly():
        from index.members.member_import import import_members
        from index.programmes.programme import load_programmes

        settings = settings_of(data)
        programmes, problems = load_programmes([settings.corpus])
        if problems:
            raise problems[0]
        report = import_members(file, settings.data, programmes.main, published_on=published_on)
        if as_json:
            print_json(report.as_dict())
        else:
            click.echo(report.text())
