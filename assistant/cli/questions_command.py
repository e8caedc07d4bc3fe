"""Accepted questions: add, list, check, accept."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.cli.options import (
    FAILED,
    FOLDER,
    data_option,
    fail,
    failing_cleanly,
    json_option,
    print_json,
    settings_of,
)

_STATES = {"live": "en service", "pending": "à indexer", "proposed": "proposée"}

corpus_option = click.option("--corpus", type=FOLDER, help="Dossier du corpus.  [défaut : ASSISTANT_CORPUS ou corpus]")


@click.group()
def questions() -> None:
    """Les questions acceptées, liées aux phrases qui y répondent : les ajouter, les lister, les vérifier."""


@questions.command("add")
@click.argument("asked", metavar="QUESTION…", nargs=-1, required=True)
@click.option("--document", required=True, help="Identifiant du document qui répond.")
@click.option("--answer", "answers", multiple=True, required=True, help="Phrase de ce document qui répond ; quatre au plus.")
@corpus_option
@data_option
def add_question(
    asked: tuple[str, ...], document: str, answers: tuple[str, ...], corpus: Path | None, data: Path | None
) -> None:
    """Lier des questions à la phrase qui y répond ; « assistant index » les met en service.

    Exemple : assistant questions add --document fiche-vte --answer "La phrase exacte." "c koi le vte ?"
    """
    with failing_cleanly():
        from contextlib import closing

        from assistant.maintenance.question_upkeep import add
        from index.storage.snapshot import open_current

        settings = settings_of(data, corpus=corpus)
        with closing(open_current(settings.data, settings.vector_backend)) as snapshot:
            try:
                added = add(settings, snapshot, document, answers, asked)
            except KeyError:
                fail(f"aucun document « {document} » dans l'index : « assistant search » donne les identifiants.")
        click.echo(f"{len(added)} question(s) ajoutée(s) à {document}. « assistant index » les met en service.")


@questions.command("list")
@click.option("--document", help="Seulement ce document, par son identifiant.")
@data_option
@json_option
def list_questions(document: str | None, data: Path | None, as_json: bool) -> None:
    """Lister les questions, en service, à indexer ou proposées."""
    with failing_cleanly():
        from contextlib import closing

        from assistant.maintenance.question_upkeep import listed
        from index.storage.snapshot import open_current

        settings = settings_of(data)
        with closing(open_current(settings.data, settings.vector_backend)) as snapshot:
            found = listed(settings, snapshot, document)
        if as_json:
            print_json([question.model_dump(mode="json") for question in found])
            return
        for question in found:
            click.echo(f"{_STATES[question.state]:<10}  {question.document_id}  {question.question}")
        if not found:
            click.echo("Aucune question. « assistant questions add » en lie une à sa réponse.")


@questions.command("check")
@click.option("--corpus", "corpora", type=FOLDER, multiple=True, help="Dossier à vérifier ; répétable.  [défaut : corpus]")
@data_option
@json_option
def check_questions(corpora: tuple[Path, ...], data: Path | None, as_json: bool) -> None:
    """Dire quelles questions n'ont plus leur phrase ou leur document ; code 1 s'il y en a."""
    with failing_cleanly():
        from assistant.maintenance.question_upkeep import checked

        found = checked(settings_of(data), corpora)
        proposed = sum(len(placed.entry.questions) for placed in found.proposed)
        if as_json:
            problems = [str(problem) for problem in found.problems]
            print_json({"accepted": len(found.accepted), "proposed": proposed, "problems": problems})
        else:
            for problem in found.problems:
                click.echo(str(problem))
            click.echo(f"{len(found.accepted)} acceptée(s), {proposed} proposée(s), {len(found.problems)} à reprendre.")
        if found.problems:
            sys.exit(FAILED)


@questions.command("accept")
@click.argument("asked", metavar="[QUESTION…]", nargs=-1)
@click.option("--document", help="Toutes celles qui sont proposées pour ce document.")
@click.option("--all", "everything", is_flag=True, help="Toutes celles qui sont proposées.")
@corpus_option
def accept_questions(asked: tuple[str, ...], document: str | None, everything: bool, corpus: Path | None) -> None:
    """Accepter des questions proposées, avec celles qui partagent leur réponse dans le fichier.

    Exemple : assistant questions accept "c koi le vte ?"
    """
    if bool(asked) + bool(document) + everything != 1:
        raise click.UsageError("Donnez des QUESTIONS, --document ou --all (l'un des trois).")
    with failing_cleanly():
        from index.questions.question_editing import accept

        entries = accept(settings_of(None, corpus=corpus).corpus, document, asked)
        for entry in entries:
            for one in entry.questions:
                click.echo(f"acceptée : {entry.document}  {one.asked}")
        if not entries:
            fail("aucune question proposée ne correspond : « assistant questions list » les montre.")
        click.echo("« assistant index » les met en service.")
