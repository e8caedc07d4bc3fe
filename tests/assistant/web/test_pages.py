"""The views over HTTP, from a server that really runs over the small corpus."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from bs4 import BeautifulSoup

from assistant.web import navigation, view_texts

PLACES = navigation.PLACES[1:]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202egauche\u202c \"'> {{ 7 * 7 }}"


def soup(reply) -> BeautifulSoup:
    assert reply.status == 200, reply.text
    return BeautifulSoup(reply.text, "html.parser")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)
def test_a_view_is_a_whole_page_in_french(server, place) -> None:
    page = soup(server.get(place.path))
    assert page.html["lang"] == "fr"
    assert len(page.select("h1")) == 1
    assert page.select("header nav a[href='/']") and page.select("main#contenu") and page.select("footer")
    assert page.select_one("body a")["href"] == "#contenu"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)
def test_a_view_asks_nothing_of_another_host(server, place) -> None:
    reply = server.get(place.path)
    page = soup(reply)
    assert not page.select("link[rel=stylesheet], script[src], img, iframe")
    policy = reply.headers["content-security-policy"]
    assert "http" not in policy and "*" not in policy and "unsafe" not in policy


@pytest.mark.parametrize("place", PLACES[:5], ids=lambda place: place.path)
def test_without_an_index_a_view_says_so_in_french(empty_server, place) -> None:
    reply = empty_server.get(place.path)
    assert reply.status == 503
    assert view_texts.NO_INDEX_TITLE in reply.text and "Traceback" not in reply.text


def test_help_is_there_without_an_index(empty_server) -> None:
    assert "Comment il prouve" in soup(empty_server.get("/aide")).text


@pytest.mark.parametrize(
    "query",
    [
        "/chronologie?de=hier", "/chronologie?phase=9", "/chronologie?nature=9", "/chronologie?operateur=x",
        "/offres?aide=x", "/offres?operateur=x", "/offres?autre=1", "/sources?genre=x",
    ],
)
def test_an_address_with_a_wrong_filter_is_a_page_that_says_so(server, query: str) -> None:
    reply = server.get(query)
    assert reply.status == 422 and view_texts.BAD_ADDRESS_TITLE in reply.text


def test_the_timeline_and_its_table_hold_the_same_events_with_their_sources(server) -> None:
    page = soup(server.get("/chronologie"))
    drawn = sorted(link["href"] for link in page.select("svg a.as-point"))
    listed = sorted(link["href"] for link in page.select("table tbody a"))
    assert drawn == listed and drawn
    assert all("/text?start=" in link for link in drawn)
    assert server.get(drawn[0].split("#")[0]).status == 200


def test_a_filter_keeps_only_its_events(server) -> None:
    everything = soup(server.get("/chronologie"))
    one = soup(server.get("/chronologie?phase=1"))
    none = soup(server.get("/chronologie?phase=1&operateur=banque-des-territoires"))
    assert 0 < len(one.select("tbody tr")) <= len(everything.select("tbody tr"))
    assert not none.select("tbody tr") and view_texts.NO_EVENT in none.text


def test_zooming_in_shows_a_shorter_period_and_zooming_out_the_whole_again(server) -> None:
    nearer = soup(server.get("/chronologie")).select_one("a#zoom-in")["href"]
    page = soup(server.get(nearer))
    whole = soup(server.get("/chronologie")).select_one("svg#frise")
    again = soup(server.get(page.select_one("a#zoom-all")["href"])).select_one("svg#frise")
    assert (again["data-de"], again["data-a"]) == (whole["data-de"], whole["data-a"])
    assert page.select_one("#f-de")["value"] > whole["data-de"]


def test_dates_in_the_wrong_order_are_put_right(server) -> None:
    assert server.get("/chronologie?de=2023-01-01&a=2018-01-01").status == 200


def test_offers_that_have_ended_are_hidden_and_counted_until_asked_for(server) -> None:
    shown = soup(server.get("/offres"))
    assert "Prêts de long terme" in shown.text and "Crédits d'ingénierie" not in shown.select_one("#resultats").text
    assert "1 offre terminée masquée" in shown.text
    assert "Crédits d'ingénierie" in soup(server.get("/offres?terminees=oui")).text


def test_offers_are_found_without_accents_by_the_beginning_of_words(server) -> None:
    assert "Prêts de long terme" in soup(server.get("/offres?q=PRET")).select_one("#resultats").text
    assert view_texts.NO_OFFER in soup(server.get("/offres?q=ornithorynque")).text


def test_offers_are_a_table_with_headers_when_asked(server) -> None:
    page = soup(server.get("/offres?presentation=tableau&terminees=oui"))
    assert len(page.select("thead th[scope=col]")) == 6
    assert len(page.select("tbody th[scope=row]")) == 2


def test_an_operator_leads_to_its_offers(server) -> None:
    link = soup(server.get("/operateurs")).select_one("a[href^='/offres?']")["href"]
    assert "Prêts de long terme" in soup(server.get(link)).text


def test_without_the_list_the_territories_say_so_and_what_to_do(server) -> None:
    page = soup(server.get("/membres?q=Vierzon"))
    assert view_texts.MEMBERS_ABSENT in page.text and "assistant members import" in page.text


def test_the_sources_are_counted_dated_and_searched(server) -> None:
    page = soup(server.get("/sources"))
    assert "premier index" in page.text and page.select("table tbody tr")
    found = soup(server.get("/sources?q=long+terme"))
    assert next(row.text.strip().split("\n")[0] for row in found.select("tbody th")).startswith("Prêts de long terme")


@pytest.mark.parametrize("path", ["/offres", "/membres", "/sources"])
def test_a_hostile_search_is_text(server, path: str) -> None:
    page = soup(server.get(f"{path}?q={quote(HOSTILE)}"))
    assert len(page.select("script")) == 1 and not page.select("img")
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]


def test_a_hostile_document_is_text(server) -> None:
    page = soup(server.get("/sources?q=coquelicot"))
    assert "<script>document.title='pirate'</script>" in page.select_one("#resultats").text
    assert len(page.select("script")) == 1 and not page.select("b")
    assert not page.select("a[href^=javascript]")


def test_an_answer_comes_back_as_a_file(server) -> None:
    answer = server.post("/api/v1/ask", {"question": "Combien de Territoires d'industrie compte la phase 2 ?"}).text
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = server.request("POST", "/reponses/docx", urlencode({"answer": answer}).encode(), form)
    assert reply.status == 200 and reply.body.startswith(b"PK")
    assert reply.headers["content-disposition"].startswith('attachment; filename="reponse-')


@pytest.mark.parametrize("sent", ["", "{}", "[" * 10_000, '{"id": "<script>"}', "x" * 300_000])
def test_what_is_no_answer_makes_no_file(server, sent: str) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = server.request("POST", "/reponses/docx", urlencode({"answer": sent}).encode(), form)
    assert reply.status == 422 and view_texts.BAD_ADDRESS_TITLE in reply.text
    assert len(BeautifulSoup(reply.text, "html.parser").select("script")) == 1
