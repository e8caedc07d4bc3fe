"""Corpora of others, with questions that others asked of them: none was written for this product.

PIAF (articles of an encyclopaedia, in the shape of SQuAD), sheets of service-public.fr, and answers to frequent questions
of public bodies. Where a part of one teaches the reader, only what is held out of its training is taken."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.judging.control_questions import Question, load_questions
from evaluation.judging.jsonl import JsonLinesError
from evaluation.reading.examples import Example, ReadPassage, faq, squad
from evaluation.service_public import PUBLISHER, PlainDocument, read_documents

PIAF, SERVICE_PUBLIC, FAQ = "piaf", "service-public", "faq"
PIAF_QUESTIONS = 300
"""Drawn from those of the articles held out."""
SEED = 2026
_UNTITLED = "Foire aux questions"


@dataclass(frozen=True)
class ForeignCorpus:
    """Documents, who published them, and the questions asked of them."""

    name: str
    publisher: str
    documents: tuple[PlainDocument, ...]
    questions: tuple[Question, ...]


def piaf(path: Path, count: int = PIAF_QUESTIONS) -> ForeignCorpus:
    """Each paragraph of the articles held out is a document; at most `count` of their questions.

    Raises JsonLinesError where the file is not in the shape of SQuAD."""
    try:
        passages, examples = squad(path, held_out=True)
    except (ValueError, KeyError, TypeError) as error:
        raise JsonLinesError(str(path), f"is not in the shape of SQuAD 1.1 ({error!r}).") from error
    questions = [
        Question(
            id=f"{PIAF}-q{number}",
            question=example.question,
            kind="extractive",
            answers=example.answers,
            documents=_holders(example, PIAF),
        )
        for number, example in enumerate(examples)
    ]
    chosen = sorted(random.Random(SEED).sample(range(len(questions)), min(count, len(questions))))
    drawn = tuple(questions[number] for number in chosen)
    return _not_empty(ForeignCorpus(PIAF, "PIAF", _documents(PIAF, passages), drawn), path)


def service_public(folder: Path, documents: Path | None = None) -> ForeignCorpus:
    """The sheets of `documents`, by default those of the folder, and the questions of the folder's `questions.jsonl`.

    Published titles are not taken: they are the questions. Raises JsonLinesError."""
    texts = read_documents(documents or folder / "documents.jsonl")
    questions = load_questions(folder / "questions.jsonl")
    return ForeignCorpus(SERVICE_PUBLIC, PUBLISHER, tuple(texts), tuple(questions))


def frequent_questions(path: Path) -> ForeignCorpus:
    """The answers of the repositories held out, each a document whose title is its theme. Raises JsonLinesError."""
    try:
        passages, examples = faq(path, held_out=True)
    except (KeyError, TypeError) as error:
        raise JsonLinesError(str(path), f"has a row without {error}.") from error
    questions = tuple(
        Question(
            id=f"{FAQ}-q{number}",
            question=" ".join(example.question.split()),
            kind="retrieval_only",
            documents=(f"{FAQ}-{number}",),
        )
        for number, example in enumerate(examples)
    )
    return _not_empty(ForeignCorpus(FAQ, "Foires aux questions publiques", _documents(FAQ, passages), questions), path)


def without_half(corpus: ForeignCorpus) -> ForeignCorpus:
    """The corpus without a half of its documents, and only the questions that those answered."""
    count = len(corpus.documents) // 2
    gone = {document.id for document in random.Random(SEED).sample(corpus.documents, count)}
    kept = tuple(document for document in corpus.documents if document.id not in gone)
    orphans = (question for question in corpus.questions if set(question.documents) <= gone)
    asked = tuple(question.model_copy(update={"answerable": False}) for question in orphans)
    return replace(corpus, name=f"{corpus.name}-sans-moitie", documents=kept, questions=asked)


def _documents(name: str, passages: Sequence[ReadPassage]) -> tuple[PlainDocument, ...]:
    return tuple(
        PlainDocument(f"{name}-{number}", passage.context or _UNTITLED, passage.text)
        for number, passage in enumerate(passages)
    )


def _holders(example: Example, name: str) -> tuple[str, ...]:
    return tuple(f"{name}-{number}" for number in example.right)


def _not_empty(corpus: ForeignCorpus, path: Path) -> ForeignCorpus:
    if not corpus.questions:
        raise JsonLinesError(str(path), "holds nothing that is held out of training: there is nothing to measure.")
    return corpus
