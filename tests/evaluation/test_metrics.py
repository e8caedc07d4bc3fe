"""Measures on rankings with several documents, ties, duplicates, and nothing at all."""

import math

import pytest

from evaluation.judging.outcomes import exact_quotes, unique, word_count
from evaluation.metrics import by_score, hit_at, mean, ndcg_at, percentile, rank_of, reciprocal_rank, share_of


def test_several_passages_of_one_document_count_once_at_their_best_rank() -> None:
    ranked = ["a", "a", "b", "a", "c", "b"]
    assert unique(ranked) == ["a", "b", "c"]
    assert rank_of(ranked, {"c"}) == 3
    assert hit_at(2, ranked, {"b"}) == 1.0
    assert ndcg_at(10, ranked, {"b"}) == pytest.approx(1 / math.log2(3))


def test_a_relevant_document_twice_in_the_ranking_gains_once() -> None:
    assert ndcg_at(10, ["a", "a", "b"], {"a", "b"}) == 1.0


def test_ties_are_ordered_by_id_so_that_a_run_repeats() -> None:
    assert by_score({"b": 1.0, "a": 1.0, "c": 2.0}) == ["c", "a", "b"]
    assert by_score({"a": 1.0, "b": 1.0, "c": 2.0}) == by_score({"c": 2.0, "b": 1.0, "a": 1.0})


def test_what_scored_nothing_is_not_in_the_ranking() -> None:
    assert by_score({"a": 0.0, "b": 0.5, "c": -1.0}) == ["b"]


@pytest.mark.parametrize(("relevant", "expected"), [({"a"}, 1.0), ({"c"}, 1 / 3), ({"z"}, 0.0), (set(), 0.0)])
def test_reciprocal_rank_is_that_of_the_first_relevant_document(relevant: set[str], expected: float) -> None:
    assert reciprocal_rank(["a", "b", "c"], relevant) == pytest.approx(expected)


def test_reciprocal_rank_takes_the_best_of_several_relevant_documents() -> None:
    assert reciprocal_rank(["a", "b", "c"], {"c", "b"}) == 0.5


def test_hit_looks_no_further_than_k() -> None:
    assert hit_at(1, ["a", "b"], {"b"}) == 0.0
    assert hit_at(2, ["a", "b"], {"b"}) == 1.0
    assert hit_at(10, [], {"b"}) == 0.0


def test_ndcg_of_two_relevant_documents_weighs_their_ranks() -> None:
    best = 1 + 1 / math.log2(3)
    assert ndcg_at(10, ["x", "a", "b"], {"a", "b"}) == pytest.approx((1 / math.log2(3) + 0.5) / best)


def test_ndcg_is_one_when_more_documents_are_relevant_than_are_looked_at() -> None:
    assert ndcg_at(2, ["a", "b"], {"a", "b", "c"}) == 1.0


def test_ndcg_of_an_empty_ranking_is_zero() -> None:
    assert ndcg_at(10, [], {"a"}) == 0.0


def test_ndcg_without_a_relevant_document_is_refused() -> None:
    with pytest.raises(ValueError, match="not defined"):
        ndcg_at(10, ["a"], set())


def test_measures_of_nothing_are_none() -> None:
    assert mean([]) is None
    assert percentile([], 0.5) is None
    assert share_of([]) is None


def test_percentile_interpolates_between_neighbours() -> None:
    assert percentile([10, 20, 30, 40], 0.5) == 25
    assert percentile([40, 10], 0.95) == pytest.approx(38.5)
    assert percentile([7], 0.95) == 7


def test_words_are_counted_without_citation_marks_and_lone_punctuation() -> None:
    assert word_count("183 territoires depuis 2023\u00a0[1]. Auparavant\u00a0: 136 [2] – l'essor") == 7
    assert word_count("") == 0


def test_a_quote_is_exact_only_at_its_offsets_in_its_document() -> None:
    texts = {"a": "Le programme compte 183 territoires."}
    citations = [
        ("a", 20, 35, "183 territoires"),
        ("a", 19, 34, "183 territoires"),
        ("b", 20, 35, "183 territoires"),
        ("a", -16, -1, "183 territoires"),
        ("a", 5, 5, ""),
    ]
    assert exact_quotes(citations, texts) == [True, False, False, False, False]
