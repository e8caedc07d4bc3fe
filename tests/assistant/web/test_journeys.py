"""Journeys of people who use the page: what they take away, say of it, look at, and find again."""

from __future__ import annotations

import re
import zipfile
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.assistant.web.browsing import DESKTOP, PHONE, QUESTION, answered, ask, opened

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def page(tab: Page, server) -> Page:
    return opened(tab, server.url)


# --- taking away


@pytest.mark.parametrize(("button", "name"), [("Word", ".docx"), ("ODT", ".odt"), ("Brouillon (.eml)", ".eml")])
def test_an_answer_is_taken_away_as_a_file(page: Page, tmp_path, button: str, name: str) -> None:
    ask(page, QUESTION)
    with page.expect_download() as downloading:
        page.get_by_role("button", name=button).click()
    assert downloading.value.suggested_filename.endswith(name)
    file = tmp_path / "file"
    downloading.value.save_as(file)
    if name == ".eml":
        assert b"X-Unsent: 1" in file.read_bytes()
    else:
        inside = zipfile.ZipFile(file)
        part = "word/document.xml" if name == ".docx" else "content.xml"
        assert "183" in inside.read(part).decode()


def test_an_answer_is_copied_with_its_sources_and_its_link(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.get_by_role("button", name="Copier", exact=True).click()
    expect(page.locator(".as-emporter")).to_contain_text("Copié")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "183" in copied and "Sources" in copied and "/recus/" in copied and QUESTION in copied


def test_a_mail_is_begun_with_the_answer(page: Page) -> None:
    ask(page, QUESTION)
    page.evaluate("window.addEventListener('beforeunload', () => {})")
    page.route("mailto:**", lambda route: route.abort())
    with page.expect_event("request", lambda request: request.url.startswith("mailto:"), timeout=5_000) as sent:
        page.get_by_role("button", name="Courriel").click()
    assert "183" in unquote(sent.value.url) and "subject=" in sent.value.url


def test_the_receipt_of_an_answer_has_a_page_to_print_and_to_keep(page: Page, context: BrowserContext) -> None:
    ask(page, QUESTION)
    with context.expect_page() as opening:
        page.get_by_role("link", name="Imprimer").click()
    receipt = opening.value
    expect(receipt.get_by_role("heading", name="Reçu d’une réponse")).to_be_visible()
    expect(receipt.locator("main")).to_contain_text("183")


def test_sending_is_understood_when_it_is_typed(page: Page, context: BrowserContext) -> None:
    ask(page, QUESTION)
    ask(page, "Envoie la réponse à mon DGS")
    last = page.locator("#tour-2")
    expect(last).to_contain_text(QUESTION)
    with page.expect_download() as downloading:
        last.get_by_role("button", name="Word").click()
    assert downloading.value.suggested_filename.endswith(".docx")


def test_sending_before_any_answer_says_what_to_do(page: Page) -> None:
    ask(page, "Envoie la réponse à mon DGS")
    expect(page.get_by_role("alert")).to_contain_text("posez d’abord votre question")


# --- opinions


def test_a_useful_answer_is_thanked_and_stays_so(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Oui", exact=True).click()
    expect(page.locator("#merci-1")).to_be_focused()
    ask(page, "Et la phase 1 ?")
    expect(page.locator("#merci-1")).to_contain_text("Merci")


@SIZES
def test_what_is_wrong_is_told_with_reasons_and_a_comment(page: Page, server, size) -> None:
    page.set_viewport_size(size)
    ask(page, QUESTION)
    page.get_by_role("button", name="Non", exact=True).click()
    expect(page.get_by_role("checkbox", name="Fausse")).to_be_focused()
    page.get_by_role("checkbox", name="Périmée").check()
    page.get_by_label("Une précision").fill("Le chiffre a changé.")
    page.get_by_role("button", name="Envoyer l’avis").click()
    expect(page.locator("#merci-1")).to_contain_text("votre avis est noté")


# --- finding again


def test_the_conversation_is_there_again_after_another_view_and_the_back_button(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("link", name="Chronologie").click()
    expect(page.get_by_role("heading", name="Chronologie", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    ask(page, "Et la phase 1 ?")
    expect(page.locator("#tour-2 .as-note")).to_contain_text("Territoires d'industrie")


def test_the_conversation_survives_a_reload_with_its_opinion(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Oui", exact=True).click()
    expect(page.locator("#merci-1")).to_be_visible()
    page.reload()
    expect(page.locator("#merci-1")).to_be_visible()


def test_a_new_conversation_leaves_nothing_behind(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator(".as-accueil")).to_be_visible()
    page.reload()
    expect(page.locator(".as-accueil")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('conversation')") == "[]"


def test_what_a_tab_keeps_may_be_anything_and_breaks_nothing(page: Page, server) -> None:
    hostile = '[1, "x", null, {"answer": {"id": "<script>alert(1)</script>"}}]'
    page.evaluate("text => sessionStorage.setItem('conversation', text)", hostile)
    page.reload()
    opened(page, server.url)
    ask(page, QUESTION)
    expect(page.locator(".as-phrase").first).to_contain_text("183")


def test_a_question_comes_along_from_another_view(tab: Page, server) -> None:
    tab.goto(server.url + "/operateurs")
    tab.get_by_role("link", name=re.compile("Poser une question : Banque")).click()
    answered(tab, 1)
    expect(tab.get_by_role("heading", name=re.compile("Que fait Banque des Territoires"))).to_be_visible()
    assert "#" not in tab.url


# --- looking


@SIZES
def test_the_timeline_is_zoomed_and_the_back_button_zooms_out(tab: Page, server, size) -> None:
    tab.set_viewport_size(size)
    tab.goto(server.url + "/chronologie")
    before = tab.locator("#frise").get_attribute("data-de")
    tab.get_by_role("link", name="Zoom avant").click()
    expect(tab.locator("#frise, .as-vide").first).not_to_have_attribute("data-de", before or "")
    assert "de=" in tab.url
    tab.go_back()
    expect(tab.locator("#frise")).to_have_attribute("data-de", before or "")


def test_a_period_is_chosen_by_dragging(tab: Page, server) -> None:
    tab.goto(server.url + "/chronologie")
    box = tab.locator("#frise").bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + 20, box["y"] + 10)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 300, box["y"] + 10, steps=4)
    tab.mouse.up()
    expect(tab).to_have_url(re.compile(r"de=\d{4}-\d\d-\d\d&a=\d{4}-\d\d-\d\d"))


def test_the_events_of_the_timeline_are_walked_with_the_arrows(tab: Page, server) -> None:
    tab.goto(server.url + "/chronologie")
    points = tab.locator("#frise .as-point")
    assert tab.locator('#frise .as-point[tabindex="0"]').count() == 1
    tab.locator('#frise .as-point[tabindex="0"]').focus()
    first = tab.evaluate("document.activeElement.getAttribute('href')")
    tab.keyboard.press("ArrowRight")
    assert points.count() > 1 and tab.evaluate("document.activeElement.getAttribute('href')") != first


def test_a_point_of_the_timeline_opens_its_source(tab: Page, context: BrowserContext, server) -> None:
    tab.goto(server.url + "/chronologie")
    with context.expect_page() as opening:
        tab.locator("#frise .as-point").first.click()
    expect(opening.value.locator("mark#citation")).to_be_visible()


@SIZES
def test_offers_are_filtered_in_place_and_the_count_is_said(tab: Page, server, size) -> None:
    tab.set_viewport_size(size)
    tab.goto(server.url + "/offres")
    if size == PHONE:
        tab.locator("summary", has_text="Filtres").click()
    tab.get_by_label("Montrer aussi les offres terminées").check()
    expect(tab.locator("#resultats")).to_contain_text("Crédits d'ingénierie")
    expect(tab.locator("#as-annonces")).to_have_text("2 offres")
    tab.get_by_label("Chercher").fill("ingenierie")
    expect(tab.locator("#resultats")).not_to_contain_text("Prêts de long terme")
    assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_view_works_without_scripts(chromium, server) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + "/offres")
    page.get_by_label("Montrer aussi les offres terminées").check()
    page.get_by_role("button", name="Afficher").click()
    expect(page.locator("#resultats")).to_contain_text("Crédits d'ingénierie")
    context.close()


def test_every_view_is_reached_with_the_keyboard_from_the_chat(page: Page) -> None:
    for name in ("Chronologie", "Offres", "Opérateurs", "Territoires", "Sources", "Aide"):
        link = page.locator(".as-menu").get_by_role("link", name=name)
        link.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()


# --- what a screen reader hears, and what goes wrong


def test_each_sentence_is_announced_once(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("#as-annonces")).to_contain_text("Réponse terminée")
    heard = page.locator("#as-annonces").inner_text()
    assert page.locator("#as-annonces").get_attribute("aria-live") == "polite"
    for sentence in page.locator("p.as-phrase").all_inner_texts():
        assert heard.count(sentence.strip()) == 1


@SIZES
def test_a_very_long_word_stays_inside_the_page(page: Page, size) -> None:
    page.set_viewport_size(size)
    ask(page, "a" * 1_900 + " \u202eétirotirret\u202c")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_server_out_of_reach_is_said_in_french_and_the_question_is_kept(chromium, server) -> None:
    context = chromium.new_context(locale="en-US")
    page = opened(context.new_page(), server.url)
    ask(page, "Et la phase 1 de Territoires d'industrie ?")
    context.set_offline(True)
    page.get_by_role("textbox", name="Votre question").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Le serveur ne répond pas")
    expect(page.get_by_role("textbox", name="Votre question")).to_have_value(QUESTION)
    assert "Connection" not in page.locator("body").inner_text()
    context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Votre question")).to_have_value(QUESTION)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#tour-2 .as-phrase").first).to_contain_text("183")
    context.close()


def test_at_200_percent_nothing_is_lost(tab: Page, server) -> None:
    """A window of 1280 pixels zoomed twice shows 640."""
    tab.set_viewport_size({"width": 640, "height": 400})
    for path in ("/chronologie", "/offres", "/sources", "/aide"):
        tab.goto(server.url + path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 640
    opened(tab, server.url)
    ask(tab, QUESTION)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 640
