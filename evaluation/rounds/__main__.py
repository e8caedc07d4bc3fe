"""`python -m evaluation.rounds ask NAME --out FILE`, then `score NAME FILE`: a round asked, and its mechanical figures."""

from __future__ import annotations

from pathlib import Path

import click
from tqdm import tqdm

from assistant.cli.options import FILE, data_option, failing_cleanly, open_assistant
from evaluation.french_tables import figures_table
from evaluation.rounds.asking import ask_round
from evaluation.rounds.round_files import load_round
from evaluation.rounds.scoring import load_answers, score


@click.group()
def main() -> None:
    """Les séries de questions écrites à l'aveugle."""


@main.command()
@click.argument("name", metavar="NOM")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Fichier JSONL à écrire.")
@data_option
def ask(name: str, out: Path, data: Path | None) -> None:
    """Pose une série : chaque question, ses reformulations, et trois enveloppes autour d'elle.

    Exemple : python -m evaluation.rounds ask r1 --out reponses.jsonl
    """
    with failing_cleanly():
        asked = load_round(name)
        assistant = open_assistant(data)
        out.parent.mkdir(parents=True, exist_ok=True)
        count = 0
        with out.open("w", encoding="utf-8") as file:
            for row in ask_round(assistant, asked, lambda requests: tqdm(requests, desc=name, unit="question")):
                file.write(f"{row.model_dump_json()}\n")
                count += 1
        click.echo(f"{count} réponses écrites dans {out}")


@main.command("score")
@click.argument("name", metavar="NOM")
@click.argument("answers", metavar="REPONSES", type=FILE)
def score_command(name: str, answers: Path) -> None:
    """Ce qui se mesure sans lire : les faits attendus sont-ils dans les réponses ?

    Exemple : python -m evaluation.rounds score r1 reponses.jsonl
    """
    with failing_cleanly():
        asked = load_round(name)
        click.echo(figures_table(score(asked, load_answers(answers, asked)).listed))


if __name__ == "__main__":
    main(prog_name="python -m evaluation.rounds")
