"""Vectors in a real Postgres with pgvector: the same index, the same swap, and clear words when it is away."""

from __future__ import annotations

import datetime as dt
import itertools
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_corpora import TEXTS, Place, nearest, passage_ids

from index.build.builder import Report, rollback
from index.build.doctor import Patient, examine
from index.documents.document import Status
from index.errors import BuildError, SnapshotError, VectorServerError
from index.settings import Settings
from index.storage import postgres_store
from index.storage.postgres_store import PostgresBackend
from index.storage.snapshot import SNAPSHOTS, Snapshot, current_id, open_current
from index.storage.vector_backends import BACKEND_FILE, backend_of
from index.storage.vector_store import VectorBackend, collection_name

QUERIES = ("Combien de temps durent les prêts ?", "Quand le programme a-t-il été lancé ?", "Qui recrute des jeunes ?")
_NUMBERS = itertools.count()


@pytest.fixture
def database(postgres: Any) -> str:
    """An empty database of the test's own."""
    name = f"essai_{next(_NUMBERS)}"
    postgres.execute(f"CREATE DATABASE {name}")
    return name


@pytest.fixture
def backend(postgres: Any, database: str) -> PostgresBackend:
    return PostgresBackend(postgres.url(database))


@pytest.fixture
def stopped(postgres: Any) -> Iterator[Callable[[], None]]:
    """Stops the server when called; it runs again afterwards."""
    yield postgres.stop
    if postgres.process.poll() is not None:
        postgres.start()


def tables(postgres: Any, database: str) -> set[str]:
    return {
        name for (name,) in postgres.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database)
    }


def table_of(folder: Path) -> str:
    return f"data_{collection_name(folder)}"


def change(place: Place, backend: VectorBackend, number: int) -> Report:
    place.change({"ademe.txt": TEXTS["ademe.txt"] + f"\nUne phrase de plus, la numéro {number}.\n"})
    return place.build(backend=backend)


def opened(place: Place, backend: VectorBackend) -> Snapshot:
    return open_current(place.data, backend)


# --- the same index --------------------------------------------------------------------------------


def test_an_index_in_postgres_equals_one_in_a_folder(place: Place, backend: PostgresBackend) -> None:
    embedded = place.open()
    assert place.build(backend=backend).built and place.encoder.encoded == []
    snapshot = opened(place, backend)
    assert not (snapshot.folder / "chroma").exists()
    assert snapshot.vectors.ids() == embedded.vectors.ids() == set(passage_ids(snapshot))
    for query in QUERIES:
        assert nearest(snapshot, place.encoder, query, 4) == nearest(embedded, place.encoder, query, 4)
    embedded.close()
    snapshot.close()


def test_an_incremental_build_encodes_what_changed_and_equals_a_full_one(
    place: Place, backend: PostgresBackend, tmp_path: Path
) -> None:
    place.build(backend=backend)
    change(place, backend, 1)
    assert place.encoder.encoded and all("ADEME" in text for text in place.encoder.encoded)
    fresh = Place(place.corpus, tmp_path / "neuf", place.encoder)
    fresh.build(backend=backend)
    one, other = opened(place, backend), opened(fresh, backend)
    assert one.vectors.ids() == other.vectors.ids() == set(passage_ids(one))
    for query in QUERIES:
        assert nearest(one, place.encoder, query, 4) == nearest(other, place.encoder, query, 4)


def test_nothing_changed_writes_nothing(place: Place, backend: PostgresBackend, postgres: Any, database: str) -> None:
    place.build(backend=backend)
    before = place.files(), tables(postgres, database)
    assert not place.build(backend=backend).built
    assert (place.files(), tables(postgres, database)) == before


def test_many_neighbours_are_asked_for_as_well_as_few(place: Place, backend: PostgresBackend) -> None:
    place.build(backend=backend)
    snapshot = opened(place, backend)
    vector = place.encoder.encode_query(QUERIES[0])
    assert snapshot.nearest(vector, 0).tolist() == []
    assert sorted(snapshot.nearest(vector, 1_000).tolist()) == list(range(len(snapshot.passages)))


def test_neighbours_are_found_through_a_graph(place: Place, backend: PostgresBackend, postgres: Any, database: str) -> None:
    place.build(backend=backend)
    made = postgres.execute(f"SELECT indexdef FROM pg_indexes WHERE tablename = '{table_of(place.live_folder)}'", database)
    assert sum("USING hnsw (embedding vector_cosine_ops) WITH (m='24'" in definition for (definition,) in made) == 1


def test_a_node_says_where_it_comes_from(place: Place, backend: PostgresBackend) -> None:
    """Whoever reads the table with LlamaIndex needs nothing of ours."""
    from llama_index.core.vector_stores.types import VectorStoreQuery

    place.change(
        {
            "prets.md": TEXTS["prets.md"].replace(
                "---\ntitle", "---\nurl: https://prets.example/\nstatus: current\nvalid_to: 2027\ntitle"
            )
        }
    )
    place.build(backend=backend)
    store: Any = opened(place, backend).vectors
    vector = place.encoder.encode_query(QUERIES[0]).tolist()
    (node,) = store.llama_store.query(VectorStoreQuery(query_embedding=vector, similarity_top_k=1)).nodes
    told = {
        key: node.metadata[key]
        for key in ("publisher", "published_on", "url", "valid_to", "status", "title", "section", "document_id")
    }
    assert told == {
        "publisher": "Banque des Territoires", "published_on": "2019-03", "url": "https://prets.example/", "valid_to": "2027",
        "status": str(Status.CURRENT), "title": "Les prêts", "section": "Durée", "document_id": "prets",
    }  # fmt: skip
    assert "40 ans" in node.get_content() and node.ref_doc_id == "prets"


def test_the_doctor_counts_its_vectors(
    place: Place, backend: PostgresBackend, encoder_folder: Path, postgres: Any, database: str
) -> None:
    def vectors() -> str:
        patient = Patient(place.data, "multilingual-e5-small", encoder_folder, dt.date.today(), None, backend)
        return next(finding.state for finding in examine(patient) if finding.check == "vecteurs")

    place.build(backend=backend)
    assert vectors() == "ok"
    postgres.execute(f"DELETE FROM {table_of(place.live_folder)}", database)
    assert vectors() == "error"


def test_llamaindexs_own_class_by_its_path_finds_the_same(place: Place, postgres: Any, database: str) -> None:
    """Any LlamaIndex store is used like this; such a table is emptied with its snapshot, not dropped."""
    options = {
        "host": "127.0.0.1", "port": str(postgres.port), "database": database, "user": "assistant",
        "password": postgres.password, "table_name": "{collection}", "embed_dim": "{dimension}",
    }  # fmt: skip
    general = backend_of("llama_index.vector_stores.postgres:PGVectorStore.from_params", options)
    embedded = place.open()
    place.build(backend=general)
    dead, snapshot = place.live_folder, opened(place, general)
    for query in QUERIES:
        assert nearest(snapshot, place.encoder, query, 4) == nearest(embedded, place.encoder, query, 4)
    for number in range(2):
        change(place, general, number)
    assert postgres.execute(f"SELECT count(*) FROM {table_of(dead)}", database) == [(0,)]
    assert postgres.execute(f"SELECT count(*) FROM {table_of(place.live_folder)}", database) == [(len(TEXTS),)]


# --- one table per snapshot ------------------------------------------------------------------------


def test_dead_tables_go_with_their_snapshots(
    place: Place, backend: PostgresBackend, postgres: Any, database: str
) -> None:
    postgres.execute("CREATE TABLE data_passages_dun_autre (a int)", database)
    for number in range(4):
        change(place, backend, number)
        kept = [path for path in (place.data / SNAPSHOTS).iterdir() if (path / BACKEND_FILE).exists()]
        assert tables(postgres, database) == {"data_passages_dun_autre", *map(table_of, kept)}
    assert len(tables(postgres, database)) == 3


def test_a_rollback_goes_back_to_the_table_before(place: Place, backend: PostgresBackend) -> None:
    first = change(place, backend, 1).snapshot
    change(place, backend, 2)
    assert rollback(place.data) == first
    snapshot = opened(place, backend)
    assert snapshot.id == first and set(passage_ids(snapshot)) == snapshot.vectors.ids()
    assert nearest(snapshot, place.encoder, QUERIES[0], 1)[0].startswith("prets:")


def test_what_a_killed_build_leaves_is_removed(
    place: Place, backend: PostgresBackend, postgres: Any, database: str
) -> None:
    folder = place.data / SNAPSHOTS / "20990101T000000000000-abcdef"
    folder.mkdir()
    (folder / BACKEND_FILE).write_text(backend.name, "utf-8")
    backend.create(folder, place.encoder.dimension).close()
    assert table_of(folder) in tables(postgres, database)
    place.build(backend=backend)
    assert not folder.exists() and table_of(folder) not in tables(postgres, database)


def test_who_serves_needs_no_more_than_to_read(place: Place, backend: PostgresBackend, postgres: Any, database: str) -> None:
    place.build(backend=backend)
    postgres.execute(f"CREATE ROLE lecteur_{database} LOGIN PASSWORD 'lire-7391'", database)
    postgres.execute(f"GRANT SELECT ON {table_of(place.live_folder)} TO lecteur_{database}", database)
    address = postgres.url(database, "lire-7391").replace("//assistant:", f"//lecteur_{database}:")
    snapshot = opened(place, PostgresBackend(address))
    assert nearest(snapshot, place.encoder, QUERIES[0], 1)[0].startswith("prets:") and snapshot.vectors.count() == len(TEXTS)


# --- Postgres is away, or refuses ------------------------------------------------------------------


def test_a_reader_outlives_a_restart(
    place: Place, backend: PostgresBackend, postgres: Any, stopped: Callable[[], None]
) -> None:
    place.build(backend=backend)
    snapshot = opened(place, backend)
    found = nearest(snapshot, place.encoder, QUERIES[0])
    stopped()
    with pytest.raises(VectorServerError, match="the vector store postgres does not answer .*start it, or correct"):
        nearest(snapshot, place.encoder, QUERIES[0])
    postgres.start()
    assert nearest(snapshot, place.encoder, QUERIES[0]) == found


def test_a_build_without_its_server_fails_in_one_line_and_changes_nothing(
    place: Place, backend: PostgresBackend, postgres: Any, database: str, stopped: Callable[[], None], caplog: Any
) -> None:
    place.build(backend=backend)
    live = current_id(place.data)
    stopped()
    with pytest.raises((BuildError, VectorServerError), match="postgres does not answer .*start it") as caught:
        change(place, backend, 1)
    assert "\n" not in str(caught.value) and caplog.text == "" and current_id(place.data) == live
    postgres.start()
    assert change(place, backend, 2).built
    assert tables(postgres, database) == {table_of(path) for path in (place.data / SNAPSHOTS).iterdir()}


def test_a_table_that_cannot_be_dropped_now_is_dropped_by_a_later_build(
    place: Place, backend: PostgresBackend, postgres: Any, database: str, stopped: Callable[[], None]
) -> None:
    place.build(backend=backend)
    dead = place.live_folder
    change(place, backend, 1)
    (dead / "manifest.json").unlink()  # as if its removal had been cut short
    stopped()
    with pytest.raises((BuildError, VectorServerError)):
        change(place, backend, 2)
    assert [path.name for path in dead.iterdir()] == [BACKEND_FILE]
    postgres.start()
    change(place, backend, 3)
    assert not dead.exists() and table_of(dead) not in tables(postgres, database)


def test_a_table_that_is_gone_is_told_and_filled_again(
    place: Place, backend: PostgresBackend, postgres: Any, database: str
) -> None:
    place.build(backend=backend)
    postgres.execute(f"DROP TABLE {table_of(place.live_folder)}", database)
    with pytest.raises(SnapshotError, match="does not hold the vectors of this index .*run `assistant index`"):
        _ = opened(place, backend).vectors
    assert place.build(backend=backend).built and place.encoder.encoded == []
    assert opened(place, backend).vectors.count() == len(TEXTS)


def test_a_table_that_lacks_passages_is_told(place: Place, backend: PostgresBackend) -> None:
    place.build(backend=backend)
    snapshot = opened(place, backend)
    snapshot.vectors.delete(passage_ids(snapshot)[:1])
    with pytest.raises(SnapshotError, match="3 vectors for 4 passages"):
        _ = opened(place, backend).vectors
    assert place.build(backend=backend).built


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("mot-de-passe-7391", "faux-7391"), ("127.0.0.1", "nulle-part.invalid"), ("essai_", "absente_")],
)
def test_a_wrong_password_address_or_database_is_told_without_the_password(
    place: Place, postgres: Any, database: str, right: str, wrong: str
) -> None:
    backend = PostgresBackend(postgres.url(database).replace(right, wrong))
    with pytest.raises((BuildError, VectorServerError), match="correct ASSISTANT_VECTOR_STORE_OPTIONS") as caught:
        place.build(backend=backend)
    assert "7391" not in str(caught.value) and place.encoder.encoded == []


def test_a_server_that_accepts_and_never_answers_is_given_up(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres_store._CONNECTION, "connect_timeout", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        backend = PostgresBackend(f"postgresql://assistant:x@127.0.0.1:{silent.getsockname()[1]}/b")
        with pytest.raises(VectorServerError, match="does not answer"):
            backend.create(place.live_folder, 384)


def test_what_is_no_address_is_told() -> None:
    settings = Settings(vector_store="postgres", vector_store_options='{"url": "base de données 7391"}', _env_file=None)  # type: ignore[call-arg, arg-type]
    with pytest.raises(SnapshotError, match="url is no address such as postgresql://") as caught:
        _ = settings.vector_backend
    assert "7391" not in str(caught.value)
