"""What every journey does: ask, and wait for the whole answer."""

from __future__ import annotations

from playwright.sync_api import Page, expect

QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


def opened(page: Page, url: str) -> Page:
    """The chat, once its field is there."""
    page.goto(url)
    expect(page.get_by_role("textbox", name="Votre question")).to_be_visible()
    expect(page.get_by_text("Chargement")).to_have_count(0)  # Gradio's, for a moment
    return page


def ask(page: Page, question: str) -> None:
    """Types a question, sends it, and waits for its whole answer."""
    number = page.locator(".as-tour").count() + 1
    page.get_by_role("textbox", name="Votre question").fill(question)
    page.keyboard.press("Enter")
    answered(page, number)


def answered(page: Page, number: int) -> None:
    expect(page.locator(f"#tour-{number} .as-reponse")).to_have_attribute("aria-busy", "false")
