"""The health of a snapshot: an index of which a part is lost is not put to use, and a sound one is not doubted."""

from __future__ import annotations

import pytest
from small_corpora import Place

from index.errors import SnapshotError
from index.storage.health import ask_vectors, check_vectors, damage, lost_vectors


@pytest.mark.parametrize(
    ("name", "loss"),
    [
        ("chroma/chroma.sqlite3", "gone"), ("chroma/chroma.sqlite3", "cut"), ("chroma/chroma.sqlite3", "other"),
        ("chroma/*/data_level0.bin", "gone"), ("chroma/*/data_level0.bin", "cut"),
    ],
)  # fmt: skip
def test_an_index_without_its_vector_store_is_refused(place: Place, name: str, loss: str) -> None:
    opened = place.open()
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


def test_questions_leave_a_sound_index_as_it_was(place: Place) -> None:
    """Chroma writes to its files when it opens them: a build must not take that for damage."""
    opened = place.open()
    check_vectors(opened)
    ask_vectors(opened)
    assert lost_vectors(opened) is None and damage(opened) is None
    opened.close()
    assert damage(opened) is None


def test_vectors_that_are_not_those_of_the_passages_are_told(place: Place) -> None:
    """As many as there are passages, under their ids, and each one somebody else's."""
    from dataclasses import replace

    from index.storage.vector_store import Entry

    opened = place.open()
    rows = range(len(opened.passages))
    ids = opened.ids_of(rows)
    opened.vectors.delete(ids)
    whole = [opened.passage(row) for row in rows]
    for row, (passage, document) in enumerate(whole):
        opened.vectors.add([Entry(-opened.passage_vectors[:][row], replace(passage), document, None)])
    assert opened.vectors.ids() == set(ids)
    assert "not found by their own vector" in (lost_vectors(opened) or "")
    opened.close()
