"""Array files: written block by block, mapped, and read by rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.arrays import GrowingArray, RowFile, mapped

VALUES = np.arange(60, dtype=np.float16).reshape(20, 3)


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
