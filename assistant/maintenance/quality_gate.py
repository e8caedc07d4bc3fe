"""Control and accepted questions before the swap: does a new snapshot still answer what the live one answers?"""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.engine.assistant import Assistant
from assistant.engine.live import HeldIndex, Live
from assistant.maintenance.question_recall import recall_of
from index.encoder.encoder import Encoder
from index.ingest.corpus_folder import CONTROL_FILE
from index.settings import Settings
from index.storage.gate_report import GateReport
from index.storage.snapshot import Snapshot
from index.storage.vector_store import VectorBackend

if TYPE_CHECKING:
    from evaluation.judging.control_questions import Question

MOST = 100
"""Questions asked at most: about two seconds on the shipped corpus."""
WITHIN_S = 30.0
"""Seconds after which no further question is asked of the new snapshot."""
MARGIN = 0.05
"""Share of the questions asked by which right answers may fall: a corrected fact changes an expected answer or two."""
LEAST = 1
"""Right answers that may always be lost: one question, however few there are."""


@dataclass(frozen=True)
class QualityGate:
    """An `index.build.gate.Gate` over the project's golden questions and the corpora's own control questions."""

    settings: Settings
    encoder: Encoder
    golden: Sequence[Question]
    """Asked where a document they name is indexed."""
    own: Sequence[Question]
    """Of the corpora; those that name no document are always asked."""

    @classmethod
    def of(cls, settings: Settings, encoder: Encoder, corpora: Sequence[Path]) -> QualityGate:
        """Raises JsonLinesError, with the line, for a file of control questions that cannot be read."""
        from evaluation.judging.control_questions import SETS, load_questions

        files = [corpus / CONTROL_FILE for corpus in corpora]
        own = [question for file in files if file.is_file() for question in load_questions(file)]
        return cls(settings, encoder, load_questions(SETS["golden"]), own)

    def __call__(self, candidate: Snapshot, live: Snapshot, touched: Collection[str]) -> GateReport:
        started = time.monotonic()
        available, asked = self._chosen(candidate, touched)
        copy = partial(_copy_of, live, candidate.folder, self.settings.vector_backend)
        recall = recall_of(candidate, live, copy, self.encoder, started + WITHIN_S / 2)
        if not asked:
            if recall is None:
                return GateReport(skipped="aucune question témoin ne porte sur ces documents")
            return GateReport(recall=recall, seconds=round(time.monotonic() - started, 2))
        wrong, count = [], 0
        assistant = self._assistant(candidate)
        for question in asked:
            if time.monotonic() - started > WITHIN_S:
                break
            count += 1
            if not _right(assistant, question):
                wrong.append(question)
        allowed = max(LEAST, int(count * MARGIN))
        broken: list[Question] = []
        mended = 0
        if wrong:
            with copy() as copied:
                before = self._assistant(copied)
                broken = [question for question in wrong if _right(before, question)]
                if len(broken) > allowed:  # only then does it matter what the new one does better
                    lost = {question.id for question in wrong}
                    right = [question for question in asked[:count] if question.id not in lost]
                    mended = sum(not _right(before, question) for question in right)
        return GateReport(
            asked=count,
            available=available,
            broken=tuple(f"{question.id} « {question.question} »" for question in broken),
            mended=mended,
            allowed=allowed,
            recall=recall,
            seconds=round(time.monotonic() - started, 2),
        )

    def _assistant(self, snapshot: Snapshot) -> Assistant:
        return Assistant(self.settings, self.encoder, HeldIndex(Live(snapshot, self.encoder)))

    def _chosen(self, candidate: Snapshot, touched: Collection[str]) -> tuple[int, list[Question]]:
        """How many questions could be asked, and those that are: first those whose documents differ, then the others,
        evenly spread."""
        from evaluation.judging.outcomes import Finder

        finder = Finder(candidate.documents())
        near: list[Question] = []
        far: list[Question] = []
        for question in (*self.own, *self.golden):
            found = finder(question.documents)
            if found or (question in self.own and not question.documents):
                (near if found & set(touched) else far).append(question)
        room = max(0, MOST - len(near))
        step = max(1.0, len(far) / room) if room else 1.0
        spread = [far[int(number * step)] for number in range(min(room, len(far)))]
        return len(near) + len(far), [*near[:MOST], *spread]


def _right(assistant: Assistant, question: Question) -> bool:
    """Every expected fact is there; or nothing is asserted where nothing is known."""
    from evaluation.judging.outcomes import judge

    # Never the language model: it would cost a hundred calls, and its words are not the index's.
    answer = assistant.ask(question.question, question.history, as_of=question.as_of, engine="extractive")
    outcome = judge(question, answer, {})
    return outcome.fully_right if question.answerable else not outcome.false_answer


@contextmanager
def _copy_of(live: Snapshot, beside: Path, backend: VectorBackend) -> Iterator[Snapshot]:
    """A copy of the live snapshot below the folder of the one that is built, gone afterwards: opening a vector store
    writes to it, and a build may be killed at any moment."""
    folder = beside / "live" / live.id
    try:
        shutil.copytree(live.folder, folder)
        with closing(Snapshot(folder, backend=backend)) as copied:
            yield copied
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)
