"""What is typed and clicked while an answer is on its way: nothing is lost, nothing is asked twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.assistant.web.browsing import QUESTION, answered, ask, opened

NEXT = "Et la phase 1 ?"


@pytest.fixture
def page(context: BrowserContext, server) -> Page:
    return opened(context.new_page(), server.url)


def held(page: Page, address: str) -> Callable[[], None]:
    """Holds the page's first request to that address, until what is returned is called."""
    caught: list[Route] = []

    def hold(route: Route, request: Request) -> None:
        if caught:
            route.continue_()
        else:
            caught.append(route)

    page.route(address, hold)
    return lambda: caught[0].continue_()


def field(page: Page):
    return page.get_by_role("textbox", name="Votre question")


def type_and_send(page: Page, question: str) -> None:
    field(page).fill(question)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("sending", ["Enter", "Envoyer"])
def test_a_question_sent_during_an_answer_is_asked_after_it(page: Page, sending: str) -> None:
    release = held(page, "**/queue/join*")
    with page.expect_request("**/queue/join*"):
        type_and_send(page, QUESTION)
    field(page).fill(NEXT)
    if sending == "Enter":
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("status").filter(has_text="dès que la réponse en cours")).to_be_visible()
    release()
    answered(page, 2)
    expect(page.locator("#tour-1")).to_contain_text("183")
    expect(page.locator("#tour-2 .as-note").first).to_contain_text("Territoires d'industrie")
    expect(field(page)).to_have_value("")
    expect(page.locator("#as-envoi")).to_be_empty()
    expect(page.locator(".as-tour")).to_have_count(2)


def test_a_question_sent_twice_is_asked_once(page: Page) -> None:
    release = held(page, "**/queue/join*")
    with page.expect_request("**/queue/join*"):
        type_and_send(page, QUESTION)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    release()
    answered(page, 1)
    ask(page, NEXT)
    expect(page.locator(".as-question")).to_have_count(2)
    expect(page.locator("#question-2")).to_contain_text(NEXT)


def test_what_is_typed_during_an_answer_stays_in_the_field(page: Page) -> None:
    release = held(page, "**/queue/data*")
    with page.expect_request("**/queue/data*"):
        type_and_send(page, QUESTION)
    field(page).fill("Et la phase")
    release()
    answered(page, 1)
    expect(page.locator("#as-annonces")).to_contain_text("Réponse terminée")
    expect(field(page)).to_have_value("Et la phase")


def test_a_suggestion_clicked_during_an_answer_is_asked_after_it(page: Page) -> None:
    release = held(page, "**/queue/join*")
    with page.expect_request("**/queue/join*"):
        type_and_send(page, QUESTION)
    example = page.locator("button.as-exemple").first
    question = example.inner_text()
    example.click()
    release()
    answered(page, 2)
    expect(page.locator("#question-2")).to_contain_text(question)


def test_a_new_conversation_begins_even_during_an_answer(page: Page) -> None:
    ask(page, QUESTION)
    release = held(page, "**/queue/data*")
    with page.expect_request("**/queue/data*"):
        type_and_send(page, NEXT)
    page.get_by_role("button", name="Nouvelle conversation").click()
    release()
    expect(page.locator(".as-accueil")).to_be_visible()
    expect(field(page)).to_have_value("")
    ask(page, QUESTION)
    expect(page.locator(".as-tour")).to_have_count(1)
    assert page.evaluate("JSON.parse(sessionStorage.getItem('conversation')).length") == 1


def test_a_question_that_the_server_does_not_take_stays_in_the_field_and_is_told(page: Page) -> None:
    page.route("**/queue/join*", lambda route: route.fulfill(status=429, json={"title": "Trop de demandes"}), times=1)
    type_and_send(page, QUESTION)
    expect(page.get_by_role("status").filter(has_text="n’est pas partie")).to_be_visible()
    expect(field(page)).to_have_value(QUESTION)
    page.keyboard.press("Enter")
    answered(page, 1)
    expect(page.locator("#as-envoi")).to_be_empty()


def test_an_opinion_given_during_an_answer_is_kept(page: Page) -> None:
    ask(page, QUESTION)
    release = held(page, "**/queue/join*")
    with page.expect_request("**/queue/join*"):
        type_and_send(page, NEXT)
    page.locator("#tour-1").get_by_role("button", name="Oui", exact=True).click()
    release()
    answered(page, 2)
    expect(page.locator("#merci-1")).to_contain_text("Merci")
    expect(page.locator("#tour-2 .as-phrase").first).to_be_visible()
