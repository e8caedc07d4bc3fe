"""The nearest passages: compared one by one where they are few, asked of Chroma where they are many; the same either way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from small_corpora import Place

from index.errors import SnapshotError
from index.storage import snapshot as snapshots
from index.storage.health import check_vectors
from index.storage.nearest import Scan, Search
from index.storage.snapshot import Snapshot

QUESTIONS = ("Combien de temps durent les prêts ?", "Qui finance les études ?", "xyzzy")


@pytest.fixture
def opened(place: Place) -> Iterator[Snapshot]:
    snapshot = place.open()
    yield snapshot
    snapshot.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_scan_and_search_agree(opened: Snapshot, place: Place, question: str) -> None:
    vector, held = place.encoder.encode_query(question), len(opened.passages)
    scan, search = Scan(opened, vector), Search(opened, vector)
    rows = np.arange(held)
    assert scan.of(rows) == pytest.approx(search.of(rows), abs=1e-6)
    for k in (1, held - 1, held, held + 10):
        best = scan.best(k)
        assert best.tolist() == np.argsort(-search.of(rows), kind="stable")[:k].tolist()
        assert best.tolist() == search.best(k).tolist()


def test_of_passages_that_read_the_same_the_first_comes_first(opened: Snapshot) -> None:
    vectors = np.repeat(opened.passage_vectors[:][:1], 7, axis=0)

    class Same:
        passage_vectors = type("Rows", (), {"whole": vectors})

    assert Scan(Same, vectors[0]).best(3).tolist() == Scan(Same, vectors[0]).best(7).tolist()[:3] == [0, 1, 2]  # type: ignore[arg-type]


def test_few_passages_are_scanned_and_many_sought(opened: Snapshot, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = place.encoder.encode_query(QUESTIONS[0])
    assert opened.is_scanned and isinstance(opened.near(vector), Scan)
    assert "vectors" not in vars(opened)  # Chroma was not opened
    monkeypatch.setattr(snapshots, "SCANNED", opened.passage_vectors.nbytes - 1)
    other = place.open()
    assert not other.is_scanned and isinstance(other.near(vector), Search)
    other.close()


@pytest.mark.parametrize(
    ("name", "loss"),
    [
        ("chroma/chroma.sqlite3", "gone"), ("chroma/chroma.sqlite3", "cut"), ("chroma/chroma.sqlite3", "other"),
        ("chroma/*/data_level0.bin", "gone"), ("chroma/*/data_level0.bin", "cut"),
    ],
)  # fmt: skip
def test_an_index_without_its_vector_store_is_refused(place: Place, name: str, loss: str) -> None:
    opened = place.open()
    check_vectors(opened)
    path = next(opened.folder.glob(name))
    if loss == "gone":
        path.unlink()
    elif loss == "cut":
        path.write_bytes(path.read_bytes()[:100])
    else:
        path.write_bytes(b"\xff" * path.stat().st_size)
    with pytest.raises(SnapshotError, match="is damaged .*assistant index --full"):
        check_vectors(opened)
    opened.close()
