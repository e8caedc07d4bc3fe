"""The index rebuilt through the API of a server that really runs, in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.access.keys import KeyStore
from assistant.access.roles import Role
from assistant.maintenance.rebuild import FILE, Rebuild
from index.build.lock import build_lock
from index.errors import LockedError
from index.settings import Settings

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
PATH = "/api/v1/index/rebuild"
NEW = "Le fonds Pervenche verse 7 300 euros aux écluses municipales depuis le 5 mai 2025.\n"
LONGEST_S = 120


class Site:
    """A server of its own with a corpus that may change, and keys of each role."""

    def __init__(self, server: Any, corpus: Path, data: Path) -> None:
        self.server, self.corpus, self.data = server, corpus, data
        keys = KeyStore(data)
        self.keys = {role: keys.create(role.value, role)[1] for role in Role}

    def post(self, role: Role | None) -> Any:
        headers = {"Authorization": f"Bearer {self.keys[role]}"} if role else {}
        return self.server.request("POST", PATH, headers=headers)

    def finished(self) -> Any:
        """The state once nothing runs any more; questions are asked meanwhile."""
        end = time.monotonic() + LONGEST_S
        while (state := self.server.get(PATH).json())["state"] == "running":
            assert self.server.ask("Combien de Territoires d'industrie compte la phase 2 ?")["citations"]
            assert time.monotonic() < end, state
        return state


@pytest.fixture(scope="module")
def site(serving, small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("rebuilt")
    corpus, data = folder / "corpus", folder / "data"
    shutil.copytree(CORPUS, corpus)
    shutil.copytree(small_data, data, ignore=shutil.ignore_patterns("journal.sqlite*", "keys.json*", FILE))
    with serving(data, page=False, settings={"ASSISTANT_CORPUS": str(corpus)}) as server:
        yield Site(server, corpus, data)


def test_a_new_document_is_served_once_it_is_indexed_and_questions_are_answered_meanwhile(site: Site) -> None:
    before = site.server.get("/api/v1/index").json()
    assert before["rebuild"]["state"] == "none"
    (site.corpus / "pervenche.txt").write_text(NEW, "utf-8")
    assert site.post(Role.ADMIN).status == 202
    second = site.post(Role.ADMIN)
    assert second.status == 409 and second.is_problem
    state = site.finished()
    assert state["state"] == "done" and state["started_at"] < state["finished_at"]
    after = site.server.get("/api/v1/index").json()
    assert after["id"] == state["snapshot"] != before["id"] and after["rebuild"] == state
    assert "7 300 euros" in site.server.ask("Combien verse le fonds Pervenche aux écluses ?")["answer"]


def test_only_administrators_may_ask_for_it(site: Site) -> None:
    assert [site.post(role).status for role in (None, Role.LECTURE, Role.HELPDESK)] == [401, 403, 403]


def test_a_build_that_fails_says_so_and_the_index_before_stays(site: Site) -> None:
    live = site.server.get("/api/v1/index").json()["id"]
    for path in site.corpus.iterdir():
        path.unlink()
    assert site.post(Role.ADMIN).status == 202
    state = site.finished()
    assert state["state"] == "failed" and site.server.get("/api/v1/index").json()["id"] == live
    assert any("no document in" in line for line in site.server.err)
    assert str(site.corpus) not in site.server.get(PATH).text


def test_a_build_from_the_command_line_counts(site: Site) -> None:
    with build_lock(site.data):
        assert site.server.get(PATH).json()["state"] == "running"
        assert site.post(Role.ADMIN).status == 409


def test_a_server_without_an_index_says_where_its_first_one_is(empty_server) -> None:
    assert empty_server.get(PATH).json()["state"] == "none"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, corpus=tmp_path / "none")


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_build_whose_process_is_gone_was_interrupted_and_may_begin_again(settings: Settings) -> None:
    record = f'{{"state": "running", "started_at": "2026-11-22T10:00:00Z", "pid": {dead_pid()}}}'
    (settings.data / FILE).write_text(record, "utf-8")
    rebuild = Rebuild(settings)
    assert rebuild.state().state == "interrupted"
    assert rebuild.start().state == "running"
    with pytest.raises(LockedError):
        rebuild.start()
    rebuild.wait()
    assert rebuild.state().state == "failed"  # its corpus does not exist


def test_the_build_of_another_worker_shows(settings: Settings) -> None:
    record = f'{{"state": "running", "started_at": "2026-11-22T10:00:00Z", "pid": {os.getpid()}}}'
    (settings.data / FILE).write_text(record, "utf-8")
    assert Rebuild(settings).state().state == "running"
    with pytest.raises(LockedError):
        Rebuild(settings).start()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"state": "odd", "pid": 1}', '{"pid": "x"}', "\x00"])
def test_a_record_that_cannot_be_read_is_none(settings: Settings, content: str) -> None:
    (settings.data / FILE).write_text(content, "utf-8")
    assert Rebuild(settings).state().state == "none"
