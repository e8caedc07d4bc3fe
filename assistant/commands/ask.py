"""Ask one question, or those of a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from assistant.commands.common import (
    FILE,
    Date,
    data_option,
    failing_cleanly,
    json_option,
    one_of,
    open_assistant,
    print_json,
)


@click.command()
@click.argument("question", required=False)
@click.option("--history", type=FILE, help="Fichier JSON : liste des questions précédentes, la plus ancienne d'abord.")
@click.option("--as-of", type=Date(), help="Jour auquel juger ce qui est en vigueur.  [défaut : aujourd'hui]")
@click.option("--batch", type=FILE, help="Fichier JSONL : un objet {id, question, history?, as_of?} par ligne.")
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
    one_of(question, batch, "une QUESTION ou --batch FICHIER")
    with failing_cleanly():
        from assistant.batch import read_batch, read_history
        from assistant.text import answer_text

        if batch is not None:
            lines = read_batch(batch)
            assistant = open_assistant(data)
            for line in lines:
                answer = assistant.ask(line.question, line.history, as_of=line.as_of or as_of)
                print_json({**answer.model_dump(mode="json"), "id": line.id})
            return
        earlier = read_history(history) if history else []
        answer = open_assistant(data).ask(question or "", earlier, as_of=as_of)
        if as_json:
            print_json(answer.model_dump(mode="json"))
        else:
            click.echo(answer_text(answer))
