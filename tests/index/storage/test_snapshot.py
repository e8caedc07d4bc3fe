"""A snapshot opened for reading: what it holds, and that a damaged one is refused with what to do."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_corpora import TEXTS, Place, nearest, passage_ids

from index.errors import SnapshotError
from index.storage.chroma_collection import ChromaCollection
from index.storage.snapshot import CURRENT_FILE, current_id, open_current, set_current
from index.storage.vector_store import Entry

FILES = (
    "documents.sqlite", "lexicon.json", "words.txt", "spellings_ends.npy", "word_letters.npy", "passages.npy", "sentences.npy", "passage_vectors.npy",
    "sentence_vectors.npy", "title_vectors.npy", "title_documents.npy", "manifest.json", "tokens.txt",
    "keywords/scores.npy", "document_keywords/starts.npy", "annotations/stems.npy", "chroma/chroma.sqlite3",
)  # fmt: skip


def read_everything(data: Path) -> None:
    snapshot = open_current(data)
    try:
        assert snapshot.words and snapshot.lexicon is not None and list(snapshot.documents())
        assert snapshot.vectors.count() == len(snapshot.passages)
    finally:
        snapshot.close()


def test_every_row_points_at_its_text(built: Place) -> None:
    snapshot = built.open()
    for row, identity in enumerate(passage_ids(snapshot)):
        passage, document = snapshot.passage(row)
        assert passage.id == identity and passage.text(document).strip()
        for start, end in passage.sentences:
            assert passage.start <= start < end <= passage.end
    counts = snapshot.manifest.counts
    assert counts.documents == len(list(snapshot.documents())) == len(TEXTS)
    assert counts.passages == len(snapshot.passages) == snapshot.vectors.count() == len(snapshot.keywords)
    assert counts.sentences == len(snapshot.sentences) == len(snapshot.sentence_vectors)
    assert counts.titles == len(snapshot.title_vectors) == len(snapshot.title_documents)
    snapshot.close()


def test_vectors_have_norm_one_and_are_the_same_in_chroma(built: Place) -> None:
    snapshot = built.open()
    assert np.linalg.norm(snapshot.passage_vectors[:], axis=1) == pytest.approx(1.0, abs=1e-4)
    for row, identity in enumerate(passage_ids(snapshot)):
        assert snapshot.vectors.nearest(snapshot.passage_vectors[:][row], 1) == [identity]
    snapshot.close()


def test_the_vector_store_is_one_any_llamaindex_program_can_query(built: Place) -> None:
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores.types import VectorStoreQuery

    snapshot = built.open()
    vector = built.encoder.encode_query("Combien de temps durent les prêts ?").tolist()
    assert isinstance(snapshot.vectors, ChromaCollection)
    found = snapshot.vectors.llama_store.query(VectorStoreQuery(query_embedding=vector, similarity_top_k=2))
    assert found.nodes is not None
    node = found.nodes[0]
    assert isinstance(node, TextNode) and node.metadata == {
        "document_id": "prets", "title": "Les prêts", "section": "Durée", "kind": "document",
        "publisher": "Banque des Territoires", "published_on": "2019-03",
    }  # fmt: skip
    assert node.ref_doc_id == "prets"
    assert "40 ans" in snapshot.document("prets").text[node.start_char_idx : node.end_char_idx]
    snapshot.close()


def test_as_many_neighbours_as_passages_are_all_passages(built: Place) -> None:
    snapshot = built.open()
    count = len(snapshot.passages)
    assert sorted(nearest(snapshot, built.encoder, "prêts", count)) == sorted(passage_ids(snapshot))
    assert nearest(snapshot, built.encoder, "prêts", 0) == []
    snapshot.close()


@pytest.mark.parametrize("question", ["Combien de temps durent les prêts ?", "Qui finance les études ?", "xyzzy"])
def test_neighbours_are_those_of_highest_cosine(built: Place, question: str) -> None:
    snapshot = built.open()
    vector, held = built.encoder.encode_query(question), len(snapshot.passages)
    cosines = snapshot.cosines(np.arange(held), vector)
    assert cosines == pytest.approx(snapshot.passage_vectors[:] @ vector, abs=1e-6)
    for k in (0, 1, held - 1, held, held + 10):
        assert snapshot.nearest(vector, k).tolist() == np.argsort(-cosines, kind="stable")[:k].tolist()
    snapshot.close()


def test_a_vector_store_that_holds_what_is_no_passage_is_told(place: Place) -> None:
    snapshot = place.open()
    passage, document = snapshot.passage(0)
    strange = replace(passage, document_id="ailleurs")
    snapshot.vectors.add([Entry(snapshot.passage_vectors[:][0], strange, document, None)])
    with pytest.raises(SnapshotError, match="'ailleurs'.* is no passage.*assistant index --full"):
        snapshot.nearest(snapshot.passage_vectors[:][0], 2)
    snapshot.close()


def test_the_words_of_the_corpus_are_counted_with_their_usual_spelling(built: Place) -> None:
    snapshot = built.open()
    assert snapshot.words.get("prets") == ("prêts", 2)
    assert not any(word.isdigit() for word in snapshot.words)


def test_passages_are_found_by_id_again_and_again(built: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are remembered, up to a number; what is forgotten is found anew."""
    monkeypatch.setattr("index.storage.snapshot._ROWS_KEPT", 2)
    snapshot = built.open()
    ids = passage_ids(snapshot)
    for wanted in (ids, ids[::-1], ids[1:3], [], ids):
        assert [ids[row] for row in snapshot.rows_of(wanted)] == wanted
    with pytest.raises(KeyError, match="inconnu"):
        snapshot.rows_of([ids[0], "inconnu:0-3"])
    with pytest.raises(KeyError):
        snapshot.rows_of([ids[0].partition(":")[0] + ":7-9"])
    snapshot.close()


def test_an_unknown_document_is_a_key_error(built: Place) -> None:
    snapshot = built.open()
    assert snapshot.document("vte").title == "Le VTE"
    with pytest.raises(KeyError):
        snapshot.document("absent")
    with pytest.raises(KeyError):
        snapshot.store.at(999)


def test_no_index_names_the_command_to_run(tmp_path: Path) -> None:
    assert current_id(tmp_path) is None
    with pytest.raises(SnapshotError, match="run `assistant index --data"):
        open_current(tmp_path)


@pytest.mark.parametrize("content", [b"20200101T000000-abcdef\n", b"\xff\xfe\x00\n", b"../..\n", b"a\x00b\n"])
def test_a_current_that_names_no_snapshot_is_told(place: Place, content: bytes) -> None:
    (place.data / CURRENT_FILE).write_bytes(content)
    with pytest.raises(SnapshotError, match="run `assistant index --full`"):
        place.open()


def _garbage(path: Path) -> None:
    path.write_bytes(b"\x00ruine\xff" * 64)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "damage", [_garbage, _truncated, _empty, Path.unlink], ids=["garbage", "half", "empty", "gone"]
)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_told_with_the_command_to_run(
    place: Place, name: str, damage: Callable[[Path], None]
) -> None:
    damage(place.live_folder / name)
    with pytest.raises(SnapshotError, match="run `assistant index --full`"):
        read_everything(place.data)


def test_a_lost_vector_store_is_not_replaced_by_an_empty_one(place: Place) -> None:
    shutil.rmtree(place.live_folder / "chroma")
    with pytest.raises(SnapshotError, match="no vector store"):
        read_everything(place.data)
    assert not (place.live_folder / "chroma").exists()


def test_a_snapshot_of_another_version_is_told(place: Place) -> None:
    path = place.live_folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "schema_version": 999}), "utf-8")
    with pytest.raises(SnapshotError, match="version 999"):
        place.open()


def test_the_live_snapshot_is_named_atomically(tmp_path: Path) -> None:
    set_current(tmp_path, "un")
    set_current(tmp_path, "deux")
    assert current_id(tmp_path) == "deux"
    assert [path.name for path in tmp_path.iterdir()] == [CURRENT_FILE]


def test_a_snapshot_held_by_a_reader_outlives_its_files(place: Place) -> None:
    """A request may still hold a snapshot that two builds have pushed out, on a thread that never read it before."""
    snapshot = place.open()
    assert nearest(snapshot, place.encoder, "prêts", 1)
    shutil.rmtree(place.live_folder)
    found: list[object] = []
    thread = threading.Thread(
        target=lambda: found.extend((*snapshot.documents(), *nearest(snapshot, place.encoder, "prêts", 1)))
    )
    thread.start()
    thread.join()
    assert len(found) == len(TEXTS) + 1
    snapshot.close()


def test_a_snapshot_without_its_files_answers_many_at_once(place: Place) -> None:
    """Chroma opens a connection for each question that finds none free, and cannot any more."""
    snapshot = place.open()
    assert nearest(snapshot, place.encoder, "prêts", 1)
    shutil.rmtree(place.live_folder)
    vector = place.encoder.encode_query("prêts")
    with ThreadPoolExecutor(40) as pool:
        found = list(pool.map(lambda _: snapshot.vectors.nearest(vector, 1), range(800)))
    assert len(found) == 800 and all(len(ids) == 1 for ids in found)
    snapshot.close()
