"""Vectors on a real Chroma server: the same index, the same swap, and clear words when the server is away."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from small_corpora import TEXTS, Place, nearest, passage_ids

from index.build.builder import Report, rollback
from index.errors import BuildError, SnapshotError, VectorServerError
from index.storage.chroma_server import ChromaServer, ServerConnection
from index.storage.snapshot import SNAPSHOTS, Snapshot, current_id, open_current
from index.storage.vector_backends import BACKEND_FILE
from index.storage.vector_store import VectorBackend, collection_name

QUERIES = ("Combien de temps durent les prêts ?", "Quand le programme a-t-il été lancé ?", "Qui recrute des jeunes ?")


@pytest.fixture
def server(chroma: Any) -> ChromaServer:
    return ChromaServer(chroma.url)


def collections(server: ChromaServer) -> set[str]:
    connection = server.connect()
    try:
        return {collection.name for collection in connection.client.list_collections()}
    finally:
        connection.close()


def kept(place: Place) -> set[str]:
    """Names of the collections that the snapshots kept stand for."""
    return {collection_name(path) for path in (place.data / SNAPSHOTS).iterdir()}


def change(place: Place, server: VectorBackend, number: int) -> Report:
    place.change({"ademe.txt": TEXTS["ademe.txt"] + f"\nUne phrase de plus, la numéro {number}.\n"})
    return place.build(backend=server)


def opened(place: Place, server: VectorBackend) -> Snapshot:
    return open_current(place.data, server)


# --- the same index --------------------------------------------------------------------------------


def test_an_index_on_a_server_equals_one_in_a_folder(place: Place, server: ChromaServer) -> None:
    embedded = place.open()
    assert place.build(backend=server).built and place.encoder.encoded == []
    snapshot = opened(place, server)
    assert not (snapshot.folder / "chroma").exists()
    assert passage_ids(snapshot) == passage_ids(embedded) and snapshot.vectors.ids() == embedded.vectors.ids()
    assert np.array_equal(snapshot.passage_vectors[:], embedded.passage_vectors[:])
    for query in QUERIES:
        assert nearest(snapshot, place.encoder, query, 4) == nearest(embedded, place.encoder, query, 4)


def test_an_incremental_build_encodes_what_changed_and_equals_a_full_one(
    place: Place, server: ChromaServer, tmp_path: Path
) -> None:
    place.build(backend=server)
    change(place, server, 1)
    assert place.encoder.encoded and all("ADEME" in text for text in place.encoder.encoded)
    fresh = Place(place.corpus, tmp_path / "neuf", place.encoder)
    fresh.build(backend=server)
    one, other = opened(place, server), opened(fresh, server)
    assert one.vectors.ids() == other.vectors.ids() == set(passage_ids(one))
    for query in QUERIES:
        assert nearest(one, place.encoder, query, 4) == nearest(other, place.encoder, query, 4)


def test_nothing_changed_writes_nothing(place: Place, server: ChromaServer) -> None:
    place.build(backend=server)
    before = place.files(), collections(server)
    assert not place.build(backend=server).built
    assert (place.files(), collections(server)) == before


def test_vectors_come_back_into_the_folder_when_the_setting_goes(place: Place, server: ChromaServer) -> None:
    place.build(backend=server)
    with pytest.raises(SnapshotError, match="set ASSISTANT_VECTOR_STORE or ASSISTANT_CHROMA_URL as it was"):
        _ = place.open().vectors
    assert place.build().built and place.encoder.encoded == []
    assert place.open().vectors.count() == len(TEXTS)


def test_an_index_in_a_folder_is_read_whatever_the_setting(place: Place, server: ChromaServer) -> None:
    assert opened(place, server).vectors.count() == len(TEXTS)


# --- one collection per snapshot -------------------------------------------------------------------


def test_dead_collections_go_with_their_snapshots(place: Place, server: ChromaServer) -> None:
    for number in range(4):
        change(place, server, number)
        assert collections(server) == {
            collection_name(path) for path in (place.data / SNAPSHOTS).iterdir() if (path / BACKEND_FILE).exists()
        }
    assert len(collections(server)) == 2


def test_a_rollback_goes_back_to_the_collection_before(place: Place, server: ChromaServer) -> None:
    first = change(place, server, 1).snapshot
    change(place, server, 2)
    assert rollback(place.data) == first
    snapshot = opened(place, server)
    assert snapshot.id == first and set(passage_ids(snapshot)) == snapshot.vectors.ids()


def test_collections_of_another_installation_are_left_alone(place: Place, server: ChromaServer, tmp_path: Path) -> None:
    connection = server.connect()
    connection.client.create_collection("passages_dun_autre")
    connection.close()
    for number in range(3):
        change(place, server, number)
    assert "passages_dun_autre" in collections(server)


def test_what_a_killed_build_leaves_on_the_server_is_removed(place: Place, server: ChromaServer) -> None:
    """Its folder holds the name of the store, and no manifest."""
    folder = place.data / SNAPSHOTS / "20990101T000000000000-abcdef"
    folder.mkdir()
    (folder / BACKEND_FILE).write_text(server.name, "utf-8")
    connection = server.connect()
    connection.client.create_collection(collection_name(folder))
    connection.close()
    place.build(backend=server)
    assert not folder.exists() and collection_name(folder) not in collections(server)


def test_a_collection_that_cannot_be_dropped_now_is_dropped_by_a_later_build(
    place: Place, server: ChromaServer, chroma: Any
) -> None:
    place.build(backend=server)
    dead = place.live_folder
    change(place, server, 1)
    (dead / "manifest.json").unlink()  # as if its removal had been cut short
    chroma.stop()
    with pytest.raises((BuildError, VectorServerError)):
        change(place, server, 2)
    assert [path.name for path in dead.iterdir()] == [BACKEND_FILE]
    chroma.start()
    change(place, server, 3)
    assert not dead.exists() and collection_name(dead) not in collections(server)


# --- the server is away ----------------------------------------------------------------------------


def test_a_build_without_its_server_fails_in_one_line_and_changes_nothing(
    place: Place, server: ChromaServer, chroma: Any
) -> None:
    place.build(backend=server)
    live = current_id(place.data)
    chroma.stop()
    with pytest.raises((BuildError, VectorServerError), match=r"the Chroma server http://127.*start it"):
        change(place, server, 1)
    assert current_id(place.data) == live
    chroma.start()
    assert change(place, server, 2).built
    assert collections(server) == kept(place)


def test_a_reader_outlives_a_restart_of_the_server(place: Place, server: ChromaServer, chroma: Any) -> None:
    place.build(backend=server)
    snapshot = opened(place, server)
    found = nearest(snapshot, place.encoder, QUERIES[0])
    chroma.stop()
    with pytest.raises(VectorServerError, match="does not answer"):
        nearest(snapshot, place.encoder, QUERIES[0])
    chroma.start()
    assert nearest(snapshot, place.encoder, QUERIES[0]) == found


def test_a_server_that_lost_its_data_is_told_and_filled_again(place: Place, server: ChromaServer, chroma: Any) -> None:
    place.build(backend=server)
    chroma.stop()
    shutil.rmtree(chroma.folder)
    chroma.start()
    with pytest.raises(SnapshotError, match="does not hold the vectors of this index: run `assistant index`"):
        _ = opened(place, server).vectors
    assert place.build(backend=server).built and place.encoder.encoded == []
    assert opened(place, server).vectors.count() == len(TEXTS)


def test_a_collection_that_lacks_passages_is_told(place: Place, server: ChromaServer) -> None:
    place.build(backend=server)
    snapshot = opened(place, server)
    snapshot.vectors.delete(passage_ids(snapshot)[:1])
    with pytest.raises(SnapshotError, match="3 vectors for 4 passages"):
        _ = opened(place, server).vectors
    assert place.build(backend=server).built


def refused() -> ChromaServer:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return ChromaServer(f"http://127.0.0.1:{probe.getsockname()[1]}")


def unknown_host() -> ChromaServer:
    return ChromaServer("http://chroma.invalid:8001")


@pytest.mark.parametrize("away", [refused, unknown_host])
def test_no_server_at_all_is_told(place: Place, away: Callable[[], ChromaServer]) -> None:
    with pytest.raises(VectorServerError, match="correct ASSISTANT_CHROMA_URL"):
        ServerConnection(away())


def test_a_server_that_accepts_and_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.storage.chroma_server._PROBE_S", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(VectorServerError, match="does not answer"):
            ServerConnection(ChromaServer(f"http://127.0.0.1:{silent.getsockname()[1]}"))


# --- behind a proxy --------------------------------------------------------------------------------


class Proxy:
    """Serves the server below `/vecteurs`, to those who send the token; notes the requests it refused."""

    def __init__(self, target: str, token: str) -> None:
        import http.server

        outer = self
        self.refused = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.headers.get("Authorization") != f"Bearer {token}":
                    outer.refused += 1
                    self._reply(401, b"<html>Authorization required</html>")
                    return
                path = self.path.removeprefix("/vecteurs")
                reply = httpx.request(
                    self.command, target + path, content=body, headers={"Content-Type": "application/json"}
                )
                self._reply(reply.status_code, reply.content)

            def _reply(self, status: int, content: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = _pass

            def log_message(self, *arguments: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/vecteurs"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_a_path_and_a_token_lead_through_a_proxy(place: Place, chroma: Any) -> None:
    from index.settings import Settings

    proxy = Proxy(chroma.url, "jeton-7391")
    try:
        settings = Settings(chroma_url=proxy.url + "/", chroma_token="jeton-7391", _env_file=None)  # type: ignore[call-arg]
        place.build(backend=settings.vector_backend)
        assert opened(place, settings.vector_backend).vectors.count() == len(TEXTS) and not proxy.refused
        with pytest.raises(VectorServerError, match="401") as caught:
            ChromaServer(proxy.url, (("Authorization", "Bearer faux"),)).connect()
        assert "faux" not in str(caught.value) and "jeton-7391" not in repr(settings) + repr(settings.vector_backend)
    finally:
        proxy.close()


def test_a_web_site_that_is_no_chroma_is_told(chroma: Any) -> None:
    with pytest.raises(VectorServerError, match="404"):
        ChromaServer(chroma.url + "/autre/part").connect()


# --- several processes -----------------------------------------------------------------------------


def test_readers_of_a_server_never_see_a_half_built_index(place: Place, server: ChromaServer) -> None:
    """Threads open the live snapshot again and again while builds swap it."""
    place.build(backend=server)
    stop, failures, seen = threading.Event(), [], set()

    def reader() -> None:
        while not stop.is_set():
            snapshot = opened(place, server)
            try:
                assert nearest(snapshot, place.encoder, QUERIES[0], 1)[0].startswith("prets:")
                seen.add(snapshot.id)
                snapshot.close()
            except Exception as error:
                # Two builds later the collection is gone: whoever held the snapshot that long looks again.
                if snapshot.id in {path.name for path in (place.data / SNAPSHOTS).iterdir()}:
                    failures.append(error)

    threads = [threading.Thread(target=reader) for _ in range(2)]
    for thread in threads:
        thread.start()
    made = [change(place, server, number).snapshot for number in range(3)]
    while made[-1] not in seen and not failures and any(thread.is_alive() for thread in threads):
        threads[0].join(0.01)
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == [] and made[-1] in seen
