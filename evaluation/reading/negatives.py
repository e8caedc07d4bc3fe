"""Hard negatives: passages that look like the answer and are not, found by the encoder that search uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from evaluation.reading.examples import Example, Material
from index.encoder.encoder import Encoder
from index.language.text import Text

NEAREST = 12
"""Passages of the same corpus kept for each question."""
_SAYS_THE_SAME = 0.6
"""Share of the words of an answer from which another sentence may be one too: such a passage is no negative."""


def nearest_passages(material: Material, encoder: Encoder) -> list[tuple[int, ...]]:
    """For each example, the passages of its corpus nearest to the question once those that answer are taken out, best
    first; passages that may say the same as the answer are left out."""
    vectors = np.stack([text.whole for text in encoder.encode_passages([_read(p.context, p.text) for p in material.passages])])
    questions = encoder.encode_queries([example.question for example in material.examples])
    members: dict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(material.passages):
        members[passage.corpus].append(number)
    stems = [_stems(material, number) for number in range(len(material.passages))]
    return [
        _nearest(example, members[example.corpus], vectors, question, stems)
        for example, question in zip(material.examples, questions, strict=True)
    ]


def _nearest(
    example: Example,
    members: Sequence[int],
    vectors: np.ndarray,
    question: np.ndarray,
    stems: Sequence[Sequence[frozenset[str]]],
) -> tuple[int, ...]:
    order = np.argsort(-(vectors[members] @ question), kind="stable")
    answers = [words for words in (Text(answer).stems for answer in example.answers) if words]
    found: list[int] = []
    for place in order.tolist():
        number = members[place]
        if number not in example.right and not any(_same(answer, stems[number]) for answer in answers):
            found.append(number)
        if len(found) == NEAREST:
            break
    return tuple(found)


def _same(answer: frozenset[str], sentences: Sequence[frozenset[str]]) -> bool:
    return any(len(answer & sentence) >= _SAYS_THE_SAME * len(answer) for sentence in sentences)


def _stems(material: Material, number: int) -> list[frozenset[str]]:
    passage = material.passages[number]
    return [Text(passage.text[start:end]).stems for start, end in passage.spans]


def _read(context: str, text: str) -> str:
    return f"{context}\n{text}" if context else text
