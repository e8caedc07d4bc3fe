"""axe-core on every view and state, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from assistant.web import navigation
from tests.assistant.web.browsing import PHONE, QUESTION, ask, opened

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
PATHS = (
    *(place.path for place in navigation.PLACES[1:]),
    "/offres?presentation=tableau&terminees=oui",
    "/offres?q=rien-de-tel",
    "/chronologie?phase=1&operateur=banque-des-territoires",
    "/chronologie?de=hier",
)


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.fixture(params=["light", "dark"])
def tab(request, chromium):
    context = chromium.new_context(color_scheme=request.param, reduced_motion="reduce", viewport=PHONE)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_the_views_have_no_violation(tab: Page, server) -> None:
    found: dict[str, list[str]] = {}
    for path in PATHS:
        tab.goto(server.url + path)
        if wrong := violations(tab):
            found[path] = wrong
    assert found == {}


def test_the_conversation_has_no_violation_in_any_state(tab: Page, server) -> None:
    opened(tab, server.url)
    assert violations(tab) == []
    ask(tab, QUESTION)
    ask(tab, "Quelle est la chronologie du programme ?")
    ask(tab, "Quelle est la recette du cassoulet de Castelnaudary ?")
    ask(tab, "territoire " * 1_900)
    ask(tab, "Envoie la réponse à mon DGS")
    tab.get_by_role("button", name="Non", exact=True).first.click()
    assert violations(tab) == []


def test_a_page_without_index_has_no_violation(tab: Page, empty_server) -> None:
    tab.goto(empty_server.url + "/chronologie")
    assert violations(tab) == []
