"""Measure quality."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import FILE, data_option, failing_cleanly, json_option, open_assistant

ROUNDS_NAME = "rounds"
"""In place of a set: the rounds written blind, whose first looks are kept."""


@click.command("eval")
@click.argument("name", metavar="[SET]", required=False, default="golden")
@click.option("--questions", type=FILE, help="Un fichier de questions JSONL au lieu d'un jeu du projet.")
@click.option("--explain", metavar="ID", help="Tout dire d'une question.")
@click.option(
    "--baselines/--no-baselines", default=True, show_default=True, help="Mesurer aussi les recherches de référence."
)
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="Écrire aussi le rapport JSON dans ce fichier."
)
@data_option
@json_option
def evaluate(
    name: str,
    questions: Path | None,
    explain: str | None,
    baselines: bool,
    report: Path | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Mesurer la qualité sur un jeu de questions : golden, conversations, nearby, noisy, letters.

    Ces jeux gardent des régressions. « rounds » montre le premier regard porté sur chaque série écrite à l'aveugle,
    sans rien demander.

    Exemple : assistant eval golden
    """
    with failing_cleanly():
        from evaluation.command import first_looks, run_evaluation

        if name == ROUNDS_NAME and questions is None:
            click.echo(first_looks(as_json=as_json))
            return
        click.echo(
            run_evaluation(
                open_assistant(data),
                name,
                questions,
                explain=explain,
                baselines=baselines,
                json_file=report,
                as_json=as_json,
            )
        )
