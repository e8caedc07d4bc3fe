from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.assistant.web.browsing import PHONE, QUESTION, answered, ask, opened


@pytest.fixture
def page(context: BrowserContext, server) -> Page:
    return opened(context.new_page(), server.url)


def test_a_question_typed_is_answered_with_its_sources(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.locator(".as-phrase").first).to_contain_text("183")
    card = page.locator(".as-carte").first
    expect(card).to_contain_text("La phase 2 de Territoires d'industrie")
    expect(card).to_contain_text("Ministère chargé de l'Industrie")
    expect(card).to_contain_text(re.compile(r"9 novembre 2023 \(il y a \d+"))
    expect(card.locator(".as-badge")).to_have_text(re.compile("En vigueur|Expiré"))
    expect(page.get_by_role("textbox", name="Votre question")).to_have_value("")


def test_a_citation_opens_its_source_with_the_quote_highlighted(page: Page, context: BrowserContext) -> None:
    ask(page, QUESTION)
    quote = page.locator(".as-citation blockquote").first.inner_text()
    with context.expect_page() as opened:
        page.locator(".as-citation").first.get_by_role("link", name="Ouvrir la source").click()
    source = opened.value
    mark = source.locator("mark#citation")
    expect(mark).to_be_in_viewport()
    assert " ".join("".join(source.locator("mark").all_inner_texts()).split()) == " ".join(quote.split())
    assert mark.evaluate("mark => getComputedStyle(mark).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_a_number_leads_to_its_card_by_mouse_and_by_keyboard(page: Page) -> None:
    ask(page, QUESTION)
    call = page.locator(".as-appel").first
    call.click()
    expect(page.locator(".as-citation").first).to_be_focused()
    call.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".as-citation").first).to_be_focused()
    assert page.url.rstrip("/").endswith(str(page.evaluate("location.port")))


def test_an_example_is_asked_by_a_click(page: Page) -> None:
    example = page.locator("button.as-exemple").first
    question = example.inner_text()
    example.click()
    answered(page, 1)
    expect(page.get_by_role("heading", name=question)).to_be_visible()


def test_a_follow_up_uses_the_conversation(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, "Et la phase 1 ?")
    expect(page.locator("#tour-2 .as-note")).to_contain_text("Territoires d'industrie")
    expect(page.locator("#tour-2")).to_be_in_viewport()


def test_a_new_conversation_forgets_the_one_before(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator(".as-accueil")).to_be_visible()
    ask(page, "Et la phase 1 ?")
    expect(page.locator(".as-tour")).to_have_count(1)


def test_silence_is_shown_as_such(page: Page) -> None:
    ask(page, "Quelle est la recette du cassoulet de Castelnaudary ?")
    expect(page.locator(".as-etat")).to_be_visible()
    expect(page.locator(".as-phrase")).not_to_be_empty()


def test_a_question_that_is_too_long_is_told_so(page: Page) -> None:
    ask(page, "territoire " * 1_900)
    expect(page.get_by_role("alert")).to_contain_text("2")


def test_an_empty_question_is_not_asked(page: Page) -> None:
    page.get_by_role("textbox", name="Votre question").fill("   ")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("textbox", name="Votre question")).to_have_value("")
    expect(page.locator(".as-tour")).to_have_count(0)


def test_hostile_documents_and_questions_change_nothing(page: Page) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    title = page.title()
    ask(page, "Combien verse le fonds Coquelicot aux ruches municipales ?")
    ask(page, "<img src=x onerror=alert(1)> [a](javascript:alert(2)) **b** ${alert(3)} {{c}} Coquelicot ?")
    expect(page.locator(".as-carte").first).to_contain_text("<script>document.title='pirate'</script>")
    assert page.locator("#fil img, #fil script, #fil b, #fil strong").count() == 0
    assert page.locator("#fil a[href^='javascript']").count() == 0
    assert page.title() == title and alerts == []


def test_nothing_is_asked_of_another_host_and_nothing_fails(context: BrowserContext, server) -> None:
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda response: wrong.append(response.url) if response.status >= 400 else None)
    opened(page, server.url)
    ask(page, QUESTION)
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator(".as-accueil")).to_be_visible()
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []
    assert wrong == []


def test_the_documentation_is_read_without_another_host(context: BrowserContext, server) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url + "/docs")
    expect(page.get_by_text("Pose une question", exact=True).first).to_be_visible()
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []


def test_the_page_says_french_to_a_screen_reader_and_has_one_title(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.locator("h1").count() == 1
    english = re.compile(r"\b(Submit|Clear|Loading|Built with|Settings|Use via API)\b")
    assert not english.search(page.locator("body").inner_text())


def test_the_footer_says_how_old_the_answers_and_the_index_are(page: Page) -> None:
    expect(page.locator("footer.as-pied")).to_contain_text(re.compile(r"Réponses établies au \d"))
    expect(page.locator("footer.as-pied")).to_contain_text(
        re.compile(r"Documents indexés le \d.*\(\d+ documents\)")
    )


def test_on_a_phone_cards_come_below_the_answer_and_nothing_overflows(page: Page) -> None:
    page.set_viewport_size(PHONE)
    ask(page, QUESTION)
    answer, cards = page.locator(".as-reponse").bounding_box(), page.locator(".as-sources").bounding_box()
    assert answer is not None and cards is not None
    assert cards["y"] >= answer["y"] + answer["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.get_by_role("textbox", name="Votre question")).to_be_in_viewport()


def test_on_a_desktop_cards_stand_beside_the_answer(page: Page) -> None:
    ask(page, QUESTION)
    answer, cards = page.locator(".as-reponse").bounding_box(), page.locator(".as-sources").bounding_box()
    assert answer is not None and cards is not None
    assert cards["x"] >= answer["x"] + answer["width"]


def test_everything_is_reached_with_the_keyboard_alone(page: Page) -> None:
    """From the top of the page: skip link, field, send, and back to a number of the answer."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller à la question")).to_be_focused()
    for _ in range(40):
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    answered(page, 1)
    for _ in range(40):
        if page.evaluate("document.activeElement.className").startswith("as-appel"):
            break
        page.keyboard.press("Shift+Tab")
    called = page.evaluate("document.activeElement.getAttribute('href')")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(called)).to_be_focused()


def test_without_an_index_the_page_says_so(context: BrowserContext, empty_server) -> None:
    page = opened(context.new_page(), empty_server.url)
    ask(page, QUESTION)
    expect(page.get_by_role("alert")).to_contain_text("n’est pas prêt")


def test_two_tabs_hold_two_conversations(context: BrowserContext, server) -> None:
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        opened(page, server.url)
    ask(first, QUESTION)
    expect(second.locator(".as-tour")).to_have_count(0)
