"""Samples, ratios and aims, and processes measured from outside."""

from __future__ import annotations

import os
import sys

import pytest

from bench.__main__ import table
from bench.measure import Row, Sample, digits, interleaved, spread
from bench.processes import BenchError, resident_mb, run


def test_a_sample_shows_its_median_and_its_spread() -> None:
    assert Sample((3.0, 1.0, 20.0)).shown() == "3 (1–20, n=3)"
    assert Sample((0.1234,)).shown() == "0.123"


def test_a_sample_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Sample(())


@pytest.mark.parametrize(
    ("better", "ours", "peer", "ratio"),
    [("lower", 2.0, 8.0, 4.0), ("higher", 30.0, 6.0, 5.0), ("lower", 8.0, 2.0, 0.25)],
)
def test_a_ratio_above_one_is_in_our_favour(better: str, ours: float, peer: float, ratio: float) -> None:
    row = Row("x", "ms", Sample((ours,)), Sample((peer,)), "peer", better=better)  # type: ignore[arg-type]
    assert row.ratio == ratio


def test_without_a_peer_there_is_no_ratio() -> None:
    assert Row("x", "ms", Sample((1.0,))).ratio is None


@pytest.mark.parametrize(
    ("better", "aim", "met"), [("lower", 5, True), ("lower", 3, False), ("higher", 5, False), ("lower", None, None)]
)
def test_an_aim_is_met_on_its_own_side(better: str, aim: float | None, met: bool | None) -> None:
    assert Row("x", "s", Sample((4.0,)), aim=aim, better=better).met is met  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.99312, "0.993"), (9.94, "9.94"), (98.7, "98.7"), (1234, "1\u202f234")]
)
def test_numbers_have_three_digits_at_most_where_they_are_small(value: float, text: str) -> None:
    assert digits(value) == text


def test_rounds_give_a_sample_of_each_side() -> None:
    assert interleaved([(1.0, 10.0), (2.0, 20.0)]) == (Sample((1.0, 2.0)), Sample((10.0, 20.0)))


def test_the_table_takes_rows_with_and_without_peer_and_aim() -> None:
    rows = [Row("a", "s", Sample((1.0,)), Sample((2.0,)), "peer", aim=5), Row("b", "", Sample((1.0,)))]
    assert table(rows).row_count == 2


def test_a_command_is_measured_with_its_output_and_memory() -> None:
    done = run([sys.executable, "-c", "print('bonjour')"])
    assert done.output.strip() == "bonjour"
    assert done.seconds > 0


def test_the_memory_measured_is_the_commands_own() -> None:
    """From a small process, as the benchmarks run: Linux counts what a parent held at the fork as its child's peak."""
    code = "import sys; from bench.processes import run; print(run([sys.executable, '-c', 'pass']).peak_mb)"
    assert 1 < float(run([sys.executable, "-c", code]).output) < 200


def test_a_command_that_fails_is_reported_with_its_last_words() -> None:
    with pytest.raises(BenchError, match="plus de place"):
        run([sys.executable, "-c", "import sys; sys.exit('plus de place')"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_of_a_process_is_read_in_megabytes() -> None:
    assert 1 < resident_mb(os.getpid()) < 10_000


def test_memory_of_an_unknown_process_is_an_error() -> None:
    with pytest.raises(BenchError, match="cannot be read"):
        resident_mb(2**22 + 1)


@pytest.mark.parametrize(("count", "expected"), [(2, [0, 5]), (10, list(range(10))), (99, list(range(10))), (0, [])])
def test_items_are_picked_evenly(count: int, expected: list[int]) -> None:
    assert spread(range(10), count) == expected
