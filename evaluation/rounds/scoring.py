"""What can be said of a round's answers without reading them: whether the facts expected stand in them.

An answer that holds the facts may still bury them, or say them of something else: only a reader's verdict tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.french_tables import Figure
from evaluation.judging.jsonl import JsonLinesError, read_models
from evaluation.rounds.asking import AnswerRow
from evaluation.rounds.framing import frames
from evaluation.rounds.round_files import WRAPPER, Round


@dataclass(frozen=True)
class Scores:
    """The figures of one set of answers."""

    facts: Figure
    first: Figure
    silent: Figure
    false_answers: Figure
    rewordings: Figure
    wrappers: Figure

    @property
    def listed(self) -> list[Figure]:
        """All of them, in the order they are printed."""
        return [self.facts, self.first, self.silent, self.false_answers, self.rewordings, self.wrappers]


def load_answers(path: Path, asked: Round) -> dict[str, AnswerRow]:
    """The answers by id. Raises JsonLinesError on a line that is no answer to this round, and where a question has none."""
    known = {key for question in asked.questions for key in (*_wrapper_ids(question.id), *question.reworded, question.id)}
    found: dict[str, AnswerRow] = {}
    for number, row in read_models(path, AnswerRow):
        if row.id not in known:
            raise JsonLinesError(str(path), f"{row.id!r} is no question of {asked.name}.", number, "id")
        if row.id in found:
            raise JsonLinesError(str(path), f"{row.id!r} was already answered: keep one.", number, "id")
        found[row.id] = row
    missing = [question.id for question in asked.questions if question.id not in found]
    if missing:
        raise JsonLinesError(str(path), f"has no answer to {missing[0]!r} ({len(missing)} missing): ask the round again.")
    return found


def score(asked: Round, answers: Mapping[str, AnswerRow]) -> Scores:
    """Variants are measured over the questions whose facts were found as they were first put."""
    answerable = [answers[question.id] for question in asked.questions if question.answerable]
    unknown = [answers[question.id] for question in asked.questions if not question.answerable]
    found = [question for question in asked.questions if answers[question.id].mechanical]
    reworded = [answers[key] for question in found for key in question.reworded if key in answers]
    around = [answers[key] for question in found for key in _wrapper_ids(question.id) if key in answers]
    return Scores(
        facts=Figure.share("questions dont tous les faits sont dans la réponse", [bool(row.mechanical) for row in answerable]),
        first=Figure.share("dont la première phrase les dit tous", [bool(row.first) for row in answerable]),
        silent=Figure.share("silence à tort", [row.silent for row in answerable]),
        false_answers=Figure.share("réponse à tort", [not row.silent for row in unknown]),
        rewordings=Figure.share("reformulations qui gardent les faits", [bool(row.mechanical) for row in reworded]),
        wrappers=Figure.share("enveloppes qui gardent les faits", [bool(row.mechanical) for row in around]),
    )


def _wrapper_ids(identity: str) -> list[str]:
    return [f"{identity}{WRAPPER}{number}" for number in range(1, len(frames()) + 1)]
