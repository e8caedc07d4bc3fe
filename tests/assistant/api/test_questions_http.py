"""Accepted questions through the API of a server that really runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.access.keys import KeyStore
from assistant.access.roles import Role

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
PATH = "/api/v1/questions"
Post = Callable[..., Any]


@pytest.fixture(scope="module")
def site(serving, small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path, dict[Role, str]]]:
    folder = tmp_path_factory.mktemp("asked")
    corpus, data = folder / "corpus", folder / "data"
    shutil.copytree(CORPUS, corpus)
    shutil.copytree(small_data, data, ignore=shutil.ignore_patterns("journal.sqlite*", "keys.json*"))
    keys = {role: KeyStore(data).create(role.value, role)[1] for role in Role}
    with serving(data, page=False, settings={"ASSISTANT_CORPUS": str(corpus)}) as server:
        yield server, corpus, keys


@pytest.fixture
def post(site) -> Post:
    server, _, keys = site

    def send(body: object, role: Role | None = Role.ADMIN) -> Any:
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {keys[role]}"} if role else {}
        return server.request("POST", PATH, json.dumps(body).encode(), headers)

    return send


@pytest.fixture(scope="module")
def told(site) -> dict[str, Any]:
    """A sentence of the corpus, as a body that ties a question to it."""
    server, _, _ = site
    (first, *_) = server.ask("Combien de Territoires d'industrie compte la phase 2 ?")["citations"]
    return {"question": "Y en a combien au juste, des TI ?", "document_id": first["document_id"], "answers": [first["quote"]]}


def test_a_question_is_added_listed_and_refused_twice(site, post: Post, told: dict[str, Any]) -> None:
    server, corpus, keys = site
    added = post(told)
    assert added.status == 201 and added.json() == {**told, "state": "pending"}
    assert told["question"] in (corpus / "questions/maintenance.yaml").read_text("utf-8")
    again = post({**told, "question": "y en a combien au juste des ti"})
    assert again.status == 409 and again.is_problem and "question-deja-acceptee" in again.json()["type"]
    listed = server.get(f"{PATH}?document_id={told['document_id']}", Authorization=f"Bearer {keys[Role.ADMIN]}")
    assert listed.status == 200 and listed.headers["cache-control"] == "no-store"
    assert listed.json()["items"] == [{**told, "state": "pending"}]


def test_what_cannot_be_tied_is_refused_with_the_reason(post: Post, told: dict[str, Any]) -> None:
    other = {**told, "question": "Une tout autre question ?"}
    absent = post({**other, "answers": ["Cette phrase n'est nulle part."]})
    assert absent.status == 422 and "phrase-absente" in absent.json()["type"] and "nulle part" in absent.json()["detail"]
    unknown = post({**other, "document_id": "nulle-part"})
    assert unknown.status == 404 and "document-inconnu" in unknown.json()["type"]
    for wrong in ({"answers": []}, {"answers": ["a"] * 5}, {"question": ""}, {"question": "x" * 501}, {"note": 1}):
        refused = post({**other, **wrong})
        assert refused.status == 422 and "requete-invalide" in refused.json()["type"], wrong


def test_only_administrators_may(site, post: Post, told: dict[str, Any]) -> None:
    server, _, keys = site
    assert [post(told, role).status for role in (None, Role.LECTURE, Role.HELPDESK)] == [401, 403, 403]
    assert server.get(PATH).status == 401
    assert server.get(PATH, Authorization=f"Bearer {keys[Role.HELPDESK]}").status == 403


def test_a_corpus_that_cannot_be_written_is_said_so(site, post: Post, told: dict[str, Any]) -> None:
    _, corpus, _ = site
    path = corpus / "questions/maintenance.yaml"
    before = path.read_text("utf-8") if path.is_file() else ""
    path.parent.mkdir(exist_ok=True)
    path.write_text("[]\n", "utf-8")
    refused = post({**told, "question": "Une question de trop ?"})
    path.write_text(before, "utf-8")
    assert refused.status == 503 and "corpus-non-modifiable" in refused.json()["type"]
    assert str(corpus) not in refused.text
