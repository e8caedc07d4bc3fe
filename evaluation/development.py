"""Development sets: a file of questions asked of one index, read as the assistant reads them."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.engine.assistant import Assistant
from assistant.engine.lookup import HITS
from assistant.question.question import Question as Understood
from assistant.question.refusal import refusal_of
from assistant.reading.candidates import Candidate, Scorer
from assistant.schema import Intent
from assistant.search.retriever import Hit
from evaluation.judging.control_questions import Question, load_questions
from evaluation.judging.fact_matching import holds
from evaluation.judging.outcomes import Finder, facts_of
from index.language.words import fold
from index.settings import NO_READER, load_settings

if TYPE_CHECKING:
    from assistant.engine.live import Live
    from index.documents.document import Document


@dataclass(frozen=True)
class Reading:
    """One question as the assistant reads it, with what is known of its answer."""

    asked: Question
    understood: Understood
    vector: NDArray[np.float32]
    """Query vector `(d,)`."""
    relevant: frozenset[str]
    """Ids of the indexed documents it names; may be empty though it is answerable."""
    as_of: dt.date

    @property
    def key(self) -> str:
        """What must not be split between folds: the turns of one conversation belong together."""
        return self.asked.conversation or self.asked.id


class DevelopmentSet:
    """The questions of one file, over one index."""

    def __init__(self, assistant: Assistant, questions: Sequence[Question], name: str, as_of: dt.date) -> None:
        self.name = name
        self._assistant = assistant
        self._questions = questions
        self._as_of = as_of

    @classmethod
    def open(cls, data: Path, questions: Path, as_of: dt.date) -> DevelopmentSet:
        """Raises SnapshotError where `data` holds no index, JsonLinesError where `questions` cannot be read."""
        assistant = Assistant.open(load_settings(data=data, reader=NO_READER))
        name = f"{data.resolve().name}: {questions.resolve().parent.name}/{questions.stem}"
        return cls(assistant, load_questions(questions), name, as_of)

    @property
    def live(self) -> Live:
        return self._assistant.live

    def readings(self) -> list[Reading]:
        """Every question that evidence decides: neither declined nor a greeting, and not one of which nobody can say
        whether this index answers it (see `_is_known`)."""
        finder = Finder(self._documents)
        found = []
        for asked in self._questions:
            as_of = asked.as_of or self._as_of
            understood = self.live.reader.read(asked.question, asked.history, as_of)
            declined = refusal_of(fold(asked.question)) or refusal_of(understood.folded)
            relevant = finder(asked.documents)
            if declined is None and understood.intent is not Intent.GREETING and self._is_known(asked, relevant):
                vector = self._assistant.encode(understood.searched)
                found.append(Reading(asked, understood, vector, relevant, as_of))
        return found

    def hits(self, reading: Reading, without: Collection[str] = (), k: int = HITS) -> list[Hit]:
        """The passages found for a question, best first, in the index without these documents."""

        def kept(document: Document) -> bool:
            return document.id not in without

        retriever = self.live.retriever
        return retriever.retrieve(reading.understood, reading.vector, k, allowed=kept if without else None)

    def candidates(self, reading: Reading, hits: Sequence[Hit]) -> list[Candidate]:
        """The sentences of the hits, best first."""
        return Scorer(reading.understood, reading.as_of).candidates(hits)

    def _is_known(self, asked: Question, relevant: Collection[str]) -> bool:
        """An answerable question is answerable here where a document it names is indexed, or where the indexed
        documents hold every fact expected: questions are also asked of a part of the corpus they were written for."""
        if not asked.answerable or relevant:
            return True
        facts = facts_of(asked)
        return bool(facts) and all(any(holds(document.text, fact) for document in self._documents) for fact in facts)

    @cached_property
    def _documents(self) -> list[Document]:
        return list(self.live.snapshot.documents())


def new_parser(program: str, description: str | None) -> argparse.ArgumentParser:
    """A parser that shows a module's documentation as it is written."""
    shape = argparse.RawDescriptionHelpFormatter
    return argparse.ArgumentParser(prog=program, description=description, formatter_class=shape)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments every script over development sets takes; `opened` reads them."""
    pairs, day = "pairs of an index and its questions", "the day questions are asked, today by default"
    parser.add_argument("sets", nargs="+", type=Path, metavar="DATA QUESTIONS.jsonl", help=pairs)
    parser.add_argument("--as-of", type=dt.date.fromisoformat, default=dt.date.today(), metavar="DATE", help=day)


def opened(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Iterable[DevelopmentSet]:
    """The sets named on the command line, one after the other; ends the program (2) on an odd number of names.

    Raises SnapshotError, JsonLinesError."""
    if len(options.sets) % 2:
        parser.error("name pairs: an index, then the questions asked of it")
    return (
        DevelopmentSet.open(data, questions, options.as_of)
        for data, questions in zip(options.sets[::2], options.sets[1::2], strict=True)
    )
