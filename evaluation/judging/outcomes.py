"""What became of one question: the answer, held against what was expected, and where each search found it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.schema import Answer, AnswerStatus, SentenceState
from evaluation.judging.control_questions import Question
from evaluation.judging.fact_matching import VARIANTS, first_holding, found, plain
from index.documents.document import Document

Id = TypeVar("Id", bound=Hashable)
SHOWN = frozenset(status for status in AnswerStatus if not status.is_silent)
"""Statuses of an answer that is shown as one; any other is a silence, whatever it points to."""


@dataclass(frozen=True)
class Hit:
    """One passage that a search returned."""

    document_id: str
    text: str


@dataclass(frozen=True)
class Ranking:
    """What one search returned for one question."""

    documents: tuple[str, ...]
    """Ids, best first, each once."""
    containment: int | None
    """1-based rank of the first passage that holds an exact answer; None where none does."""

    @classmethod
    def of(cls, hits: Sequence[Hit], answers: Iterable[str]) -> Ranking:
        return cls(
            documents=tuple(unique(hit.document_id for hit in hits)),
            containment=first_holding([hit.text for hit in hits], answers),
        )


@dataclass(frozen=True)
class Outcome:
    """One question, its answer and the rankings, by the name of the search."""

    question: Question
    answer: Answer
    relevant: frozenset[str]
    """Ids of the indexed documents that hold the answer; empty where none of those named is indexed."""
    facts_found: tuple[str, ...]
    facts_missing: tuple[str, ...]
    quotes_exact: tuple[bool, ...]
    words: int
    rankings: Mapping[str, Ranking]

    @property
    def silent(self) -> bool:
        return self.answer.status not in SHOWN

    @property
    def false_answer(self) -> bool:
        """A question without an answer in the documents that was answered all the same."""
        return not self.question.answerable and self.answer.status is AnswerStatus.ANSWERED

    @property
    def false_silence(self) -> bool:
        return self.question.answerable and self.silent

    @property
    def fully_right(self) -> bool:
        """Every expected fact is in the answer, which is not a refusal that happens to name it."""
        return self.question.answerable and not self.facts_missing and not self.silent

    @property
    def verified(self) -> tuple[bool, ...]:
        """For each sentence, whether its evidence fully proves it."""
        return tuple(sentence.state is SentenceState.VERIFIED for sentence in self.answer.sentences)


def facts_of(question: Question) -> tuple[str, ...]:
    """What a right answer holds. Exact wordings of one answer are variants of a single fact."""
    if not question.answerable:
        return ()
    if question.answers:
        return (VARIANTS.join(question.answers),)
    return question.expected


def judge(
    question: Question,
    answer: Answer,
    texts: Mapping[str, str],
    relevant: Iterable[str] = (),
    rankings: Mapping[str, Ranking] | None = None,
) -> Outcome:
    """Holds an answer against what was expected; `texts` maps the ids of cited documents to their stored
    text."""
    facts = facts_of(question)
    held = found(plain(answer.answer), facts)
    quotes = [(c.document_id, c.start, c.end, c.quote) for c in answer.citations]
    return Outcome(
        question=question,
        answer=answer,
        relevant=frozenset(relevant),
        facts_found=tuple(held),
        facts_missing=tuple(fact for fact in facts if fact not in held),
        quotes_exact=tuple(exact_quotes(quotes, texts)),
        words=word_count(answer.answer),
        rankings=dict(rankings or {}),
    )


class Finder:
    """Finds indexed documents by what a question calls them: an id, a path or file name (with or without its
    suffix), or an address."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._ids: dict[str, str] = {}
        for document in documents:
            paths = (document.path, *(copy.id for copy in document.also_at))
            names = {document.id, *paths, *(path.rsplit("/", 1)[-1] for path in paths)}
            names |= {name.rsplit(".", 1)[0] for name in names if "#" not in name}
            if document.url and document.record is None:
                names.add(document.url)
            names |= {copy.url for copy in document.also_at if copy.url}
            for name in names - {""}:
                self._ids.setdefault(name, document.id)
            self._ids[document.id] = document.id

    def __call__(self, names: Iterable[str]) -> frozenset[str]:
        """Ids of those of `names` that are indexed."""
        return frozenset(self._ids[name] for name in names if name in self._ids)


def unique(ranked: Iterable[Id]) -> list[Id]:
    """Each id once, at its best rank."""
    return list(dict.fromkeys(ranked))


def word_count(answer: str) -> int:
    """Words a person reads: runs between spaces that hold a letter or a digit, citation marks left out."""
    return sum(1 for run in plain(answer).split() if re.search(r"\w", run))


def exact_quotes(citations: Iterable[tuple[str, int, int, str]], texts: Mapping[str, str]) -> list[bool]:
    """For each citation `(document_id, start, end, quote)`, whether the quote stands at these offsets of the
    stored text. A document that is not in `texts`, a negative offset and an empty quote are never exact."""
    return [
        bool(quote) and 0 <= start < end and texts.get(document, "")[start:end] == quote
        for document, start, end, quote in citations
    ]
