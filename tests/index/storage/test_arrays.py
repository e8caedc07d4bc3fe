"""Array files: written block by block, mapped, and read by rows, whole or in part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.storage import arrays
from index.storage.arrays import GrowingArray, GrowingRagged, Ragged, RowFile, mapped, single_precision

VALUES = np.arange(60, dtype=np.float16).reshape(20, 3)


@pytest.fixture(autouse=True, params=[0, 64_000_000], ids=["read", "mapped"])
def rows_of_files(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of large files are read, those of small ones mapped: both give the same."""
    monkeypatch.setattr(arrays, "_MAPPED", request.param)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    array = GrowingArray(tmp_path, "values", (3,), np.float16)
    for block in np.array_split(VALUES, 4):
        array.append(block)
    array.close()
    return tmp_path / "values.npy"


def test_blocks_make_an_ordinary_array_file(path: Path) -> None:
    assert np.array_equal(np.load(path), VALUES) and np.array_equal(mapped(path), VALUES)


def test_rows_are_read_in_the_order_asked(path: Path) -> None:
    rows = np.array([4, 5, 6, 2, 19, 0, 0, 1])
    assert np.array_equal(RowFile(path).rows(rows), VALUES[rows])


def test_runs_may_be_empty(path: Path) -> None:
    found = RowFile(path).runs(np.array([3, 7, 18]), np.array([2, 0, 2]))
    assert np.array_equal(found, VALUES[[3, 4, 18, 19]])
    assert RowFile(path).rows(np.array([], dtype=int)).shape == (0, 3)


def test_slices_are_those_of_the_array(path: Path) -> None:
    held = RowFile(path)
    assert np.array_equal(held[:], VALUES) and np.array_equal(held[5:9], VALUES[5:9]) and held[9:5].shape == (0, 3)
    with pytest.raises(ValueError, match="consecutive"):
        held[::2]


def test_rows_that_are_not_there_are_an_error(path: Path) -> None:
    with pytest.raises(ValueError, match="are not there"):
        RowFile(path).runs(np.array([19]), np.array([2]))


def test_a_file_without_rows_is_read(tmp_path: Path) -> None:
    GrowingArray(tmp_path, "none", (3,), np.float32).close()
    assert len(RowFile(tmp_path / "none.npy")) == 0 and RowFile(tmp_path / "none.npy")[:].shape == (0, 3)


def test_a_truncated_file_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="not as long"):
        RowFile(path)


def test_a_file_read_by_rows_outlives_its_removal(path: Path) -> None:
    held = RowFile(path)
    path.unlink()
    assert np.array_equal(held[2:4], VALUES[2:4])


def test_neighbouring_runs_are_those_of_the_array(path: Path) -> None:
    found = RowFile(path).runs(np.array([3, 5, 5, 9, 8]), np.array([2, 0, 4, 1, 1]))
    assert np.array_equal(found, VALUES[[3, 4, 5, 6, 7, 8, 9, 8]])


def test_every_finite_half_becomes_the_same_number() -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)]
    assert np.array_equal(single_precision(halves).view(np.uint32), halves.astype(np.float32).view(np.uint32))


@pytest.fixture
def ragged(tmp_path: Path) -> Path:
    growing = GrowingRagged(tmp_path, "rows", (2,), np.int32)
    growing.append(np.arange(6), np.array([1, 0, 2]))
    growing.append(np.empty(0), np.array([0]))
    growing.append(np.arange(6, 10), np.array([2]))
    growing.close()
    return tmp_path


def test_rows_of_various_lengths_come_with_their_places(ragged: Path) -> None:
    held = Ragged(ragged, "rows")
    values, places = held.runs(np.array([2, 0]), np.array([3, 2]))
    assert len(held) == 5
    assert values.tolist() == [[2, 3], [4, 5], [6, 7], [8, 9], [0, 1]] and places.tolist() == [0, 0, 2, 2, 3]


def test_no_rows_of_various_lengths_are_none(ragged: Path) -> None:
    values, places = Ragged(ragged, "rows").runs(np.array([], dtype=int), np.array([], dtype=int))
    assert values.shape == (0, 2) and not len(places)


def test_rows_that_do_not_fit_their_lengths_are_refused(ragged: Path) -> None:
    np.save(ragged / "rows.npy", np.zeros((4, 2), np.int32))
    with pytest.raises(ValueError, match="differ in length"):
        Ragged(ragged, "rows")
