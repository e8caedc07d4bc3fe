"""Which expected facts stand nowhere in a corpus: `python -m evaluation.answerability QUESTIONS.jsonl [--corpus DIR]`.

A fact that no document holds cannot be answered however good the search is: it is missing from the corpus, or the question
expects a wording that the corpus does not use. Exit code 1 when less than `AIM` of the facts stand."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from evaluation.judging.control_questions import Question, load_questions
from evaluation.judging.fact_matching import holds
from index.errors import Problem
from index.ingest.corpus_folder import read_corpora
from index.settings import PROJECT

AIM = 0.95


@dataclass(frozen=True)
class Missing:
    """A fact of a question that no document of the corpus holds."""

    question: Question
    fact: str


def missing_facts(questions: list[Question], texts: list[str]) -> list[Missing]:
    """Expected facts of answerable questions that stand in none of `texts`."""
    return [
        Missing(question, fact)
        for question in questions
        if question.answerable
        for fact in question.expected
        if not any(holds(text, fact) for text in texts)
    ]


def main(arguments: list[str] | None = None) -> int:
    """0 enough facts stand, 1 too few do, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.answerability", description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--corpus", type=Path, action="append", default=None)
    options = parser.parse_args(arguments)
    try:
        questions = load_questions(options.questions)
    except (Problem, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    documents = read_corpora(options.corpus or [PROJECT / "corpus"]).documents
    texts = ["\n".join((document.title, *document.names, document.text)) for document in documents]
    total = sum(len(question.expected) for question in questions if question.answerable)
    missing = missing_facts(questions, texts)
    for item in missing:
        print(f"{item.question.id}: no document holds {item.fact!r} ({item.question.question})")
    share = 1 - len(missing) / total if total else 1.0
    print(f"{total - len(missing)} of {total} expected facts stand in {len(documents)} documents ({share:.1%})")
    return 0 if share >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
