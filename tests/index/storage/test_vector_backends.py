"""Which vector store a setting names: ours by a short name, a class of one's own or any LlamaIndex store by its path."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from small_corpora import TEXTS, Place, nearest

from index.errors import SnapshotError
from index.settings import Settings
from index.storage.chroma_folder import ChromaFolder
from index.storage.chroma_server import ChromaServer
from index.storage.llama_store import LlamaBackend
from index.storage.snapshot import SNAPSHOTS, open_current
from index.storage.vector_backends import BACKENDS, EMBEDDED, backend_held, backend_of
from index.storage.vector_store import VectorStore


class Drawer(ChromaFolder):
    """A backend of somebody's own: embedded Chroma in a folder of its own."""

    name = "tiroir"

    def __init__(self, folder: str) -> None:
        self._root = Path(folder)

    def create(self, folder: Path, dimension: int, live: Path | None = None) -> Any:
        return super().create(self._root / folder.name, dimension)

    def open(self, folder: Path, dimension: int) -> VectorStore:  # type: ignore[override]
        return super().open(self._root / folder.name, dimension)

    def drop(self, folder: Path) -> None:
        super().drop(self._root / folder.name)
        (self._root / folder.name).rmdir()


@pytest.fixture
def own_module(monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of a module that holds `Drawer`, as an installed package would."""
    module = ModuleType("un_paquet")
    module.Drawer = Drawer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module.__name__


def test_every_short_name_leads_to_a_backend_of_that_name() -> None:
    options: dict[str, dict[str, Any]] = {
        "chroma-server": {"url": "http://127.0.0.1:8001"}, "postgres": {"url": "postgresql://u:p@base.example/b"},
    }  # fmt: skip
    assert [backend_of(name, options.get(name, {})).name for name in BACKENDS] == list(BACKENDS)
    assert isinstance(backend_of("chroma", {}), ChromaFolder)
    assert isinstance(backend_of("chroma-server", options["chroma-server"]), ChromaServer)


def test_a_backend_of_ones_own_is_named_by_its_path_and_keeps_every_generation(
    place: Place, tmp_path: Path, own_module: str
) -> None:
    drawers = tmp_path / "tiroirs"
    settings = Settings(
        vector_store=f"{own_module}:Drawer", vector_store_options=f'{{"folder": "{drawers}"}}', _env_file=None,  # type: ignore[call-arg, arg-type]
    )  # fmt: skip
    backend = settings.vector_backend
    for number in range(3):
        place.change({"ademe.txt": TEXTS["ademe.txt"] + f"\nUne phrase de plus, la numéro {number}.\n"})
        assert place.build(backend=backend).built
    kept = {path.name for path in (place.data / SNAPSHOTS).iterdir()}
    assert {path.name for path in drawers.iterdir()} == kept and len(kept) == 2
    snapshot = open_current(place.data, backend)
    assert nearest(snapshot, place.encoder, "Combien de temps durent les prêts ?", 1)[0].startswith("prets:")
    snapshot.close()


def test_any_llamaindex_store_is_named_by_its_path() -> None:
    path = "llama_index.core.vector_stores:SimpleVectorStore.from_persist_path"
    backend = backend_of(path, {"persist_path": "/tmp/{collection}"})
    assert isinstance(backend, LlamaBackend) and backend.name == path


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        ("absent.module:Classe", {}, "No module named 'absent'"),
        ("llama_index.core.vector_stores:Absent", {}, "Absent"),
        ("llama_index.core.vector_stores:SimpleVectorStore", {}, r"no option holds \{collection\}"),
        ("postgres", {}, "'url'"),
        ("chroma", {"nom": 1}, ""),
    ],
)
def test_a_store_that_cannot_be_used_says_why_and_which_settings_to_correct(
    name: str, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(SnapshotError, match=f"(?s){name}.*{reason}.*correct ASSISTANT_VECTOR_STORE"):
        backend_of(name, options)


def test_the_snapshot_and_not_the_setting_says_where_its_vectors_are(place: Place, tmp_path: Path) -> None:
    """So that one can go back across a change of the setting."""
    backend = Drawer(str(tmp_path / "tiroirs"))
    snapshot = open_current(place.data, backend)
    assert backend_held(snapshot.folder) == EMBEDDED.name and snapshot.vectors.count() == len(TEXTS)
    snapshot.close()
    assert place.build(backend=backend).built and place.encoder.encoded == []
    assert backend_held(place.live_folder) == "tiroir"
    with pytest.raises(
        SnapshotError, match="are in the store tiroir, the settings name chroma: set ASSISTANT_VECTOR_STORE"
    ):
        _ = place.open().vectors
    assert place.build().built and place.open().vectors.count() == len(TEXTS)


def test_collections_in_a_store_that_is_no_longer_named_are_given_up(place: Place, tmp_path: Path) -> None:
    backend = Drawer(str(tmp_path / "tiroirs"))
    place.build(backend=backend)
    for number in range(2):
        place.change({"ademe.txt": TEXTS["ademe.txt"] + f"\nUne phrase de plus, la numéro {number}.\n"})
        place.build()
    assert all(backend_held(path) == EMBEDDED.name for path in (place.data / SNAPSHOTS).iterdir())
    assert len(list((tmp_path / "tiroirs").iterdir())) == 1
