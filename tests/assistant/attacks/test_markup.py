"""Script stored in documents, or sent in a question: shown as text wherever it is shown, obeyed nowhere."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from assistant.schema import Answer
from assistant.web import views
from assistant.web.chat import Exchange
from assistant.web.site import Site
from tests.assistant.attacks.conftest import PASSWORD, USER
from tests.assistant.attacks.hostile import MARK, PAYLOADS, SUBJECT, URLS
from tests.assistant.conftest import Server
from tests.assistant.web.browsing import ask, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ALLOWED_TAGS = {
    "html", "head", "meta", "title", "link", "style", "body", "header", "footer", "main", "nav", "section", "article",
    "aside", "div", "p", "span", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "thead", "tbody", "tr",
    "th", "td", "mark", "a", "dl", "dt", "dd", "strong", "em", "b", "small", "time", "br", "hr", "blockquote", "cite",
    "details", "summary", "sup", "bdi", "button", "figure", "figcaption", "abbr", "code", "pre", "svg", "path", "g", "rect",
    "circle", "line", "text",
}  # fmt: skip
FORM_TAGS = {"form", "fieldset", "legend", "label", "input", "select", "option", "textarea"}
"""Of our own forms, which have a class."""


def dangers(html: str) -> list[str]:
    """What a browser would obey in that HTML: foreign tags, handlers, script addresses."""
    found = []
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        ours = tag.name in FORM_TAGS and (tag if tag.name == "form" else tag.find_parent("form") or {}).get("class")
        if (tag.name not in ALLOWED_TAGS and not ours) or (tag.name == "style" and tag.find_parent("head") is None):
            found.append(tag.name)
        for name, value in tag.attrs.items():
            address = re.sub(r"[\x00-\x20]+", "", str(value)).lower()
            if name.startswith("on") or name in ("srcdoc", "formaction"):
                found.append(f"{tag.name} {name}")
            elif name in ("href", "src", "action") and re.match(r"(javascript|data|vbscript):", address):
                found.append(f"{tag.name} {name}={value}")
    return found


def key(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['lecture']}"}


@pytest.fixture(scope="module")
def identifiers(guarded: Server, tokens: dict[str, str]) -> list[str]:
    listing = guarded.get("/api/v1/documents?page_size=200", **key(tokens)).json()
    return [item["id"] for item in listing["items"]]


def test_a_test_that_finds_dangers_finds_them() -> None:
    for payload in PAYLOADS:
        if "{{" not in payload:
            assert dangers(f"<p>{payload}</p>"), payload
    assert dangers(f'<a href="{URLS[3]}">x</a>') and not dangers("<p>du texte</p>")


def test_the_readable_page_of_every_hostile_document_obeys_none_of_it(
    guarded: Server, tokens: dict[str, str], identifiers: list[str]
) -> None:
    assert len(identifiers) >= 25
    for identifier in identifiers:
        page = guarded.get(f"/api/v1/documents/{quote(identifier, safe='')}/text?start=0&end=40", **key(tokens))
        assert page.status == 200 and dangers(page.text) == [], identifier
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "script-src" not in policy


def test_data_is_never_sent_as_a_page(guarded: Server, tokens: dict[str, str], identifiers: list[str]) -> None:
    paths = [
        "/api/v1/documents",
        f"/api/v1/search?q={quote(PAYLOADS[0])}",
        "/api/v1/offers",
        f"/api/v1/{quote(PAYLOADS[1])}",
    ]
    for path in [*paths, *(f"/api/v1/documents/{quote(name, safe='')}" for name in identifiers)]:
        reply = guarded.get(path, **key(tokens))
        assert reply.headers["content-type"].startswith(("application/json", "application/problem+json")), path
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("address", URLS)
def test_only_web_addresses_become_links(guarded: Server, tokens: dict[str, str], address: str) -> None:
    page = guarded.get(f"/api/v1/documents/adresse-{URLS.index(address)}/text", **key(tokens)).text
    links = [link.get("href", "") for link in BeautifulSoup(page, "html.parser").find_all("a")]
    assert all(link.startswith(("https://", "http://", "/", "#")) for link in links), links
    assert not any(link.startswith("//") for link in links)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_answer_that_quotes_markup_is_shown_and_not_obeyed(payload: str) -> None:
    citation = {
        "n": 1, "document_id": payload, "title": payload, "publisher": payload, "published_on": "2024", "url": f"javascript:{MARK}",
        "section": [payload, payload], "quote": payload, "start": 0, "end": len(payload), "validity": {"state": "in_force"},
    }  # fmt: skip
    answer = Answer.model_validate(
        {
            "id": payload, "question": payload, "status": "partial", "engine": "extractive", "intent": "other",
            "answer": payload, "sentences": [{"text": payload, "citations": [1], "state": "verified"}],
            "citations": [citation], "missing": [payload], "suggestions": [payload], "as_of": "2026-11-21",
            "understood_as": payload + " ", "receipt": dict.fromkeys(("snapshot", "encoder", "engine", "version"), payload),
            "timings_ms": {},
        }
    )  # fmt: skip
    conversation = (Exchange(1, payload, answer=answer), Exchange(2, payload, failure=payload), Exchange(3, payload))
    assert dangers(views.conversation(conversation, Site())) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_problem_repeats_no_markup_in_a_page(server: Server, payload: str) -> None:
    for reply in (
        server.get(f"/{quote(payload, safe='')}"),
        server.get(f"/api/v1/documents/{quote(payload, safe='')}"),
        server.post("/api/v1/ask", {"question": "a", payload: payload}),
        server.get(f"/api/v1/search?q=a&{quote(payload)}=1"),
    ):
        assert reply.is_problem and reply.status in (404, 422)


@pytest.mark.parametrize(
    "host", ['pirate.exemple"><script>x</script>', "pirate.exemple/<script>", "a@b", "a:99999", "é"]
)
def test_the_host_of_a_request_is_not_written_into_the_page(server: Server, host: str) -> None:
    import http.client

    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.putrequest("GET", "/", skip_host=True)
    connection.putheader("Host", host.encode())
    connection.endheaders()
    reply = connection.getresponse()
    page = reply.read().decode()
    assert reply.status < 500 and "<script>x</script>" not in page and '<script>"' not in page
    connection.close()


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Gradio-Server", "X-Forwarded-Prefix", "X-Forwarded-Server", "Forwarded"]
)
def test_the_page_takes_its_own_address_from_nobody(server: Server, header: str) -> None:
    """Its scripts and questions would go there; a cache would keep that for everybody."""
    page = server.get("/", **{header: "https://pirate.exemple"})
    assert page.status == 200 and "pirate.exemple" not in page.text


def test_a_browser_obeys_nothing_of_the_hostile_corpus(
    chromium: Browser, guarded: Server, identifiers: list[str]
) -> None:
    """Readable pages, cards and a hostile question in one browser, logged in as somebody worth attacking."""
    context = chromium.new_context(http_credentials={"username": USER, "password": PASSWORD})
    context.set_default_timeout(60_000)
    try:
        page = context.new_page()
        seen: list[str] = []
        page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
        for identifier in [name for name in identifiers if name.startswith("charge")]:
            page.goto(f"{guarded.url}/api/v1/documents/{identifier}/text?start=0&end=30")
            assert page.evaluate("window.pirate") is None, identifier
            assert SUBJECT.split()[2] in page.inner_text("main, body")
        opened(page, guarded.url)
        for question in ("Que finance le fonds Zébulon ?", f"Zébulon {PAYLOADS[1]} {PAYLOADS[0]}"):
            ask(page, question)
            assert page.evaluate("window.pirate") is None
        assert seen == []
    finally:
        context.close()


def test_json_in_the_page_cannot_end_its_script(guarded: Server) -> None:
    credentials = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    page = guarded.get("/?q=%3C/script%3E%3Cscript%3Ex%3C/script%3E", Authorization=f"Basic {credentials}").text
    assert "<script>x</script>" not in page
    config = re.search(r"window\.gradio_config = (\{.*?\});</script>", page)
    assert config is not None and json.loads(config.group(1))
