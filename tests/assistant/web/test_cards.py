from __future__ import annotations

import datetime as dt

import pytest

from assistant.schema import Citation
from assistant.web.cards import Card, cards

TODAY = dt.date(2026, 11, 21)


def citation(**fields: object) -> Citation:
    values = {
        "n": 1,
        "document_id": "fiche/1",
        "title": "Fiche",
        "publisher": "Ministère",
        "published_on": "2019-03-05",
        "url": "https://exemple.test/",
        "section": ["Chiffres", "Territoires"],
        "quote": "Il y en a 183.",
        "start": 10,
        "end": 24,
        "validity": {"from": "2019", "to": None, "state": "in_force"},
    }
    return Citation.model_validate(values | fields)


def card(given: Citation) -> Card:
    (only,) = cards([given], TODAY)
    return only


def test_a_card_says_who_when_and_how_long_ago() -> None:
    shown = card(citation())
    assert (shown.publisher, shown.date, shown.age) == ("Ministère", "5 mars 2019", "il y a 7\u00a0ans")
    assert shown.excerpts[0].section == "Chiffres › Territoires"


def test_a_card_leads_to_the_quote_in_its_document() -> None:
    assert card(citation()).excerpts[0].source == "/api/v1/documents/fiche%2F1/text?start=10&end=24#citation"


@pytest.mark.parametrize(
    ("state", "badge"),
    [
        ("in_force", "En vigueur"),
        ("expired", "Expiré"),
        ("superseded", "Remplacé"),
        ("announced", "Annoncé"),
        ("unknown", "Validité inconnue"),
    ],
)
def test_each_state_of_validity_has_its_badge(state: str, badge: str) -> None:
    assert card(citation(validity={"state": state})).validity == badge


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        ("2023-11-09", "2027-12-31", "du 9 novembre 2023 au 31 décembre 2027"),
        ("2019-03", "2022", "de mars 2019 à 2022"),
        ("2023-04", None, "depuis avril 2023"),
        ("2023-04", "2024-05", "d’avril 2023 à mai 2024"),
        ("2023-06-23", None, "depuis le 23 juin 2023"),
        (None, "2022", "jusqu’à 2022"),
        (None, "2022-12-31", "jusqu’au 31 décembre 2022"),
        ("2019", "2019", "2019"),
        (None, None, None),
    ],
)
def test_a_period_reads_as_french(start: str | None, end: str | None, period: str | None) -> None:
    validity = {"from": start, "to": end, "state": "unknown"}
    assert card(citation(validity=validity)).period == period


def test_a_publication_with_a_dangerous_address_has_no_link() -> None:
    assert card(citation(url="javascript:alert(1)")).original is None


def test_quotes_of_one_source_share_a_card_and_keep_their_numbers() -> None:
    same, other = citation(n=3, start=30, end=44), citation(n=2, published_on="2023")
    shown = cards([citation(), other, same], TODAY)
    assert [[excerpt.n for excerpt in one.excerpts] for one in shown] == [[1, 3], [2]]


def test_statements_of_one_document_that_differ_in_validity_have_a_card_each() -> None:
    expired = citation(n=2, validity={"from": "2018", "to": "2020", "state": "expired"})
    assert [one.state for one in cards([citation(), expired], TODAY)] == ["in_force", "expired"]


def test_a_card_names_the_other_publications_of_the_text_that_a_reader_can_tell_apart() -> None:
    same = {"title": "Fiche", "publisher": "Ministère", "published_on": "2019-03-05", "url": None}
    town = {"title": "Copie", "publisher": "Mairie de Vire", "published_on": "2019-04", "url": None}
    nameless = {"title": "Copie", "publisher": None, "published_on": None, "url": None}
    shown = card(citation(also_at=[same, town, town, nameless]))
    assert shown.also_at == ("Mairie de Vire, avril 2019", "Copie")
