"""Does an answer hold when nothing but its dress changes? `python -m evaluation.invariance [--data data]`.

Golden questions are asked as they are, then in wrappers, in capitals, without accents, without their question mark, with
one typing error, and with a politeness that adds no word of the subject. What is measured is not whether an answer is
right, which the golden sets tell, but how often the facts found in it are found again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import click
from tqdm import tqdm

from assistant.cli.options import data_option, failing_cleanly, open_assistant
from assistant.schema import Answer
from evaluation.french_tables import Figure, figures_table
from evaluation.generation import sample
from evaluation.judging.control_questions import Question
from evaluation.judging.fact_matching import found, plain
from evaluation.judging.outcomes import SHOWN, facts_of
from evaluation.letters import framed
from evaluation.noise import mistype, without_accents, without_closing_mark
from evaluation.rounds.framing import wrapped
from evaluation.run import questions_of

QUESTIONS = 120
"""Asked by default: with eight variants each, about a thousand answers."""
POLITE = "Bonsoir, s'il vous plaît : {q} Merci à vous."
WRAPPERS = "enveloppes"
_SEED = 2026

Step = Callable[[Sequence[Question]], Iterable[Question]]
"""Goes through the questions, and may show how far it is."""
DRESSES: dict[str, Callable[[str, random.Random], str]] = {
    "capitales": lambda text, _: text.upper(),
    "sans accents": lambda text, _: without_accents(text),
    "sans point d'interrogation": lambda text, _: without_closing_mark(text),
    "une faute de frappe": mistype,
    "politesse": lambda text, _: framed(POLITE, text),
}
"""Ways to write a question anew that leave what it asks as it is, beside wrappers."""


class Asked(Protocol):
    """Who is asked; `assistant.engine.assistant.Assistant` is one."""

    def ask(self, question: str) -> Answer: ...


def asked_questions(count: int) -> list[Question]:
    """Golden questions that stand alone and have an answer: `count` of them, the same ones at each run."""
    golden = [each for each in questions_of("golden") if each.answerable and each.expected and not each.history]
    return sample(golden, count)


def dressed(question: Question) -> Iterator[tuple[str, str]]:
    """Every way the question is asked anew, with its name; one that changes nothing is left out."""
    for text in wrapped(question.id, question.question).values():
        yield WRAPPERS, text
    for name, dress in DRESSES.items():
        text = dress(question.question, random.Random(f"{_SEED}/{question.id}/{name}"))
        if text != question.question:
            yield name, text


def kept(assistant: Asked, questions: Sequence[Question], progress: Step = iter) -> list[Figure]:
    """For each kind of change, the share of questions whose facts found are all found again."""
    flags: dict[str, list[bool]] = {name: [] for name in (WRAPPERS, *DRESSES)}
    for question in progress(questions):
        facts = _facts_found(assistant, question.question, facts_of(question))
        if facts:
            for name, text in dressed(question):
                flags[name].append(len(_facts_found(assistant, text, facts)) == len(facts))
    return [Figure.share(name, each) for name, each in flags.items()]


def _facts_found(assistant: Asked, text: str, facts: Sequence[str]) -> list[str]:
    answer = assistant.ask(text)
    return found(plain(answer.answer), facts) if answer.status in SHOWN else []


@click.command()
@click.option("--questions", "count", type=click.IntRange(1), default=QUESTIONS, show_default=True, help="Combien en poser.")
@data_option
def main(count: int, data: Path | None) -> None:
    """La part des réponses qui gardent leurs faits quand seule la forme de la question change.

    Exemple : python -m evaluation.invariance
    """
    with failing_cleanly():
        assistant = open_assistant(data)
        questions = asked_questions(count)
        figures = kept(assistant, questions, lambda each: tqdm(each, desc="invariance", unit="question"))
        click.echo(figures_table(replace(figure, label=f"faits gardés : {figure.label}") for figure in figures))


if __name__ == "__main__":
    main(prog_name="python -m evaluation.invariance")
