"""Documents in SQLite: counted, found by batches, and kept parsed within a budget."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_corpora import TEXTS, Place

from index.documents.document import Document
from index.storage import document_store
from index.storage.document_store import DocumentStore


def test_ids_and_ordinals_are_each_others_inverse(built: Place) -> None:
    held = built.open().store
    ordinals = held.ordinals_of(["vte", "prets"])
    assert set(ordinals) == {"vte", "prets"}
    assert held.ids_of(ordinals.values()) == {ordinal: identity for identity, ordinal in ordinals.items()}


@pytest.mark.parametrize("ids", [["absent"], ["vte", "absent"]])
def test_one_unknown_document_among_others_is_a_key_error(built: Place, ids: list[str]) -> None:
    with pytest.raises(KeyError, match="absent"):
        built.open().store.ordinals_of(ids)


def test_more_documents_than_one_query_takes_are_all_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_store, "_BATCH", 3)
    documents = [Document(id=f"d{n}", title="Titre", text="Texte.") for n in range(10)]
    DocumentStore.write(tmp_path / "d.sqlite", [(document, "c", "e") for document in documents])
    held = DocumentStore(tmp_path / "d.sqlite")
    assert held.ordinals_of([d.id for d in documents]) == {f"d{n}": n for n in range(10)}
    assert [row[:2] for row in held.hashes()] == [(n, f"d{n}") for n in range(10)]


def test_documents_are_counted_by_kind(built: Place) -> None:
    held = built.open().store
    assert held.count() == held.count("document") == len(TEXTS) and held.count("offer") == 0


def test_what_is_kept_parsed_stays_within_its_budget(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_store, "_CACHED", 400)
    held = place.open().store
    read = [held.at(ordinal).id for ordinal in (0, 1, 2, 0)]
    assert read == [held.ids_of([o])[o] for o in (0, 1, 2, 0)] and 0 < len(held._parsed) < 3


def test_a_document_beyond_the_budget_is_read_all_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_store, "_CACHED", 1)
    held = place.open().store
    assert held.at(0) == held.at(0) and not held._parsed


def test_a_document_asked_for_again_is_not_parsed_again(built: Place) -> None:
    held = built.open().store
    assert held.at(0) is held.at(0)
