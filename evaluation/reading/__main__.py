"""`python -m evaluation.reading check`: do the rows still stand in their documents, and is each voice fairly shared?"""

from __future__ import annotations

import click

from evaluation.judging.jsonl import JsonLinesError
from evaluation.reading.rows import FOLDER, MADE, SHIPPED, VOICES, counts, load_rows, stale, texts_of


@click.group()
def main() -> None:
    """Questions that a reader learns from."""


@main.command()
def check() -> None:
    """Print what each file holds and the rows that their document no longer bears; exit with 1 where there are any."""
    wrong = 0
    for name in (*SHIPPED, MADE):
        try:
            rows, texts = load_rows(FOLDER / f"{name}.jsonl"), texts_of(name)
        except JsonLinesError as error:
            raise click.ClickException(str(error)) from error
        shared = counts(rows)
        answerable = sum(row.answerable for row in rows)
        click.echo(f"{name} : {len(rows)} lignes, {answerable} avec réponse, {len({row.doc_id for row in rows})} documents")
        click.echo("  " + ", ".join(f"{voice} {shared[voice, True]}/{shared[voice, False]}" for voice in VOICES))
        for row, why in stale(rows, texts):
            wrong += 1
            click.echo(f"  {row.doc_id} « {row.question} » : {why}")
    if wrong:
        raise click.ClickException(f"{wrong} ligne(s) à reprendre : le document a changé, corrigez ou retirez-les.")


if __name__ == "__main__":
    main()
