"""`python -m evaluation.foreign`: what the product is worth on corpora that were not written for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from assistant.cli.options import FILE, data_option, failing_cleanly
from evaluation.foreign.foreign_corpora import (
    FAQ,
    PIAF,
    SERVICE_PUBLIC,
    ForeignCorpus,
    frequent_questions,
    piaf,
    service_public,
)
from evaluation.foreign.foreign_index import assistant_over, prepared_encoder
from evaluation.foreign.foreign_measures import evidence_rows, measure

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--piaf", "squad_file", type=FILE, help="Articles à la forme de SQuAD 1.1 (PIAF).")
@click.option("--service-public", "sheets", type=_FOLDER, help="Dossier de questions.jsonl et documents.jsonl.")
@click.option("--written-documents", "documents", type=FILE, help="Les fiches, si elles sont ailleurs que dans ce dossier.")
@click.option("--faq", "pairs", type=FILE, help="Questions fréquentes et leurs réponses, en JSONL.")
@click.option("--only", multiple=True, type=click.Choice((PIAF, SERVICE_PUBLIC, FAQ)), help="Seulement ce corpus ; répétable.")
@click.option("--work", type=click.Path(file_okay=False, path_type=Path), default=Path("data/foreign"), show_default=True,
              help="Où garder les index.")
@click.option("--json", "json_file", type=_NEW_FILE, help="Écrire aussi tous les chiffres dans ce fichier.")
@click.option("--evidence", "evidence_file", type=_NEW_FILE, help="Écrire aussi les indices de chaque question (JSONL).")
@data_option
def main(
    squad_file: Path | None, sheets: Path | None, documents: Path | None, pairs: Path | None, only: tuple[str, ...],
    work: Path, json_file: Path | None, evidence_file: Path | None, data: Path | None,
) -> None:  # fmt: skip
    """Mesure les réponses et la recherche sur des corpus qui n'ont pas été écrits pour ce produit.

    Exemple : python -m evaluation.foreign --piaf piaf.json --faq faq.jsonl --only piaf
    """
    sources = _sources(squad_file, sheets, documents, pairs)
    chosen = {name: load for name, load in sources.items() if not only or name in only}
    if not chosen:
        raise click.UsageError("Nommez un corpus au moins : --piaf, --service-public ou --faq.")
    with failing_cleanly():
        for file in filter(None, (json_file, evidence_file)):
            file.parent.mkdir(parents=True, exist_ok=True)
        corpora = [load() for load in chosen.values()]
        encoder = prepared_encoder(data)
        figures, evidence = {}, []
        for corpus in corpora:
            assistant = assistant_over(corpus, work, encoder)
            measured = measure(corpus, assistant, lambda other: assistant_over(other, work, encoder))
            figures[corpus.name] = measured.to_json()
            click.echo(f"{measured.shown}\n")
            if evidence_file is not None:
                evidence += evidence_rows(corpus, assistant)
        if json_file is not None:
            json_file.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
        if evidence_file is not None:
            evidence_file.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in evidence), "utf-8")


def _sources(
    squad_file: Path | None, sheets: Path | None, documents: Path | None, pairs: Path | None
) -> dict[str, Callable[[], ForeignCorpus]]:
    """How to read each corpus that was named."""
    sources: dict[str, Callable[[], ForeignCorpus]] = {}
    if squad_file is not None:
        sources[PIAF] = lambda: piaf(squad_file)
    if sheets is not None:
        sources[SERVICE_PUBLIC] = lambda: service_public(sheets, documents)
    if pairs is not None:
        sources[FAQ] = lambda: frequent_questions(pairs)
    return sources


if __name__ == "__main__":
    main(prog_name="python -m evaluation.foreign")
