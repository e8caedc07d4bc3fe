"""Ask one question, or those of a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.options import (
    FILE,
    Date,
    data_option,
    failing_cleanly,
    filter_options,
    filters_of,
    json_option,
    one_of,
    open_assistant,
    print_json,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.engine.assistant import Assistant
    from assistant.engine.filters import Filters
    from assistant.replies import Format
    from assistant.schema import Answer, Turn


@click.command()
@click.argument("question", required=False)
@click.option("--history", type=FILE, help="Fichier JSON : liste des questions précédentes, la plus ancienne d'abord.")
@click.option("--as-of", type=Date(), help="Jour auquel juger ce qui est en vigueur.  [défaut : aujourd'hui]")
@click.option("--batch", type=FILE, help="Fichier JSONL : un objet {id, question, history?, as_of?} par ligne.")
@click.option(
    "--format", type=click.Choice(("email", "markdown", "docx", "odt")),
    help="Écrire sur la sortie une réponse prête à envoyer, dans ce format.",
)  # fmt: skip
@click.option(
    "--explain", is_flag=True, help="Dire aussi ce qui a décidé de la réponse : preuves, seuil, forme retenue."
)
@filter_options
@data_option
@json_option
def ask(
    question: str | None,
    history: Path | None,
    as_of: dt.date | None,
    batch: Path | None,
    format: Format | None,
    explain: bool,
    data: Path | None,
    as_json: bool,
    **options: object,
) -> None:
    """Poser une QUESTION, ou toutes celles d'un fichier.

    Exemple : assistant ask "Quelles aides pour recruter ?" --format odt > reponse.odt
    """
    one_of(question, batch, "une QUESTION ou --batch FICHIER")
    if format is not None and (batch is not None or as_json or explain):
        raise click.UsageError("--format vaut pour une seule QUESTION, sans --json ni --explain.")
    filters = filters_of(options)
    with failing_cleanly():
        from assistant.cli.batch import read_batch, read_history
        from assistant.cli.terminal_text import answer_text

        if batch is not None:
            lines = read_batch(batch)
            assistant = open_assistant(data)
            for line in lines:
                answer = _answer(assistant, line.question, line.history, line.as_of or as_of, filters, explain=explain)
                print_json({**answer.model_dump(mode="json"), "id": line.id})
            return
        earlier = read_history(history) if history else []
        answer = _answer(open_assistant(data), question or "", earlier, as_of, filters, explain=explain)
        if format is not None:
            from assistant.replies import reply

            made = reply(answer, format, base_url=settings_of(data).public_url or "")
            click.echo(made.content, nl=False)
        elif as_json:
            print_json(answer.model_dump(mode="json"))
        else:
            click.echo(answer_text(answer))


def _answer(
    assistant: Assistant,
    question: str,
    history: Sequence[Turn | str],
    as_of: dt.date | None,
    filters: Filters,
    *,
    explain: bool,
) -> Answer:
    request = assistant.request(question, history, as_of=as_of, filters=filters)
    answer = assistant.answer(request)
    return request.explained(answer) if explain else answer
