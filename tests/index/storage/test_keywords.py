"""BM25: several rows, ties, duplicates, unknown words, and the arrays on disk."""

from __future__ import annotations

import math
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from index.storage.keywords import VOCABULARY, KeywordIndex, KeywordWriter
from index.storage.string_table import Vocabulary

ROWS = [
    ["prêt", "long", "terme"],
    ["prêt", "prêt", "prêt", "court"],
    ["commune", "usine"],
    ["commune", "usine"],
    [],
]


def written(folder: Path, rows: list[list[str]], **options: float) -> KeywordIndex:
    """The index of these rows, as a build writes it and a snapshot opens it."""
    numbers: dict[str, int] = {}
    writer = KeywordWriter(folder / "keywords", numbers, **options)
    for row in rows:
        writer.append([Counter(row)])
    writer.finish(Vocabulary.create(folder, VOCABULARY, numbers))
    return KeywordIndex(folder / "keywords", Vocabulary(folder, VOCABULARY))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> KeywordIndex:
    return written(tmp_path_factory.mktemp("keywords"), ROWS)


def test_scores_follow_the_formula_of_bm25(index: KeywordIndex) -> None:
    """Lucene's form (Kamphuis et al., 2020): idf · tf / (tf + k1 · (1 - b + b · length / mean length))."""
    mean = sum(len(row) for row in ROWS) / len(ROWS)
    idf = math.log(1 + (5 - 2 + 0.5) / (2 + 0.5))
    expected = [
        idf * tf / (tf + 1.5 * (1 - 0.75 + 0.75 * length / mean)) if tf else 0.0
        for tf, length in ((1, 3), (3, 4), (0, 2), (0, 2), (0, 1))
    ]
    assert index.scores({"prêt": 1.0}) == pytest.approx(expected, abs=1e-5)
    assert index.idf("prêt") == pytest.approx(idf)


def test_a_row_holds_its_own_words_and_no_others(index: KeywordIndex) -> None:
    asked = ["prêt", "court", "usine", "inconnu"]
    assert index.held(1, asked) == {"prêt", "court"}
    assert index.held(3, asked) == {"usine"}
    assert index.held(4, asked) == frozenset()


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


def test_rows_without_any_word_make_an_index_that_finds_nothing(tmp_path: Path) -> None:
    index = written(tmp_path, [[], []])
    assert len(index) == 2 and not index.scores({"prêt": 1.0}).any()


def test_an_index_larger_than_a_chunk_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    rows = [[f"mot{chance.randrange(30)}" for _ in range(chance.randrange(12))] for _ in range(50)]
    (tmp_path / "un").mkdir()
    (tmp_path / "autre").mkdir()
    whole = written(tmp_path / "un", rows)
    monkeypatch.setattr("index.storage.keywords._CHUNK", 17)
    parts = written(tmp_path / "autre", rows)
    for token in whole.tokens():
        assert np.array_equal(whole.scores({token: 1.0}), parts.scores({token: 1.0})), token


def test_scores_are_those_of_bm25s(tmp_path: Path) -> None:
    """The library the method comes from, given the same rows."""
    bm25s = pytest.importorskip("bm25s")
    rows = [row for row in ROWS if row]
    index = written(tmp_path, rows, k1=2.0, b=0.9)
    numbers = {token: n for n, token in enumerate(sorted({token for row in rows for token in row}))}
    peer = bm25s.BM25(method="lucene", k1=2.0, b=0.9)
    peer.index(([[numbers[token] for token in row] for row in rows], dict(numbers)), show_progress=False)
    for token, number in numbers.items():
        assert index.scores({token: 1.0}) == pytest.approx(peer.get_scores_from_ids([number]), abs=1e-6)


def test_scores_of_some_rows_are_those_of_all(index: KeywordIndex) -> None:
    weights = {"prêt": 1.0, "usine": 0.5, "inconnu": 1.0, "court": 0.3}
    rows = np.array([4, 1, 1, 3, 0])
    assert np.array_equal(index.scores_of(rows, weights), index.scores(weights)[rows])
    assert index.scores_of(np.array([], dtype=int), weights).shape == (0,)
