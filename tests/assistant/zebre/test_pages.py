"""The pages of another programme: all that a reader can reach, and only the views that have something to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urldefrag

import pytest
from bs4 import BeautifulSoup

from assistant.web import navigation
from tests.assistant.zebre.conftest import Served
from tests.assistant.zebre.foreign_words import foreign

FAILING = (
    "/rien", "/offres?aide=magie", "/chronologie?phase=9", "/membres?autre=1", "/recus/absent", "/api/v1/documents/absent/text",
)  # fmt: skip


def soup(served: Served, path: str) -> BeautifulSoup:
    return BeautifulSoup(served.server.get(path).text, "html.parser")


def menu(served: Served, path: str) -> list[str]:
    return [link.text for link in soup(served, path).select("header nav a")]


MOST = 8
"""Addresses of one view that are read: those of the timeline, which zooms, have no end."""


def crawled(served: Served) -> Iterator[tuple[str, str]]:
    """(address, text) of the pages of this host that links lead to, from the chat and all views on."""
    waiting = [*(place.path for place in navigation.PLACES), "/docs", "/offres?terminees=oui&presentation=tableau"]
    seen = set(waiting)
    views: Counter[str] = Counter()
    while waiting:
        path = waiting.pop()
        reply = served.server.get(path)
        assert reply.status == 200, path
        yield path, reply.text
        for link in BeautifulSoup(reply.text, "html.parser").select("a[href]"):
            address = urldefrag(str(link["href"])).url
            view = address.partition("?")[0]
            if address.startswith("/") and address not in seen and views[view] < MOST:
                views[view] += 1
                seen.add(address)
                waiting.append(address)


def test_no_page_names_the_shipped_programme_its_operators_or_its_word_for_members(served) -> None:
    pages = dict(crawled(served))
    assert len(pages) > 10
    assert {path: found for path, text in pages.items() if (found := foreign(text))} == {}


@pytest.mark.parametrize("path", FAILING)
def test_no_page_of_a_failure_does(served, path: str) -> None:
    reply = served.server.get(path)
    assert reply.status >= 400 and foreign(reply.text) == []


def test_the_menu_holds_the_views_that_have_something_to_show(zebre, plain) -> None:
    views = ["Poser une question", "Chronologie", "Offres", "Opérateurs", "Communes meunières", "Sources", "Aide"]
    assert menu(zebre, "/") == menu(zebre, "/aide") == views
    assert menu(plain, "/") == menu(plain, "/sources") == ["Poser une question", "Sources", "Aide"]


def test_a_programme_titles_its_pages(zebre, plain) -> None:
    assert soup(zebre, "/").title.text == "Le guichet Zèbre"
    assert soup(zebre, "/offres").title.text == "Offres – Le guichet Zèbre"
    assert soup(plain, "/").title.text == "Assistant documentaire"


def test_a_document_and_a_receipt_bear_the_title_too(zebre) -> None:
    receipt = zebre.server.ask("Qui pilote le plan Zèbre ?")["id"]
    for path in ("/api/v1/documents/conservatoire-biefs/text", f"/recus/{receipt}"):
        assert soup(zebre, path).select_one(".service").text == "Le guichet Zèbre"


def test_the_timeline_has_the_declared_phases_in_their_order(zebre) -> None:
    page = soup(zebre, "/chronologie")
    assert [lane.text for lane in page.select("svg .as-phase")] == ["Ébauche", "Acte 1", "Acte 2", "Autres plans"]
    rows = soup(zebre, "/chronologie?phase=acte+2").select("tbody tr")
    assert len(rows) == 2 and all("Acte 2" in row.text for row in rows)


def test_offers_are_filtered_by_the_declared_kinds_of_aid_and_beneficiaries(zebre) -> None:
    page = soup(zebre, "/offres?aide=avantage+fiscal&pour=propri%C3%A9taire")
    assert {card.text for card in page.select("li.as-fiche h3")} == {"Remise Zèbre", "Exonération Bief"}
    assert "Réservée aux communes meunières" in page.select_one("#resultats").text
    assert [option.text for option in page.select("#f-aide option")[1:]] == ["Avantage fiscal", "Chantier-école", "Expertise"]


def test_a_member_is_found_once_under_the_programme_s_own_words(zebre) -> None:
    page = soup(zebre, "/membres?q=saulnois")
    assert page.h1.text == "Communes meunières"
    (card,) = page.select("li.as-fiche")
    assert "figure dans la liste officielle" in card.text and "1 commune" in page.select_one("h2").text


def test_examples_are_the_declared_ones_and_none_where_nothing_can_be_asked(zebre, plain) -> None:
    asked = [link["href"] for link in soup(zebre, "/aide").select("main a[href^='/#demander=']")]
    assert len(asked) == 4
    assert soup(plain, "/aide").select("main a[href^='/#demander=']") == []


def test_every_example_is_answered(zebre) -> None:
    from index.programmes.programme import load_programmes

    (programme,) = load_programmes([zebre.corpus])[0].entries
    for question in (question for theme in programme.themes for question in theme.questions):
        assert zebre.server.ask(question)["status"] in ("answered", "partial"), question
