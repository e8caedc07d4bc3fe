"""BM25: several rows, ties, duplicates, unknown words, and the arrays on disk."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from index.keywords import KeywordIndex

ROWS = [
    ["prêt", "long", "terme"],
    ["prêt", "prêt", "prêt", "court"],
    ["commune", "usine"],
    ["commune", "usine"],
    [],
]


@pytest.fixture(scope="module")
def index() -> KeywordIndex:
    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in row] for row in ROWS]
    return KeywordIndex.build(ids, vocabulary)


def test_scores_follow_the_formula_of_bm25(index: KeywordIndex) -> None:
    """Lucene's form (Kamphuis et al., 2020): idf · tf / (tf + k1 · (1 - b + b · length / mean length))."""
    mean = sum(max(1, len(row)) for row in ROWS) / len(ROWS)
    idf = math.log(1 + (5 - 2 + 0.5) / (2 + 0.5))
    expected = [
        idf * tf / (tf + 1.5 * (1 - 0.75 + 0.75 * length / mean)) if tf else 0.0
        for tf, length in ((1, 3), (3, 4), (0, 2), (0, 2), (0, 1))
    ]
    assert index.scores({"prêt": 1.0}) == pytest.approx(expected, abs=1e-5)
    assert index.idf("prêt") == pytest.approx(idf)


def test_rows_of_the_same_words_score_the_same(index: KeywordIndex) -> None:
    scores = index.scores({"commune": 1.0, "usine": 1.0})
    assert scores[2] == scores[3] > 0 and not scores[[0, 1, 4]].any()


def test_scores_are_the_weighted_sum_over_words(index: KeywordIndex) -> None:
    both = index.scores({"prêt": 1.0, "usine": 0.5})
    assert both == pytest.approx(index.scores({"prêt": 1.0}) + 0.5 * index.scores({"usine": 1.0}))


def test_unknown_words_add_nothing_and_are_the_rarest(index: KeywordIndex) -> None:
    assert not index.scores({"inconnu": 1.0}).any()
    assert index.document_frequency("inconnu") == 0
    assert index.idf("inconnu") > index.idf("long") > index.idf("prêt")


def test_no_words_score_nothing(index: KeywordIndex) -> None:
    scores = index.scores({})
    assert scores.shape == (5,) and not scores.any()


def test_every_token_is_listed_once(index: KeywordIndex) -> None:
    assert sorted(index.tokens()) == sorted({token for row in ROWS for token in row})


def test_an_index_read_back_scores_the_same(index: KeywordIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "mots")
    again = KeywordIndex.load(tmp_path / "mots")
    assert len(again) == len(index) == 5
    assert np.array_equal(again.scores({"prêt": 1.0, "long": 2.0}), index.scores({"prêt": 1.0, "long": 2.0}))


def test_rows_without_any_word_make_an_index_that_finds_nothing() -> None:
    index = KeywordIndex.build([[], []], {})
    assert len(index) == 2 and not index.scores({"prêt": 1.0}).any()


def test_scores_of_some_rows_are_those_of_all(index: KeywordIndex) -> None:
    weights = {"prêt": 1.0, "usine": 0.5, "inconnu": 1.0, "court": 0.3}
    rows = np.array([4, 1, 1, 3, 0])
    assert np.array_equal(index.scores_of(rows, weights), index.scores(weights)[rows])
    assert index.scores_of(np.array([], dtype=int), weights).shape == (0,)
