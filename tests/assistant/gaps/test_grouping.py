from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from assistant.gaps.grouping import group

GROUPS = json.loads((Path(__file__).parent / "groups.json").read_text("utf-8"))


def idf(word: str) -> float:
    return 1.0


def test_questions_on_one_subject_come_together_and_others_stay_apart(shipped) -> None:
    """Over the corpus that is shipped, with the encoder that is shipped: the figures that ALIKE was chosen by."""
    from assistant.gaps.finder import _origin

    subjects = [subject for subject, questions in GROUPS.items() for _ in questions]
    read = shipped.live.reader.read  # the journal keeps questions as they were understood
    texts = [read(question, []).text for questions in GROUPS.values() for question in questions]
    vectors = np.stack([shipped.encode(text) for text in texts])
    groups = group(vectors, texts, _origin(shipped, shipped.snapshot), shipped.snapshot.keywords.idf)
    assert sorted(itertools.chain(*groups)) == list(range(len(texts)))
    label = {position: number for number, members in enumerate(groups) for position in members}
    joined = [pair for pair in itertools.combinations(range(len(texts)), 2) if label[pair[0]] == label[pair[1]]]
    right = sum(subjects[a] == subjects[b] for a, b in joined)
    assert right / len(joined) >= 0.9
    assert right / (len(GROUPS) * 6) >= 0.65


def test_the_most_central_question_speaks_for_its_group() -> None:
    vectors = np.array([[1, 0.6], [1, 0], [1, -0.6], [-1, 0]], dtype=np.float32)
    groups = group(vectors, ["a", "b", "c", "d"], np.zeros(2, dtype=np.float32), idf)
    assert [members[0] for members in groups] == [1, 3] and sorted(groups[0]) == [0, 1, 2]


def test_words_that_are_shared_bring_questions_together() -> None:
    vectors = np.array([[1, 0], [0.3, 0.954]], dtype=np.float32)
    origin = np.zeros(2, dtype=np.float32)
    assert len(group(vectors, ["le photovoltaïque", "du photovoltaïque"], origin, idf)) == 1
    assert len(group(vectors, ["le photovoltaïque", "du logement"], origin, idf)) == 2


@pytest.mark.parametrize("count", [0, 1])
def test_few_questions_are_few_groups(count) -> None:
    vectors = np.ones((count, 2), dtype=np.float32)
    assert group(vectors, ["question"] * count, np.zeros(2, dtype=np.float32), idf) == [[0]][:count]


def test_questions_without_a_telling_word_or_a_direction_are_taken() -> None:
    assert len(group(np.zeros((2, 2), dtype=np.float32), ["?", "…"], np.zeros(2, dtype=np.float32), idf)) == 2
