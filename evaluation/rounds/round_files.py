"""A round: questions written by someone who has seen the documents alone, asked once, and judged by reading.

A folder `evaluation/rounds/NAME/` holds one: `questions.jsonl`, `provenance.yaml`; once asked, `answers.jsonl` as
`python -m evaluation.rounds ask` writes it; once read, `judged.jsonl`. Only the first look at a round measures: what is
changed afterwards has been changed in the knowledge of its questions, and the round is spent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evaluation.judging.jsonl import JsonLinesError, read_models
from index.documents.yaml_locator import Locator
from index.errors import Problem

ROUNDS = Path(__file__).resolve().parent
REWORDING, WRAPPER = "/", "+"
"""What stands between the id of a question and the number of its rewording, or of its wrapper: `r1w1-03/2`, `r1w1-03+4`."""


class Verdict(StrEnum):
    """What a reader says of an answer, as the person who asked would."""

    RIGHT_FIRST = "right_first"
    RIGHT_BURIED = "right_buried"
    PARTIAL = "partial"
    BESIDE = "beside"
    WRONG = "wrong"
    NEEDLESS_SILENCE = "needless_silence"
    FALSE_ANSWER = "false_answer"
    GOOD_SILENCE = "good_silence"
    RIGHT = "right"
    NOT_RIGHT = "not_right"


OF_REWORDING = (Verdict.RIGHT, Verdict.NOT_RIGHT)
OF_UNANSWERABLE = (Verdict.FALSE_ANSWER, Verdict.GOOD_SILENCE)
OF_ANSWERABLE = tuple(verdict for verdict in Verdict if verdict not in OF_REWORDING + OF_UNANSWERABLE)
GOOD = frozenset({Verdict.RIGHT_FIRST, Verdict.RIGHT_BURIED, Verdict.GOOD_SILENCE})
"""Verdicts on a question whose rewordings can stay right."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RoundQuestion(_Strict):
    """One question, and the facts of a right answer to it."""

    id: str = Field(pattern=r"^[^\s/+]+$")
    question: str = Field(min_length=1)
    expected: tuple[str, ...] = ()
    """Facts, `|` between accepted wordings; of no effect where `answerable` is false."""
    answerable: bool
    kind: str = ""
    persona: str = ""
    voice: str = ""
    doc_id: str | None = None
    answer_note: str | None = None
    """What a right answer says, for whoever judges."""
    rewordings: tuple[str, ...] = ()
    as_of: dt.date | None = None
    """The day it is asked for, where it is not that of the round."""

    @model_validator(mode="after")
    def _says_what_is_expected(self) -> RoundQuestion:
        if self.answerable and not self.expected:
            raise ValueError("an answerable question names its `expected` facts")
        return self

    @property
    def facts(self) -> tuple[str, ...]:
        """What a right answer holds: nothing where there is none."""
        return self.expected if self.answerable else ()

    @property
    def reworded(self) -> dict[str, str]:
        """The rewordings by their id."""
        return {f"{self.id}{REWORDING}{number}": text for number, text in enumerate(self.rewordings, start=1)}


class Provenance(_Strict):
    """Where a round comes from: what makes its figures those of a stranger's questions."""

    written_on: dt.date
    written_by: str = Field(min_length=1)
    saw: str = Field(min_length=1)
    """What whoever wrote the questions had seen."""
    did_not_see: str = Field(min_length=1)
    as_of: dt.date | None = None
    """The day the questions are asked for; None: the day they were written."""
    spent_on: dt.date | None = None
    """The day its answers were first looked at."""
    code_version: str | None = Field(default=None, pattern=r"^[0-9a-f]{7,40}$")
    """Git hash of the code that was first looked at."""
    judged_how: str | None = None


class Judgement(_Strict):
    """What a reader says of the answer to one question, or to one rewording of it."""

    id: str
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True)
class Round:
    """A round as its folder holds it."""

    folder: Path
    questions: tuple[RoundQuestion, ...]
    provenance: Provenance
    verdicts: Mapping[str, Verdict] | None
    """By id of question and of rewording; None where it was not judged."""

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def answers_file(self) -> Path:
        """Where the answers of its first look are kept."""
        return self.folder / "answers.jsonl"

    def day(self, question: RoundQuestion) -> dt.date:
        """The day a question is asked for."""
        return question.as_of or self.provenance.as_of or self.provenance.written_on


def round_names(folder: Path = ROUNDS) -> list[str]:
    """Names of the rounds there are, in order."""
    return sorted(path.parent.name for path in folder.glob("*/questions.jsonl"))


def load_round(name: str, folder: Path = ROUNDS) -> Round:
    """Raises JsonLinesError and Problem, which name file, line and field, also where there is no such round."""
    place = folder / name
    if name not in round_names(folder):
        known = ", ".join(round_names(folder)) or "none yet"
        raise JsonLinesError(str(place), f"is not a round (there are: {known}): name one, or write its questions.jsonl.")
    questions = _questions(place / "questions.jsonl")
    judged = place / "judged.jsonl"
    verdicts = _verdicts(judged, questions) if judged.exists() else None
    return Round(place, tuple(questions.values()), _provenance(place / "provenance.yaml"), verdicts)


def _questions(path: Path) -> dict[str, RoundQuestion]:
    found: dict[str, RoundQuestion] = {}
    for number, question in read_models(path, RoundQuestion):
        if question.id in found:
            raise JsonLinesError(str(path), f"{question.id!r} was already used: rename one.", number, "id")
        found[question.id] = question
    if not found:
        raise JsonLinesError(str(path), "holds no question.")
    return found


def _provenance(path: Path) -> Provenance:
    if not path.exists():
        raise Problem(str(path), "does not exist: say who wrote the questions, when, and what they had seen.")
    locator = Locator.load(path, str(path))
    try:
        return Provenance.model_validate(locator.value)
    except ValidationError as error:
        raise locator.problems(error)[0] from error


def _verdicts(path: Path, questions: Mapping[str, RoundQuestion]) -> dict[str, Verdict]:
    allowed: dict[str, tuple[Verdict, ...]] = {}
    allowed |= {key: OF_REWORDING for question in questions.values() for key in question.reworded}
    allowed |= {key: OF_ANSWERABLE if each.answerable else OF_UNANSWERABLE for key, each in questions.items()}
    found: dict[str, Verdict] = {}
    for number, judgement in read_models(path, Judgement):
        if judgement.id not in allowed:
            raise JsonLinesError(str(path), f"{judgement.id!r} is no question of this round.", number, "id")
        if judgement.id in found:
            raise JsonLinesError(str(path), f"{judgement.id!r} was already judged: keep one.", number, "id")
        if judgement.verdict not in allowed[judgement.id]:
            names = ", ".join(allowed[judgement.id])
            raise JsonLinesError(str(path), f"{judgement.verdict} is no verdict on it: use {names}.", number, "verdict")
        found[judgement.id] = judgement.verdict
    return found
