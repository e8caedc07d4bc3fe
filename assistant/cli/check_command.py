"""Check a corpus."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.options import FAILED, FOLDER, Date, failing_cleanly, json_option, print_json, settings_of

if TYPE_CHECKING:
    from index.errors import Problem


@click.command()
@click.option(
    "--corpus", "corpora", type=FOLDER, multiple=True, help="Dossier à vérifier ; peut être répété.  [défaut : corpus]"
)
@click.option(
    "--schema", type=FOLDER, is_flag=False, flag_value="schemas",
    help="Écrire les schémas JSON des fiches dans ce dossier, pour les éditeurs.  [sans valeur : schemas]",
)  # fmt: skip
@click.option("--as-of", type=Date(), help="Jour auquel juger les dates.  [défaut : aujourd'hui]")
@json_option
def check(corpora: tuple[Path, ...], schema: Path | None, as_of: dt.date | None, as_json: bool) -> None:
    """Vérifier un corpus : fichier, ligne, champ et quoi faire ; code 1 s'il y a une erreur.

    Exemple : assistant check --corpus corpus
    """
    with failing_cleanly():
        from index.checking.corpus_checks import check_corpora, export_schemas

        settings = settings_of(None)
        if schema is not None:
            for path in export_schemas(schema, list(corpora) or [settings.corpus]):
                click.echo(str(path))
            return
        problems = check_corpora(list(corpora) or [settings.corpus], as_of or dt.date.today())
        errors = [problem for problem in problems if problem.severity == "error"]
        if as_json:
            print_json({"errors": len(errors), "problems": [_as_dict(problem) for problem in problems]})
        else:
            for problem in problems:
                click.echo(f"{'erreur' if problem.severity == 'error' else 'alerte'} : {problem}")
            click.echo(f"{len(errors)} erreur(s), {len(problems) - len(errors)} alerte(s).")
        if errors:
            sys.exit(FAILED)


def _as_dict(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file, "line": problem.line, "field": problem.field, "severity": problem.severity,
        "message": problem.message,
    }  # fmt: skip
