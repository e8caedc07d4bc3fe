"""The command line: `assistant COMMAND`. Results on stdout, errors on stderr in one line that says what to do."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from index.errors import Problem
    from index.settings import Settings

_FAILED = 1
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


class _Date(click.ParamType):
    """An ISO day."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} n'est pas une date : écrivez par exemple 2026-11-22.", param, ctx)


data_option = click.option(
    "--data", type=_FOLDER, help="Dossier des modèles et de l'index.  [défaut : ASSISTANT_DATA ou data]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Sortie JSON.")


@contextlib.contextmanager
def _failing_cleanly() -> Iterator[None]:
    """Turns the errors a user can act on into one line on stderr and exit code 1."""
    from assistant.errors import QuestionError
    from index.errors import IndexingError, Problem
    from index.settings import SettingsError

    try:
        yield
    except BrokenPipeError:
        sys.exit(_FAILED)
    except (QuestionError, IndexingError, SettingsError, Problem) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.strerror or error} : {error.filename or ''}")


def _fail(message: str) -> None:
    click.echo("Erreur : " + " ".join(message.split()), err=True)
    sys.exit(_FAILED)


def _settings(data: Path | None, **overrides: object) -> Settings:
    from index.settings import load_settings

    return load_settings(data=data, **overrides)


def _assistant(data: Path | None) -> Assistant:
    from assistant.pipeline import Assistant

    return Assistant.open(_settings(data))


class _Commands(click.Group):
    """Tells a wrong usage in one line, like every other error."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "assistant"
            message = " ".join(error.format_message().split())
            click.echo(f"Erreur : {message} Voir « {command} --help ».", err=True)
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(130)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="assistant-territoires", prog_name="assistant")
def main() -> None:
    """Assistant sur les documents d'un programme public : réponses courtes, datées, prouvées.

    Exemple : assistant ask "Combien de territoires d'industrie aujourd'hui ?"
    """


@main.command()
@click.option(
    "--corpus", "corpora", type=_FOLDER, multiple=True, help="Dossier à indexer ; peut être répété.  [défaut : corpus]"
)
@data_option
@click.option("--full", is_flag=True, help="Tout réencoder, sans reprendre l'index en service.")
@click.option("--dry-run", is_flag=True, help="Afficher ce qui serait fait, sans rien écrire.")
@click.option("--rollback", "back", is_flag=True, help="Revenir à l'index précédent.")
@json_option
def index(corpora: tuple[Path, ...], data: Path | None, full: bool, dry_run: bool, back: bool, as_json: bool) -> None:
    """Construire l'index ; seuls les documents changés sont réencodés.

    Exemple : assistant index --corpus corpus --corpus documents
    """
    with _failing_cleanly():
        from assistant.indexing import run_build, run_rollback

        settings = _settings(data)
        if back:
            click.echo(run_rollback(settings, as_json=as_json))
            return
        click.echo(run_build(settings, list(corpora), full=full, dry_run=dry_run, as_json=as_json))


@main.command()
@click.argument("question", required=False)
@click.option("--history", type=_FILE, help="Fichier JSON : liste des questions précédentes, la plus ancienne d'abord.")
@click.option("--as-of", type=_Date(), help="Jour auquel juger ce qui est en vigueur.  [défaut : aujourd'hui]")
@click.option("--batch", type=_FILE, help="Fichier JSONL : un objet {id, question, history?, as_of?} par ligne.")
@data_option
@json_option
def ask(
    question: str | None,
    history: Path | None,
    as_of: dt.date | None,
    batch: Path | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Poser une QUESTION, ou toutes celles d'un fichier.

    Exemple : assistant ask "C'est quoi le VTE ?" --json
    """
    _one_of(question, batch, "une QUESTION ou --batch FICHIER")
    with _failing_cleanly():
        from assistant.batch import read_batch, read_history
        from assistant.text import answer_text

        if batch is not None:
            lines = read_batch(batch)
            assistant = _assistant(data)
            for line in lines:
                answer = assistant.ask(line.question, line.history, as_of=line.as_of or as_of)
                _print_json({**answer.model_dump(mode="json"), "id": line.id})
            return
        earlier = read_history(history) if history else []
        answer = _assistant(data).ask(question or "", earlier, as_of=as_of)
        if as_json:
            _print_json(answer.model_dump(mode="json"))
        else:
            click.echo(answer_text(answer))


@main.command()
@click.argument("query", required=False)
@click.option("-k", "count", type=click.IntRange(1, 200), default=10, show_default=True, help="Nombre de passages.")
@click.option("--batch", type=_FILE, help="Fichier JSONL : un objet {id, question, history?} par ligne.")
@data_option
@json_option
def search(query: str | None, count: int, batch: Path | None, data: Path | None, as_json: bool) -> None:
    """Chercher les passages les plus proches d'une QUERY.

    Exemple : assistant search "durée des prêts" -k 3
    """
    _one_of(query, batch, "une QUERY ou --batch FICHIER")
    with _failing_cleanly():
        from assistant.batch import read_batch
        from assistant.text import results_text

        lines = read_batch(batch) if batch is not None else []
        assistant = _assistant(data)
        if batch is not None:
            for line in lines:
                found = assistant.search(line.question, count, line.history)
                _print_json({"id": line.id, "results": [result.model_dump(mode="json") for result in found]})
            return
        results = assistant.search(query or "", count)
        if as_json:
            _print_json({"results": [result.model_dump(mode="json") for result in results]})
        else:
            click.echo(results_text(results))


@main.command()
@click.option("--host", help="Adresse d'écoute.  [défaut : ASSISTANT_HOST ou 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port.  [défaut : ASSISTANT_PORT ou 8000]")
@click.option("--page/--no-page", default=True, show_default=True, help="Servir aussi la page à l'adresse /.")
@data_option
def serve(host: str | None, port: int | None, page: bool, data: Path | None) -> None:
    """Servir l'API et la page.

    Exemple : assistant serve --port 8000
    """
    with _failing_cleanly():
        from assistant.api.server import serve as run

        run(_settings(data, host=host, port=port), page=page)


@main.command()
@click.option(
    "--corpus", "corpora", type=_FOLDER, multiple=True, help="Dossier à vérifier ; peut être répété.  [défaut : corpus]"
)
@click.option(
    "--schema", type=_FOLDER, is_flag=False, flag_value="schemas",
    help="Écrire les schémas JSON des fiches dans ce dossier, pour les éditeurs.  [sans valeur : schemas]",
)  # fmt: skip
@click.option("--as-of", type=_Date(), help="Jour auquel juger les dates.  [défaut : aujourd'hui]")
@json_option
def check(corpora: tuple[Path, ...], schema: Path | None, as_of: dt.date | None, as_json: bool) -> None:
    """Vérifier un corpus : fichier, ligne, champ et quoi faire ; code 1 s'il y a une erreur.

    Exemple : assistant check --corpus corpus
    """
    with _failing_cleanly():
        from index.checks import check_corpora, export_schemas

        settings = _settings(None)
        if schema is not None:
            for path in export_schemas(schema):
                click.echo(str(path))
            return
        problems = check_corpora(list(corpora) or [settings.corpus], as_of or dt.date.today())
        errors = [problem for problem in problems if problem.severity == "error"]
        if as_json:
            _print_json({"errors": len(errors), "problems": [_as_dict(problem) for problem in problems]})
        else:
            for problem in problems:
                click.echo(f"{'erreur' if problem.severity == 'error' else 'alerte'} : {problem}")
            click.echo(f"{len(errors)} erreur(s), {len(problems) - len(errors)} alerte(s).")
        if errors:
            sys.exit(_FAILED)


@main.group()
def model() -> None:
    """Préparer l'encodeur."""


@model.command()
@data_option
@click.option("--force", is_flag=True, help="Refaire même si l'encodeur est déjà prêt.")
def prepare(data: Path | None, force: bool) -> None:
    """Construire, vérifier et installer l'encodeur nommé par ASSISTANT_ENCODER.

    Exemple : assistant model prepare
    """
    with _failing_cleanly():
        from assistant.indexing import prepare_encoder

        click.echo(f"Encodeur prêt : {prepare_encoder(_settings(data), force=force)}")


@main.group()
def territories() -> None:
    """La liste officielle des territoires et de leurs intercommunalités."""


@territories.command("import")
@click.argument("file", type=_FILE)
@click.option("--published-on", help="Date de la liste : 2024-09, 2024-09-15…")
@data_option
@json_option
def import_list(file: Path, published_on: str | None, data: Path | None, as_json: bool) -> None:
    """Importer FILE, la liste officielle au format CSV ; relancer ensuite « assistant index ».

    Exemple : assistant territories import territoires_industrie_epci.csv --published-on 2024-09
    """
    with _failing_cleanly():
        from index.territories import import_territories

        report = import_territories(file, _settings(data).data, published_on=published_on)
        if as_json:
            _print_json(report.as_dict())
        else:
            click.echo(report.text())


@main.command("eval")
@click.argument("name", metavar="[SET]", required=False, default="golden")
@click.option("--questions", type=_FILE, help="Un fichier de questions JSONL au lieu d'un jeu du projet.")
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
    """Mesurer la qualité sur un jeu de questions : golden, conversations, noisy.

    Exemple : assistant eval golden
    """
    with _failing_cleanly():
        from evaluation.command import run_evaluation

        click.echo(
            run_evaluation(
                _assistant(data),
                name,
                questions,
                explain=explain,
                baselines=baselines,
                json_file=report,
                as_json=as_json,
            )
        )


def _as_dict(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file, "line": problem.line, "field": problem.field, "severity": problem.severity,
        "message": problem.message,
    }  # fmt: skip


def _one_of(argument: str | None, batch: Path | None, what: str) -> None:
    if (argument is None) == (batch is None):
        raise click.UsageError(f"Donnez {what} (l'un ou l'autre).")


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
