"""What `assistant eval` does once its options are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType

from evaluation.judging.control_questions import Question
from evaluation.judging.jsonl import JsonLinesError
from evaluation.rounds.first_looks import as_json as first_looks_json
from evaluation.rounds.first_looks import load_rounds, rounds_table
from evaluation.rounds.round_files import ROUNDS
from evaluation.run import Search, evaluate, questions_of
from evaluation.tables import explain as explanation
from evaluation.tables import tables

if TYPE_CHECKING:
    from assistant.engine.assistant import Assistant

WIDTH = 110
"""Columns of the report where the terminal does not say, as in a file."""


def run_evaluation(
    assistant: Assistant,
    name: str = "golden",
    questions: Path | None = None,
    *,
    explain: str | None = None,
    baselines: bool = True,
    json_file: Path | None = None,
    as_json: bool = False,
) -> str:
    """Evaluates an assistant on a set (`evaluation.run.SET_NAMES`) or a file of questions; returns what to print.

    `explain` asks the question of that id only and tells its story. Raises JsonLinesError, which names file and
    line, and OSError when `json_file` cannot be written."""
    label = questions.stem if questions is not None else name
    asked = questions_of(name, questions)
    if explain is not None:
        asked = [_named(asked, explain, label)]
    progress = Console(stderr=True)
    report = evaluate(
        assistant,
        asked,
        name=label,
        baselines=_searches(assistant) if baselines else {},
        progress=progress if progress.is_terminal else None,
    )
    if json_file is not None:
        report.save(json_file)
    if as_json:
        return json.dumps(report.to_json(), ensure_ascii=False)
    return printed(explanation(report.outcomes[0]) if explain is not None else tables(report))


def first_looks(folder: Path = ROUNDS, *, as_json: bool = False) -> str:
    """What the first look at each blind round said; nothing is asked.

    Raises JsonLinesError and Problem, which name file, line and field."""
    rounds = load_rounds(folder)
    return json.dumps(first_looks_json(rounds), ensure_ascii=False) if as_json else rounds_table(rounds)


def _named(questions: list[Question], identity: str, label: str) -> Question:
    for question in questions:
        if question.id == identity:
            return question
    raise JsonLinesError(label, f"has no question {identity!r}: choose an id of this set.")


def _searches(assistant: Assistant) -> Mapping[str, Search]:
    from evaluation.baselines import baselines

    return baselines(assistant.snapshot, assistant.encode)


def printed(renderable: RenderableType) -> str:
    """The text a terminal shows, in colour where standard output is one."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    with console.capture() as capture:
        console.print(renderable)
    return capture.get().rstrip("\n")
