"""From a record to a document: every sentence stands in the text with its sources and its period."""

from __future__ import annotations

from typing import Any

import pytest

from index.documents.document import Document, Source, Status
from index.language.dates import PartialDate
from index.programmes.programme import NEUTRAL, Members, Programme
from index.records.registry import collections

REGISTER = {
    "s1": Source(
        id="s1", title="Dossier", publisher="Ministère", published_on=PartialDate.parse("2019-03"), url="https://a.fr"
    ),
    "s2": Source(id="s2", title="Bilan", publisher="Agence", published_on=PartialDate.parse("2023-11-09")),
    "s3": Source(id="s3", title="Sans date"),
}
RECORDS: dict[str, dict[str, Any]] = {
    "events": {
        "id": "lancement", "title": "Lancement", "date": "2018-11-22", "nature": "lancement", "phase": "1",
        "text": "Le programme est lancé le 22 novembre 2018.", "aliases": ["début du programme"],
        "details": [{"text": "La ministre était présente à Lyon ce jour-là.", "sources": ["s2"], "date": "2018-11-22"}],
        "sources": ["s1"],
    },
    "figures": {
        "id": "nombre", "title": "Nombre de territoires", "unit": "territoires", "scope": "France", "nature": "evolution",
        "values": [
            {"value": "124", "date": "2018-11", "status": "superseded", "text": "En 2018, 124 territoires étaient retenus.", "sources": ["s1"]},
            {"value": "183", "date": "2023-11", "status": "current", "text": "En 2023, 183 territoires sont labellisés.", "sources": ["s2"]},
        ],
        "reading": "Le nombre a changé entre les deux phases du programme.", "sources": None,
    },
    "offers": {
        "id": "pret", "name": "Prêt long", "operators": ["banque"], "aid": ["prêt"], "beneficiaries": ["collectivité"],
        "text": "Le prêt long finance les travaux des communes.", "eligible": "Les communes peuvent demander le prêt long.",
        "amount": "Le prêt long dure jusqu'à 40 ans.", "period": "Le prêt long est ouvert depuis 2019.",
        "valid_from": "2019", "valid_to": "2022-12", "status": "current", "aliases": ["prêt BDT"], "sources": ["s1"],
    },
    "operators": {
        "id": "banque", "name": "Banque des Territoires", "former_names": ["Caisse des essais"],
        "text": "La Banque des Territoires prête aux communes.",
        "conventions": [{"text": "La convention court de 2019 à 2022.", "sources": ["s2"], "valid_to": "2022"}],
        "sources": ["s1"],
    },
    "rules": {
        "id": "regle", "subject": "Candidater", "phase": "2", "verdict": "clos",
        "text": "Les communes pouvaient candidater en 2023.", "status": "closed",
        "conditions": [{"text": "Il fallait un binôme d'un élu et d'un industriel.", "sources": ["s2"]}],
        "exceptions": [{"text": "Les métropoles ne pouvaient pas candidater seules.", "sources": ["s3"]}],
        "sources": ["s1"],
    },
    "territories": {
        "id": "ti-1", "name": "Vallée de l'Arve", "region": "Auvergne-Rhône-Alpes",
        "intercommunalities": [{"name": "CC Faucigny", "siren": "200000172"}, {"name": "CC Cluses", "siren": "200033116"}],
        "sources": ["s1"],
    },
}  # fmt: skip


def rendered(collection: str, **changes: Any) -> Document:
    fields = {key: value for key, value in {**RECORDS[collection], **changes}.items() if value is not None}
    return document_of(collection, fields)


def document_of(collection: str, fields: dict[str, Any], programme: Programme = NEUTRAL) -> Document:
    kind = collections()[collection]
    return kind.document(kind.model.model_validate(fields), REGISTER, {"banque": "Banque des Territoires"}, programme)


def spans(document: Document) -> dict[str, str]:
    """Field → the text its attribution covers."""
    return {a.field or "": document.text[a.start : a.end] for a in document.attributions}


@pytest.mark.parametrize("collection", sorted(RECORDS))
def test_all_prose_is_attributed_and_all_attributions_are_exact(collection: str) -> None:
    document = rendered(collection)
    rest = document.text
    for attribution in document.attributions:
        text = document.text[attribution.start : attribution.end]
        assert text == text.strip() and attribution.sources
        assert all(document.source(identity) for identity in attribution.sources)
        rest = rest.replace(text, "")
    headings = [document.text[h.start : h.end] for h in document.headings]
    assert headings == [h.title for h in document.headings]
    assert set(rest.split()) <= set(" ".join(headings).split()), "prose without a source"


@pytest.mark.parametrize("collection", sorted(RECORDS))
def test_the_record_is_kept_with_the_document(collection: str) -> None:
    document = rendered(collection)
    assert document.record is not None
    assert document_of(collection, document.record) == document


def test_every_prose_field_of_an_offer_is_said_once() -> None:
    document = rendered("offers")
    said = spans(document)
    assert {field: said[field] for field in ("text", "eligible", "amount", "period")} == {
        field: RECORDS["offers"][field] for field in ("text", "eligible", "amount", "period")
    }
    assert document.names == ("prêt BDT", "Banque des Territoires")
    assert {(a.valid_from, a.valid_to) for a in document.attributions} == {
        (PartialDate.parse("2019"), PartialDate.parse("2022-12"))
    }


def test_a_value_holds_until_the_one_that_replaced_it() -> None:
    first, second = (a for a in rendered("figures").attributions if a.field != "reading")
    assert (first.valid_from, first.valid_to) == (PartialDate.parse("2018-11"), PartialDate.parse("2023-11"))
    assert first.status is Status.SUPERSEDED
    assert (second.valid_from, second.valid_to, second.status) == (PartialDate.parse("2023-11"), None, Status.CURRENT)


def test_the_reading_of_the_editors_stands_under_its_own_heading() -> None:
    document = rendered("figures")
    reading = next(a for a in document.attributions if a.field == "reading")
    assert document.section_at(reading.start)[-1] == "Lecture"
    assert reading.sources == ("s2", "s1")  # the newest first: it is the one named


def test_the_document_carries_its_newest_source() -> None:
    document = rendered("rules")
    assert (document.publisher, document.published_on) == ("Agence", PartialDate.parse("2023-11-09"))
    assert {source.id for source in document.sources} == {"s1", "s2", "s3"}


def test_a_record_of_undated_sources_has_no_date() -> None:
    document = rendered("territories", sources=["s3"])
    assert document.published_on is None and document.publisher is None


def test_former_names_are_said_and_searched() -> None:
    document = rendered("operators")
    assert "Banque des Territoires s'appelait auparavant « Caisse des essais »." in document.text
    assert "Caisse des essais" in document.names


@pytest.mark.parametrize(
    ("members", "told"),
    [
        (Members(), "Le membre « Vallée de l'Arve », en Auvergne-Rhône-Alpes réunit 2 collectivités."),
        (
            Members(one="territoire", title="Territoire d'industrie", level_many="intercommunalités"),
            "Le Territoire d'industrie « Vallée de l'Arve », en Auvergne-Rhône-Alpes réunit 2 intercommunalités.",
        ),
        (
            Members(one="agglomération", feminine=True),
            "CC Cluses (SIREN 200033116) fait partie de l'agglomération « Vallée de l'Arve ».",
        ),
        (
            Members(one="commune meunière", feminine=True),
            "CC Cluses (SIREN 200033116) fait partie de la commune meunière « Vallée de l'Arve ».",
        ),
    ],
)
def test_a_territory_is_told_in_the_words_of_its_programme(members: Members, told: str) -> None:
    programme = Programme(id="essai", name="Essai", members=members)
    assert told in document_of("territories", RECORDS["territories"], programme).text


@pytest.mark.parametrize(
    ("collection", "changes"), [("events", {"sources": ["zz"]}), ("offers", {"operators": ["zz"]})]
)
def test_an_unknown_source_or_operator_is_named(collection: str, changes: dict[str, Any]) -> None:
    with pytest.raises(KeyError, match="zz"):
        rendered(collection, **changes)
