from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from assistant.access.keys import KEYS_FILE, KeyStore
from assistant.access.roles import Role
from assistant.request_errors import AccessError


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path)


def test_a_key_opens_what_it_was_made_for(store: KeyStore) -> None:
    key, token = store.create("Support", Role.HELPDESK)
    assert store.find(token) == key and key.role is Role.HELPDESK


def test_no_two_tokens_are_alike_and_each_is_long(store: KeyStore) -> None:
    tokens = {store.create(f"clé {number}", Role.LECTURE)[1] for number in range(20)}
    assert len(tokens) == 20 and min(len(token) for token in tokens) >= 56


def test_what_is_stored_does_not_hold_the_secret(store: KeyStore) -> None:
    _, token = store.create("Support", Role.ADMIN)
    stored = store.path.read_text()
    assert token not in stored and token.split("_", 2)[2] not in stored


def test_only_the_owner_reads_the_file(store: KeyStore) -> None:
    before = os.umask(0)
    try:
        store.create("Support", Role.ADMIN)
        store.revoke("Support")
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()} == {0o600}


def test_a_revoked_key_is_refused_by_whoever_had_read_it_before(store: KeyStore, tmp_path: Path) -> None:
    key, token = store.create("Support", Role.LECTURE)
    serving = KeyStore(tmp_path)
    assert serving.find(token) == key
    store.revoke("Support")
    assert serving.find(token) is None
    assert [known.revoked_on is None for known in serving.listed()] == [False]


def test_a_new_key_is_known_to_a_running_server(store: KeyStore, tmp_path: Path) -> None:
    serving = KeyStore(tmp_path)
    assert serving.listed() == []
    _, token = store.create("Support", Role.LECTURE)
    assert serving.find(token) is not None


def test_a_name_may_serve_again_once_its_key_is_revoked(store: KeyStore) -> None:
    first, _ = store.create("Support", Role.LECTURE)
    with pytest.raises(AccessError, match="déjà"):
        store.create("Support", Role.ADMIN)
    store.revoke(first.id)
    second, token = store.create("Support", Role.ADMIN)
    assert store.find(token) == second


@pytest.mark.parametrize("named", ["inconnu", "", "../keys", "%"])
def test_revoking_what_does_not_exist_is_said_so(store: KeyStore, named: str) -> None:
    store.create("Support", Role.LECTURE)
    with pytest.raises(AccessError, match="assistant keys list"):
        store.revoke(named)


@pytest.mark.parametrize("name", ["", " a", "-a", "a\nb", "\x1b[31mrouge", "a" * 81, "<b>", "\u202eabc", "a\x00"])
def test_a_name_that_would_deceive_whoever_lists_the_keys_is_refused(store: KeyStore, name: str) -> None:
    with pytest.raises(AccessError, match="nom"):
        store.create(name, Role.LECTURE)


@pytest.mark.parametrize("alter", [
    lambda token: token[:-1],
    lambda token: token + "A",
    lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
    lambda token: token.upper(),
    lambda token: token.split("_", 2)[2],
    lambda token: "ati_" + "0" * 12 + token[16:],
    lambda token: token + "\n",
    lambda token: token.replace("ati_", "ati_\x00"),
    lambda token: "é" * 60,
    lambda token: "\udcff" + token,
    lambda token: "",
    lambda token: "ati_" + "a" * 1_000_000,
])  # fmt: skip
def test_a_token_that_is_nearly_right_is_wrong(store: KeyStore, alter) -> None:
    _, token = store.create("Support", Role.ADMIN)
    assert store.find(alter(token)) is None


def test_the_stored_hash_is_not_a_key(store: KeyStore) -> None:
    key, token = store.create("Support", Role.ADMIN)
    assert store.find(key.hash) is None
    assert store.find(token[:17] + key.hash[:43]) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": [{"id": "x"}]}', '{"keys": [], "more": 1}', "\xff"])
def test_a_damaged_file_refuses_everybody_and_says_what_to_do(store: KeyStore, content: str) -> None:
    _, token = store.create("Support", Role.ADMIN)
    store.path.write_text(content, "latin-1")
    for use in (lambda: store.find(token), store.listed, lambda: store.create("Autre", Role.LECTURE)):
        with pytest.raises(AccessError, match="abîmé"):
            use()
    assert store.path.read_text("latin-1") == content


def test_a_role_raised_by_hand_in_the_file_must_be_one_that_exists(store: KeyStore) -> None:
    _, token = store.create("Support", Role.LECTURE)
    content = json.loads(store.path.read_text())
    content["keys"][0]["role"] = "root"
    store.path.write_text(json.dumps(content))
    with pytest.raises(AccessError):
        store.find(token)


def test_a_change_that_was_cut_short_leaves_the_keys_as_they_were(store: KeyStore) -> None:
    _, token = store.create("Support", Role.LECTURE)
    store.path.with_suffix(".tmp").write_text('{"keys": [')
    assert store.find(token) is not None
    store.create("Autre", Role.LECTURE)
    assert len(store.listed()) == 2


def test_keys_made_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    def make(number: int) -> None:
        KeyStore(tmp_path).create(f"clé {number}", Role.LECTURE)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(KeyStore(tmp_path).listed()) == 16


def test_a_folder_in_place_of_the_file_is_an_error_and_not_an_open_door(tmp_path: Path) -> None:
    (tmp_path / KEYS_FILE).mkdir()
    with pytest.raises(AccessError, match="droits"):
        KeyStore(tmp_path).find("ati_x")


@pytest.mark.parametrize(
    ("role", "allowed"), [("lecture", {"lecture"}), ("helpdesk", {"lecture", "helpdesk"}), ("admin", set(Role))]
)
def test_a_role_may_do_what_the_ones_before_it_may(role: str, allowed: set[str]) -> None:
    assert {needed for needed in Role if Role(role).allows(needed)} == {Role(name) for name in allowed}
