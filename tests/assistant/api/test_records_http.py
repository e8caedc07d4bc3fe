from __future__ import annotations

import pytest


def names(listing: dict) -> list[str]:
    return [item["id"] for item in listing["items"]]


def test_events_are_in_order_of_time(server) -> None:
    assert names(server.get("/api/v1/events").json()) == ["lancement-2018", "fin-phase-2"]


def test_events_are_filtered_by_phase_and_operator(server) -> None:
    assert names(server.get("/api/v1/events?phase=1").json()) == ["lancement-2018"]
    assert names(server.get("/api/v1/events?operator=banque-des-territoires").json()) == ["fin-phase-2"]


def test_offers_tell_whether_they_are_still_open(server) -> None:
    offers = {item["id"]: item for item in server.get("/api/v1/offers?as_of=2026-11-21").json()["items"]}
    assert offers["bdt-ingenierie"]["validity"] == {"from": "2019", "to": "2022", "state": "expired"}
    assert offers["bdt-prets"]["validity"]["state"] == "in_force"


def test_offers_are_filtered_by_state_aid_and_beneficiary(server) -> None:
    assert names(server.get("/api/v1/offers?state=in_force&as_of=2026-11-21").json()) == ["bdt-prets"]
    assert names(server.get("/api/v1/offers?state=in_force&as_of=2020-06-01").json()) == [
        "bdt-ingenierie", "bdt-prets",
    ]  # fmt: skip
    assert names(server.get("/api/v1/offers?aid=pr%C3%AAt").json()) == ["bdt-prets"]
    assert names(server.get("/api/v1/offers?beneficiary=territoire&reserved=true").json()) == [
        "bdt-ingenierie"
    ]


def test_an_operator_is_known_by_its_name_as_well(server) -> None:
    named = server.get("/api/v1/offers?operator=Banque%20des%20Territoires").json()
    assert names(named) == names(server.get("/api/v1/offers?operator=banque-des-territoires").json()) != []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("events?phase=9", "Filtre « phase » : valeur inconnue ; valeurs connues : préparation, 1, 2, voisin."),
        ("events?nature=lancment", "la plus proche est « lancement »"),
        ("events?operator=banque-de-territoire", "la plus proche est « banque-des-territoires »"),
        ("offers?operator=zorglub", "opérateurs de cet index : banque-des-territoires"),
        ("offers?aid=subvenion", "la plus proche est « subvention »"),
        ("offers?beneficiary=collectivite%20s", "la plus proche est « collectivité »"),
    ],
)
def test_a_filter_that_nothing_bears_is_refused_and_names_the_nearest(server, address: str, said: str) -> None:
    """An empty list would say that there is nothing where a word was mistyped."""
    reply = server.get(f"/api/v1/{address}")
    assert reply.status == 422 and reply.is_problem
    problem = reply.json()
    assert problem["type"].endswith("/requete-invalide") and said in problem["detail"]
    assert "zorglub" not in problem["detail"]


def test_a_record_comes_with_the_publications_it_rests_on(server) -> None:
    (operator,) = server.get("/api/v1/operators").json()["items"]
    assert operator["sources"] == ["banque"]
    assert operator["references"][0]["title"] == "Offre d'ingénierie de la Banque des Territoires"
    assert server.get(operator["text_url"]).status == 200
