"""What the reader learns from: questions, the passages beside which they are read, and the sentences that answer.

Four kinds of material become the same examples: rows on the shipped corpus and on invented documents, rows of
the same form on other documents, articles in the shape of SQuAD (PIAF), pairs of question and answer (FAQ).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from assistant.reading.judging import readable
from evaluation.judging.jsonl import read_rows
from evaluation.reading.rows import MADE, SHIPPED, Row, documents_of, load_rows, rows_of
from index.documents.document import Document
from index.language.sentences import split_sentences
from index.storage.passages import cut

Span = tuple[int, int]
HELD_OUT_SHARE = 10
"""One article of PIAF in so many is never trained on."""
HELD_OUT_REPOSITORIES = ("SocialGouv/faq-code-du-travail", "betagouv/anssi-nis2", "incubateur-ademe/nosgestesclimat-site")
"""Of the FAQ: never trained on."""
_OVERLAP = 12
"""Characters of an answer that make a sentence one that answers; half of it where it is shorter."""


@dataclass(frozen=True)
class ReadPassage:
    """A passage as the reader sees it; `spans` are its sentences, in `text`."""

    corpus: str
    document: str
    context: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Example:
    """A question and the passages it is read beside."""

    question: str
    corpus: str
    right: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Sentences that answer, by passage: none where the question is not answered."""
    near: tuple[int, ...] = ()
    """Passages of the same document that do not answer."""
    sentences_known: bool = True
    """False where a passage is known to answer, and not by which of its sentences."""
    answers: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.right) or not self.sentences_known


@dataclass
class Material:
    """Passages, and examples that name them by their place."""

    passages: list[ReadPassage] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)

    def add(self, passages: Sequence[ReadPassage], examples: Iterable[Example]) -> None:
        """Add both; examples name passages by their place among those given."""
        first = len(self.passages)
        self.passages.extend(passages)
        for example in examples:
            right = {first + number: sentences for number, sentences in example.right.items()}
            self.examples.append(replace(example, right=right, near=tuple(first + number for number in example.near)))


def own_material() -> Material:
    """The rows of the project: on the shipped corpus, whose accepted questions are among them, and on invented documents."""
    material = Material()
    for name in (*SHIPPED, MADE):
        material.add(*on_documents(name, documents_of(name), rows_of(name)))
    return material


def written_rows(rows: Path, documents: Path) -> tuple[list[ReadPassage], list[Example]]:
    """Rows in a file of their own, on documents in another (`id`, `title`, `text`). Raises JsonLinesError."""
    texts = {
        row["id"]: Document(id=row["id"], title=row.get("title") or "", text=row["text"])
        for _, row in read_rows(documents)
    }
    return on_documents("written", texts, load_rows(rows, foreign=True))


def on_documents(
    corpus: str, documents: Mapping[str, Document], rows: Sequence[Row]
) -> tuple[list[ReadPassage], list[Example]]:
    """The passages of the documents that rows are about, and an example a row."""
    passages: list[ReadPassage] = []
    places: dict[str, list[tuple[int, int]]] = {}
    for name in dict.fromkeys(row.doc_id for row in rows):
        places[name] = []
        for passage, start in read_passages(corpus, documents[name]):
            places[name].append((len(passages), start))
            passages.append(passage)
    return passages, [_example(corpus, row, documents[row.doc_id].text, places[row.doc_id], passages) for row in rows]


def read_passages(corpus: str, document: Document) -> Iterator[tuple[ReadPassage, int]]:
    """The passages of a document as they are cut for the index and read to answer, each with where it begins."""
    for passage in cut(document):
        read = readable(document, passage)
        yield ReadPassage(corpus, document.id, read.context, read.text, tuple(read.spans)), passage.start


def _example(
    corpus: str, row: Row, text: str, places: Sequence[tuple[int, int]], passages: Sequence[ReadPassage]
) -> Example:
    right: dict[int, set[int]] = defaultdict(set)
    for answer in row.answers:
        at = text.find(answer)
        for number, start in places:
            for sentence, (first, last) in enumerate(passages[number].spans):
                shared = min(last + start, at + len(answer)) - max(first + start, at)
                if at >= 0 and shared >= min(_OVERLAP, max(1, (last - first) // 2), len(answer)):
                    right[number].add(sentence)
    return Example(
        row.question,
        corpus,
        {number: frozenset(sentences) for number, sentences in right.items()},
        tuple(number for number, _ in places if number not in right),
        answers=row.answers,
    )


def squad(path: Path, *, held_out: bool) -> tuple[list[ReadPassage], list[Example]]:
    """Articles in the shape of SQuAD 1.1: those trained on, or the tenth that is held out, by the hash of their title."""
    passages: list[ReadPassage] = []
    examples: list[Example] = []
    for article in json.loads(path.read_text("utf-8"))["data"]:
        title = article.get("title", "")
        if (int(sha256(title.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0) is not held_out:
            continue
        own = range(len(passages), len(passages) + len(article["paragraphs"]))
        for number, paragraph in zip(own, article["paragraphs"], strict=True):
            spans = tuple((start, end) for start, end in split_sentences(paragraph["context"]))
            passages.append(ReadPassage("piaf", title, title, paragraph["context"], spans))
            others = tuple(other for other in own if other != number)
            for asked in paragraph["qas"]:
                right = frozenset(
                    place
                    for place, (start, end) in enumerate(spans)
                    for answer in asked["answers"]
                    if start < answer["answer_start"] + len(answer["text"]) and answer["answer_start"] < end
                )
                answers = tuple(answer["text"] for answer in asked["answers"])
                if right:
                    examples.append(Example(asked["question"], "piaf", {number: right}, others, answers=answers))
    return passages, examples


def faq(path: Path, *, held_out: bool) -> tuple[list[ReadPassage], list[Example]]:
    """Pairs of `question` and `answer`, those trained on or those of the repositories held out: the passage answers, by which
    sentence is not said. Raises JsonLinesError."""
    passages: list[ReadPassage] = []
    examples: list[Example] = []
    kept = [row for _, row in read_rows(path) if (row["repo"] in HELD_OUT_REPOSITORIES) is held_out]
    for number, row in enumerate(kept):
        answer = row["answer"]
        spans = tuple((start, end) for start, end in split_sentences(answer))
        passages.append(ReadPassage("faq", f"faq-{number}", row.get("theme") or "", answer, spans))
        examples.append(
            Example(row["question"], "faq", {number: frozenset()}, sentences_known=False, answers=(answer,))
        )
    return passages, examples
