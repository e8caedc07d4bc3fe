from __future__ import annotations

import datetime as dt

import pytest

from assistant.schema import Citation
from assistant.web.cards import card

TODAY = dt.date(2026, 11, 21)


def citation(**fields: object) -> Citation:
    values = {
        "n": 1, "document_id": "fiche/1", "title": "Fiche", "publisher": "Ministère", "published_on": "2019-03-05",
        "url": "https://exemple.test/", "section": ["Chiffres", "Territoires"], "quote": "Il y en a 183.",
        "start": 10, "end": 24, "validity": {"from": "2019", "to": None, "state": "in_force"},
    }  # fmt: skip
    return Citation.model_validate(values | fields)


def test_a_card_says_who_when_and_how_long_ago() -> None:
    shown = card(citation(), TODAY)
    assert (shown.publisher, shown.date, shown.age) == ("Ministère", "5 mars 2019", "il y a 7\u00a0ans")
    assert shown.section == "Chiffres › Territoires"


def test_a_card_leads_to_the_quote_in_its_document() -> None:
    assert card(citation(), TODAY).source == "/api/v1/documents/fiche%2F1/text?start=10&end=24#citation"


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
    assert card(citation(validity={"state": state}), TODAY).validity == badge


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
    assert card(citation(validity=validity), TODAY).period == period


def test_a_publication_with_a_dangerous_address_has_no_link() -> None:
    assert card(citation(url="javascript:alert(1)"), TODAY).original is None
