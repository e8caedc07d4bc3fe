"""Accepted questions: each tied to the sentences of a document, to one of its sections, or to the whole of it, that answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.documents.document import Document, SectionQuestions
from index.errors import Problem
from index.language.words import fold
from index.questions.question_files import Asked, PlacedEntry, read_entries

Span = tuple[int, int]
_WORD = re.compile(r"\w+")


def form_of(question: str) -> str:
    """What two ways of typing one question share: its words, whatever their case, accents and punctuation."""
    return " ".join(_WORD.findall(fold(question)))


@dataclass(frozen=True)
class AcceptedQuestion:
    """A question and what answers it."""

    text: str
    document_id: str
    begin: int
    """The first character of what it is tied to: a sentence, a section, or the whole document."""
    answers: tuple[str, ...] = ()
    """The exact sentences, the first of them at `begin`; none for questions that a document declares of itself."""
    voice: str | None = None
    kind: str | None = None

    @property
    def span(self) -> Span | None:
        """Where its first answering sentence stands; None where no sentence is named."""
        return (self.begin, self.begin + len(self.answers[0])) if self.answers else None


@dataclass(frozen=True)
class Questions:
    """What corpora hold of questions."""

    accepted: tuple[AcceptedQuestion, ...] = ()
    proposed: tuple[PlacedEntry, ...] = ()
    """Kept in their files, and not used until somebody accepts them."""
    problems: tuple[Problem, ...] = ()
    """A warning for each question that its document no longer bears, an error for each that cannot be read or that answers
    two ways."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever an accepted question, or what it is tied to, does."""
        return hashlib.sha256(repr(self.accepted).encode()).hexdigest()[:16]


def read_questions(corpora: Iterable[Path], documents: Sequence[Document], beside: Iterable[Document] = ()) -> Questions:
    """The questions that `documents` declare of themselves, and those that files of the corpora tie to them, or to documents
    `beside` them."""
    tying = _Tying({document.id: document for document in (*beside, *documents)})
    for document in documents:
        tying.take_own(document)
    for corpus in corpora:
        entries, problems = read_entries(corpus.resolve())
        tying.problems.extend(problems)
        for placed in entries:
            tying.take(placed)
    return Questions(tuple(tying.held.values()), tuple(tying.proposed), tuple(tying.problems))


@dataclass
class _Tying:
    """Ties questions to documents, one by one."""

    documents: dict[str, Document]
    held: dict[str, AcceptedQuestion] = field(default_factory=dict)
    """By form."""
    proposed: list[PlacedEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take_own(self, document: Document) -> None:
        """The questions that a document declares of itself."""
        for number, declared in enumerate(document.questions):
            place = f"questions[{number}]"
            begin = 0
            if isinstance(declared, SectionQuestions):
                found = _section(document, declared.section)
                if found is None:
                    message = f"no section is called {declared.section!r}: its questions are left out. Correct the title."
                    self.problems.append(Problem(document.path, message, None, place, "warning"))
                    continue
                begin = found
            texts = declared.questions if isinstance(declared, SectionQuestions) else (declared,)
            for text in texts:
                other = self._keep(AcceptedQuestion(text, document.id, begin))
                if other is not None:
                    self.problems.append(Problem(document.path, _twice(text, other), None, place))

    def take(self, placed: PlacedEntry) -> None:
        """An entry of a file."""
        entry = placed.entry
        if entry.proposed:
            self.proposed.append(placed)
            return
        document = self.documents.get(entry.document)
        if document is None:
            message = f"unknown document {entry.document!r}: its questions are left out. Correct the id, or remove them."
            self.problems.append(placed.problem(message, "document", severity="warning"))
            return
        lost = [number for number, answer in enumerate(entry.answers) if answer not in document.text]
        if lost:
            message = (
                f"the document {entry.document!r} no longer holds this sentence: its questions are left out. Copy the"
                " sentence that answers them now, or remove them."
            )
            self.problems.append(placed.problem(message, "answers", lost[0], severity="warning"))
            return
        for number, question in enumerate(_questions(entry.questions, document, entry.answers)):
            other = self._keep(question)
            if other is not None:
                self.problems.append(placed.problem(_twice(question.text, other), "questions", number))

    def _keep(self, question: AcceptedQuestion) -> AcceptedQuestion | None:
        """Holds a question; gives back the one that already has another answer, where there is one."""
        form = form_of(question.text)
        other = self.held.get(form)
        if other is None:
            self.held[form] = question
        elif other.document_id == question.document_id and not (other.answers and question.answers):
            self.held[form] = question if question.answers else other  # a sentence says more than the whole document
        elif (other.document_id, other.answers) != (question.document_id, question.answers):
            return other
        return None


def _questions(asked: Iterable[Asked], document: Document, answers: tuple[str, ...]) -> Iterator[AcceptedQuestion]:
    begin = document.text.find(answers[0])
    for one in asked:
        yield AcceptedQuestion(one.asked, document.id, begin, answers, one.voice, one.kind)


def _section(document: Document, title: str) -> int | None:
    """Where the section of that title begins; None where the document has none."""
    wanted = fold(title)
    return next((h.start for h in document.headings if not h.place and fold(h.title) == wanted), None)


def _twice(text: str, other: AcceptedQuestion) -> str:
    return f"the question {text!r} is tied to another answer, of the document {other.document_id!r}: keep one of the two."
