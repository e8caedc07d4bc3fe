"""`assistant eval`: asks every question of a set, judges the answers, and compares the search with baselines."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import track

from assistant.schema import Answer, SearchResult, Turn
from evaluation.judging.control_questions import SETS, Question, load_questions
from evaluation.judging.jsonl import JsonLinesError
from evaluation.judging.outcomes import Finder, Hit, Outcome, Ranking, judge
from evaluation.letters import lettered_twins
from evaluation.noise import noisy_twins
from evaluation.report import OURS, Report

if TYPE_CHECKING:
    from index.storage.snapshot import Snapshot

SEARCH_DEPTH = 50
"""Passages asked of every search: enough for ten documents even where one document fills many places."""
NOISY = "noisy"
"""Set made of the standard golden questions and their noisy twins, see `evaluation.noise`."""
LETTERS = "letters"
"""Set made of the standard golden questions as letters and messages ask them, see `evaluation.letters`."""
SET_NAMES = (*SETS, NOISY, LETTERS)

Search = Callable[[str], Sequence[Hit]]


class Asked(Protocol):
    """What is evaluated; `assistant.engine.assistant.Assistant` is one."""

    @property
    def snapshot(self) -> Snapshot: ...

    def ask(self, question: str, history: Sequence[Turn] = (), *, as_of: dt.date | None = None) -> Answer: ...

    def search(self, query: str, k: int = 10, history: Sequence[Turn] = ()) -> list[SearchResult]: ...


def questions_of(name: str, file: Path | None = None) -> list[Question]:
    """The questions of a named set, or of `file`. Raises JsonLinesError, also for an unknown name."""
    if file is not None:
        return load_questions(file)
    if name == NOISY:
        clean = [q for q in load_questions(SETS["golden"]) if q.style == "standard" and q.answerable]
        return clean + noisy_twins(clean)
    if name == LETTERS:
        return lettered_twins(load_questions(SETS["golden"]))
    if name not in SETS:
        advice = f"choose one of {', '.join(SET_NAMES)} or rounds, or name a file with --questions"
        raise JsonLinesError(name, f"is not a set of questions: {advice}.")
    return load_questions(SETS[name])


def evaluate(
    assistant: Asked,
    questions: Iterable[Question],
    *,
    name: str = "questions",
    baselines: Mapping[str, Search] | None = None,
    progress: Console | None = None,
) -> Report:
    """Asks each question and judges the answer; searches too where the question names the documents that hold it.

    The assistant searches a follow-up with its history; the baselines, which know no history, get the question as
    the assistant completed it: what is compared is finding."""
    snapshot = assistant.snapshot
    finder = Finder(snapshot.documents())
    asked = list(questions)
    steps: Iterable[Question] = asked
    if progress is not None:
        steps = track(asked, description=name, console=progress, transient=True)
    outcomes = [outcome_of(assistant, question, snapshot, finder, baselines or {}) for question in steps]
    return Report(name, tuple(outcomes), _produced_by(snapshot, outcomes))


def outcome_of(
    assistant: Asked, question: Question, snapshot: Snapshot, finder: Finder, baselines: Mapping[str, Search]
) -> Outcome:
    """One question asked, judged, and searched where an indexed document is known to hold its answer."""
    history = [Turn(role="user", content=earlier) for earlier in question.history]
    answer = assistant.ask(question.question, history, as_of=question.as_of)
    relevant = finder(question.documents)
    rankings: dict[str, Ranking] = {}
    if relevant:
        results = assistant.search(question.question, SEARCH_DEPTH, history)
        rankings[OURS] = Ranking.of([Hit(r.document_id, r.text) for r in results], question.answers)
        query = answer.understood_as if history else question.question
        rankings |= {name: Ranking.of(search(query), question.answers) for name, search in baselines.items()}
    texts = _texts(snapshot, {citation.document_id for citation in answer.citations})
    return judge(question, answer, texts, relevant, rankings)


def _texts(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, str]:
    """Stored texts by id; a document the index does not hold is left out, so that its quotes count as not exact."""
    texts = {}
    for identity in ids:
        with contextlib.suppress(KeyError):
            texts[identity] = snapshot.document(identity).text
    return texts


def _produced_by(snapshot: Snapshot, outcomes: Sequence[Outcome]) -> dict[str, str | int]:
    counts = snapshot.manifest.counts
    made: dict[str, str | int] = {"documents": counts.documents, "passages": counts.passages}
    if outcomes:
        receipt = outcomes[0].answer.receipt
        made |= {
            "snapshot": receipt.snapshot,
            "encoder": receipt.encoder,
            "engine": receipt.engine,
            "version": receipt.version,
        }
    return made
