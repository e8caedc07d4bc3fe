"""Search passages."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.options import (
    FILE,
    data_option,
    failing_cleanly,
    filter_options,
    filters_of,
    json_option,
    one_of,
    open_assistant,
    print_json,
)


@click.command()
@click.argument("query", required=False)
@click.option("-k", "count", type=click.IntRange(1, 200), default=10, show_default=True, help="Nombre de passages.")
@click.option("--batch", type=FILE, help="Fichier JSONL : un objet {id, question, history?} par ligne.")
@filter_options
@data_option
@json_option
def search(
    query: str | None, count: int, batch: Path | None, data: Path | None, as_json: bool, **options: object
) -> None:
    """Chercher les passages les plus proches d'une QUERY.

    Exemple : assistant search "durée des prêts" -k 3 --kind offer
    """
    filters = filters_of(options)
    one_of(query, batch, "une QUERY ou --batch FICHIER")
    with failing_cleanly():
        from assistant.cli.batch import read_batch
        from assistant.cli.terminal_text import results_text

        lines = read_batch(batch) if batch is not None else []
        assistant = open_assistant(data)
        if batch is not None:
            for line in lines:
                found = assistant.search(line.question, count, line.history, filters=filters)
                print_json({"id": line.id, "results": [result.model_dump(mode="json") for result in found]})
            return
        results = assistant.search(query or "", count, filters=filters)
        if as_json:
            print_json({"results": [result.model_dump(mode="json") for result in results]})
        else:
            click.echo(results_text(results))
