"""`python -m evaluation.generation`: what a language model's sentences are worth, beside the extractive answers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from assistant.engine.assistant import Assistant
from assistant.schema import Answer, Generation
from evaluation.judging.control_questions import Question
from evaluation.metrics import percentile
from evaluation.report import Report
from evaluation.run import SET_NAMES, evaluate, questions_of
from index.settings import load_settings

_SEED = 20261122


def sample(questions: Sequence[Question], count: int) -> list[Question]:
    """`count` of the questions, the same ones at each run, in their order."""
    chosen = random.Random(_SEED).sample(range(len(questions)), min(count, len(questions)))
    return [questions[number] for number in sorted(chosen)]


def generations(answers: Sequence[Answer]) -> list[Generation]:
    """What the receipts say of the model, where it was asked."""
    return [answer.receipt.generation for answer in answers if answer.receipt.generation is not None]


def sentences_table(answers: Sequence[Answer]) -> Table:
    """Sentences produced, verified, repaired and dropped, tokens, and why answers were given without the model."""
    asked = generations(answers)
    table = Table("modèle", "", title="Phrases du modèle")
    table.add_row("questions posées au modèle", f"{len(asked)} sur {len(answers)}")
    for label, name in (
        ("phrases produites", "produced"),
        ("tenues pour prouvées", "verified"),
        ("dont réparées", "repaired"),
        ("écartées", "dropped"),
    ):
        table.add_row(label, str(sum(getattr(generation, name) for generation in asked)))
    table.add_row("réponses du modèle", str(sum(generation.fallback is None for generation in asked)))
    for reason, count in Counter(g.fallback for g in asked if g.fallback).most_common():
        table.add_row(f"réponses extractives : {reason}", str(count))
    table.add_row("jetons lus", _counted([generation.prompt_tokens for generation in asked]))
    table.add_row("jetons écrits", _counted([generation.completion_tokens for generation in asked]))
    first = [answer.timings_ms.first_sentence for answer in answers if answer.timings_ms.first_sentence is not None]
    table.add_row("première phrase prouvée, médiane", f"{percentile(first, 0.5):.0f} ms" if first else "–")
    return table


def _counted(tokens: Sequence[int | None]) -> str:
    """Their sum; a dash where the endpoint counts none."""
    known = [count for count in tokens if count is not None]
    return str(sum(known)) if known else "–"


def quality_table(reports: Sequence[Report]) -> Table:
    """The quality measures of each engine side by side."""
    table = Table("mesure", *(report.name for report in reports), title="Qualité")
    measured = [report.answers() for report in reports]
    for name, measure in measured[0].items():
        table.add_row(measure.label, *(measures[name].shown() for measures in measured))
    return table


@click.command()
@click.option("--base-url", required=True, help="Point d'accès compatible OpenAI, jusqu'à /v1.")
@click.option("--model", required=True, help="Nom du modèle.")
@click.option("--set", "name", type=click.Choice(SET_NAMES), default="golden", show_default=True)
@click.option("--questions", "count", type=click.IntRange(1), default=20, show_default=True, help="Combien en poser.")
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Secondes pour une réponse.")
@click.option("--context", type=int, default=6000, show_default=True, help="Jetons de la demande.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path))
def main(base_url: str, model: str, name: str, count: int, timeout: float, context: int, data: Path | None) -> None:
    """Pose les mêmes questions aux deux moteurs et met leurs mesures côte à côte.

    Exemple : python -m evaluation.generation --base-url http://127.0.0.1:8080/v1 --model smollm2
    """
    questions = sample(questions_of(name), count)
    shown = Console()
    reports = []
    for engine in ("extractive", "generative"):
        asked = {"llm_base_url": base_url, "llm_model": model, "llm_timeout": timeout, "llm_context": context}
        settings = load_settings(data=data, engine=engine, **asked)
        reports.append(evaluate(Assistant.open(settings), questions, name=engine, progress=Console(stderr=True)))
    shown.print(sentences_table([outcome.answer for outcome in reports[-1].outcomes]))
    shown.print(quality_table(reports))


if __name__ == "__main__":
    main()
