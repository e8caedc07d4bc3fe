"""The views beside the chat: behind the same login, and as deaf to markup in documents and addresses."""

from __future__ import annotations

import base64
from urllib.parse import quote, urlencode

import pytest

from assistant.web import navigation
from tests.assistant.attacks.conftest import PASSWORD, USER
from tests.assistant.attacks.hostile import PAYLOADS
from tests.assistant.attacks.test_markup import dangers
from tests.assistant.conftest import Server

LOGGED_IN = {"Authorization": "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}
PATHS = (*(place.path for place in navigation.PLACES[1:]), "/offres?presentation=tableau")


def body(html: str) -> str:
    """What is shown, without the one script of ours, which its policy knows by hash."""
    before, _, rest = html[html.index("<body") :].rpartition("<script>")
    return before + rest.partition("</script>")[2]


@pytest.mark.parametrize("path", PATHS)
def test_a_view_asks_for_the_login_of_the_page(guarded: Server, path: str) -> None:
    reply = guarded.get(path)
    assert reply.status == 401 and reply.headers["www-authenticate"].startswith("Basic ")
    assert guarded.get(path, **LOGGED_IN).status == 200


def test_a_file_asks_for_the_login_and_for_our_own_page(guarded: Server) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = urlencode({"answer": "{}"}).encode()
    assert guarded.request("POST", "/reponses/docx", sent, form).status == 401
    elsewhere = form | LOGGED_IN | {"Origin": "https://ailleurs.exemple"}
    assert guarded.request("POST", "/reponses/docx", sent, elsewhere).status == 403


@pytest.mark.parametrize("path", PATHS)
def test_hostile_documents_are_text_in_every_view(guarded: Server, path: str) -> None:
    assert dangers(body(guarded.get(path, **LOGGED_IN).text)) == []


@pytest.mark.parametrize(
    "path", ["/offres?q=", "/sources?q=", "/membres?q=", "/offres?operateur=", "/chronologie?operateur="]
)
def test_hostile_addresses_are_text_in_every_view(guarded: Server, path: str) -> None:
    for payload in PAYLOADS:
        reply = guarded.get(path + quote(payload[:80]), **LOGGED_IN)
        assert reply.status in (200, 422) and dangers(body(reply.text)) == [], payload
