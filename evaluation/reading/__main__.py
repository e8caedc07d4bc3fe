"""`python -m evaluation.reading check`: do the rows still stand in their documents, and is each voice fairly shared?
`python -m evaluation.reading train`: make the reader anew."""

from __future__ import annotations

from pathlib import Path

import click

from evaluation.judging.jsonl import JsonLinesError
from evaluation.reading.rows import MADE, SHIPPED, VOICES, counts, documents_of, rows_of, stale


@click.group()
def main() -> None:
    """Questions that a reader learns from."""


@main.command()
def check() -> None:
    """Print what each file holds and the rows that their document no longer bears; exit with 1 where there are any."""
    wrong = 0
    for name in (*SHIPPED, MADE):
        try:
            rows, documents = rows_of(name), documents_of(name)
        except JsonLinesError as error:
            raise click.ClickException(str(error)) from error
        shared = counts(rows)
        answerable = sum(row.answerable for row in rows)
        click.echo(f"{name} : {len(rows)} lignes, {answerable} avec réponse, {len({row.doc_id for row in rows})} documents")
        click.echo("  " + ", ".join(f"{voice} {shared[voice, True]}/{shared[voice, False]}" for voice in VOICES))
        for row, why in stale(rows, documents):
            wrong += 1
            click.echo(f"  {row.doc_id} « {row.question} » : {why}")
    if wrong:
        raise click.ClickException(f"{wrong} ligne(s) à reprendre : le document a changé, corrigez ou retirez-les.")


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.command()
@click.option("--piaf", type=_FILE, help="Articles in the shape of SQuAD (PIAF).")
@click.option("--faq", type=_FILE, help="Pairs of question and answer, in JSON lines.")
@click.option("--rows", type=_FILE, help="Rows on other documents, in JSON lines.")
@click.option("--documents", type=_FILE, help="The documents that --rows is about.")
@click.option("--data", default="data", type=click.Path(path_type=Path), help="Where the prepared encoder is.")
@click.option("--work", default="data/training", type=click.Path(path_type=Path), help="Where checkpoints go.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="The file to write; by default, the project's.")
def train(**options: Path | None) -> None:
    """Train the reader; a run that was stopped goes on where it was."""
    from evaluation.reading.train_command import run

    run(**options)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
