"""Any LlamaIndex vector store by its class: shown on Chroma's, through nothing but LlamaIndex's interface, and on one that can
do the least."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from llama_index.core.vector_stores.types import BasePydanticVectorStore, VectorStoreQuery, VectorStoreQueryResult
from small_corpora import TEXTS, Place, nearest, passage_ids

from index.build.builder import rollback
from index.errors import SnapshotError, VectorServerError
from index.storage.health import check_vectors
from index.storage.llama_store import LlamaBackend, filled, secrets_of
from index.storage.snapshot import SNAPSHOTS, current_id, open_current
from index.storage.vector_backends import backend_of
from index.storage.vector_store import VectorBackend, collection_name

QUERIES = ("Combien de temps durent les prêts ?", "Quand le programme a-t-il été lancé ?", "Qui recrute des jeunes ?")
TABLES: dict[str, dict[str, Any]] = {}
"""Nodes of each collection of `Cupboard`."""


class Cupboard(BasePydanticVectorStore):
    """The least a LlamaIndex vector store is: it takes nodes and is queried; it can neither list nor empty."""

    stores_text: bool = True
    table: str
    password: str = ""

    @property
    def client(self) -> None:
        return None

    def add(self, nodes: Any, **kwargs: Any) -> list[str]:
        if self.password == "faux-7391":
            raise ConnectionError(f"refused for {self.password}\nand much more")
        TABLES.setdefault(self.table, {}).update({node.node_id: node for node in nodes})
        return [node.node_id for node in nodes]

    def delete(self, ref_doc_id: str, **kwargs: Any) -> None:
        raise NotImplementedError

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
        def cosine(node: Any) -> float:
            return sum(a * b for a, b in zip(node.embedding, query.query_embedding or (), strict=True))

        best = sorted(TABLES.get(self.table, {}).values(), key=cosine, reverse=True)
        return VectorStoreQueryResult(nodes=best[: query.similarity_top_k])


def cupboard(**options: Any) -> VectorBackend:
    return LlamaBackend("armoire", Cupboard, {"table": "t-{collection}", **options})


@pytest.fixture(params=["chroma", "least"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> VectorBackend:
    if request.param == "least":
        return cupboard()
    options = {"collection_name": "{collection}", "persist_dir": str(tmp_path / "chroma"), "collection_kwargs": {}}
    return backend_of("llama_index.vector_stores.chroma:ChromaVectorStore.from_params", options)


def test_an_index_in_any_store_equals_one_in_a_folder(place: Place, backend: VectorBackend) -> None:
    embedded = place.open()
    assert place.build(backend=backend).built and place.encoder.encoded == []
    snapshot = open_current(place.data, backend)
    check_vectors(snapshot)
    for query in QUERIES:
        assert nearest(snapshot, place.encoder, query, 4) == nearest(embedded, place.encoder, query, 4)
    assert not (snapshot.folder / "chroma").exists() and nearest(snapshot, place.encoder, QUERIES[0], 0) == []


def test_generations_are_swapped_and_gone_back_to(place: Place, backend: VectorBackend) -> None:
    found = {}
    for number in range(2):
        place.change({"ademe.txt": TEXTS["ademe.txt"] + "\nUne phrase de plus.\n" * number})
        report = place.build(backend=backend)
        found[report.snapshot] = sorted(nearest(open_current(place.data, backend), place.encoder, QUERIES[0], 4))
    assert len({tuple(ids) for ids in found.values()}) == 2
    first = rollback(place.data)
    assert sorted(nearest(open_current(place.data, backend), place.encoder, QUERIES[0], 4)) == found[first]


def test_the_collection_of_a_dead_generation_is_emptied_where_the_store_can(place: Place, tmp_path: Path) -> None:
    import chromadb

    options = {"collection_name": "{collection}", "persist_dir": str(tmp_path / "chroma"), "collection_kwargs": {}}
    backend = backend_of("llama_index.vector_stores.chroma:ChromaVectorStore.from_params", options)
    for number in range(4):
        place.change({"ademe.txt": TEXTS["ademe.txt"] + f"\nUne phrase de plus, la numéro {number}.\n"})
        place.build(backend=backend)
    kept = {collection_name(path) for path in (place.data / SNAPSHOTS).iterdir()}
    collections = chromadb.PersistentClient(str(tmp_path / "chroma")).list_collections()
    assert {collection.name for collection in collections if collection.count()} == kept


def test_a_collection_that_a_store_cannot_empty_is_named(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    backend, built = cupboard(), []
    for number in range(3):
        place.change({"ademe.txt": TEXTS["ademe.txt"] + f"\nUne phrase de plus, la numéro {number}.\n"})
        built.append(place.build(backend=backend).snapshot or "")
    assert f"armoire cannot empty a collection: remove {collection_name(Path(built[0]))} there" in caplog.text


def test_a_store_that_lost_its_data_is_told_and_filled_again(place: Place) -> None:
    backend = cupboard()
    place.build(backend=backend)
    TABLES.clear()
    with pytest.raises(SnapshotError, match="4 of 4 passages are not found by their own vector.*assistant index"):
        check_vectors(open_current(place.data, backend))
    assert place.build(backend=backend).built and place.encoder.encoded == []
    check_vectors(open_current(place.data, backend))


def test_what_a_store_raises_is_told_without_its_secrets(place: Place) -> None:
    live = current_id(place.data)
    with pytest.raises(Exception, match="armoire does not answer") as caught:
        place.build(backend=cupboard(password="faux-7391"))
    assert (
        "refused for …" in str(caught.value)
        and "7391" not in str(caught.value)
        and "much more" not in str(caught.value)
    )
    assert current_id(place.data) == live
    with pytest.raises(VectorServerError, match="armoire does not answer"):
        cupboard(inconnue=1, table=["{collection}"]).open(place.live_folder, 384)


def test_a_store_that_keeps_no_nodes_is_refused(place: Place) -> None:
    class Forgetful(Cupboard):
        def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:
            return VectorStoreQueryResult(ids=["1"], similarities=[1.0])

    backend = LlamaBackend("oublieux", Forgetful, {"table": "{collection}"})
    with pytest.raises(Exception, match="oublieux keeps no nodes: name one that stores texts"):
        place.build(backend=backend)


def test_a_node_holds_its_passage_and_says_where_it_comes_from(place: Place) -> None:
    place.build(backend=cupboard())
    snapshot = open_current(place.data, cupboard())
    nodes = TABLES[f"t-{collection_name(snapshot.folder)}"].values()
    (node,) = (node for node in nodes if node.ref_doc_id == "prets")
    assert node.metadata == {
        "passage_id": next(identity for identity in passage_ids(snapshot) if identity.startswith("prets:")),
        "document_id": "prets", "title": "Les prêts", "section": "Durée", "kind": "document",
        "publisher": "Banque des Territoires", "published_on": "2019-03",
    }  # fmt: skip
    assert node.get_content() == snapshot.document("prets").text[node.start_char_idx : node.end_char_idx]


def test_names_in_the_options_are_replaced_however_nested() -> None:
    options = {"a": "{dimension}", "b": {"c": ["x_{collection}_{dimension}", 3, None]}, "d": "libre"}
    made = filled(options, {"{collection}": "passages_1", "{dimension}": 384})
    assert made == {"a": 384, "b": {"c": ["x_passages_1_384", 3, None]}, "d": "libre"}
    made["b"]["c"].append("neuf")
    assert len(options["b"]["c"]) == 3  # type: ignore[arg-type, index]


def test_secrets_are_known_by_their_key_or_as_passwords_of_addresses() -> None:
    options = {
        "host": "base.example", "api_key": "aaa", "more": {"Password": "bbb"}, "urls": ["https://lise:ccc@base.example/x"],
        "tokens": ["ddd", ""], "port": 5432,
    }  # fmt: skip
    assert sorted(secrets_of(options)) == ["aaa", "bbb", "ccc", "ddd"]
