"""The chat of another programme in a real browser, on a wide screen and on a telephone."""

from __future__ import annotations

import pytest

from tests.assistant.zebre.foreign_words import foreign


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_page_is_the_programme_s_own(zebre, chromium, width: int, height: int) -> None:
    from playwright.sync_api import expect

    page = chromium.new_page(viewport={"width": width, "height": height})
    try:
        page.goto(zebre.server.url)
        expect(page.locator(".as-accueil p")).to_contain_text("documents du plan Zèbre")
        assert page.title() == "Le guichet Zèbre"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Combien y a-t-il de communes meunières ?").click()
        expect(page.locator(".as-phrase").first).to_contain_text("64 communes meunières", timeout=30_000)
        assert page.title() == "Le guichet Zèbre" and foreign(page.inner_text("body")) == []
        page.get_by_role("button", name="Nouvelle conversation").click()
        expect(page.locator(".as-accueil p")).to_contain_text("documents du plan Zèbre")
    finally:
        page.close()
