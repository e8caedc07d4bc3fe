"""Citing: whose words they are, of which date, and whether they still hold on the day asked for."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.engine.assistant import Assistant
from assistant.proof.citations import backing, cite
from index.documents.document import Document, Source, Status
from index.documents.quote import Quote
from index.language.dates import PartialDate
from index.records.kinds.figure import KIND as FIGURE
from index.records.kinds.figure import Figure
from index.records.kinds.offer import KIND as OFFER
from index.records.kinds.offer import Offer

AS_OF = dt.date(2026, 11, 22)
REGISTER = {
    "gazette": Source(id="gazette", title="La Gazette du fer", publisher="Gazette", published_on=PartialDate(2021, 7)),
    "bulletin": Source(
        id="bulletin", title="Bulletin des forges", publisher="Ministère", published_on=PartialDate(2024, 5, 2),
        url="https://forges.example/bulletin",
    ),
}  # fmt: skip


def _figure() -> Document:
    old = {
        "value": "52 forges",
        "date": "2018-06",
        "status": "superseded",
        "sources": ["gazette"],
        "text": "En juin 2018, il y a 52 forges.",
    }
    new = {
        "value": "75 forges",
        "date": "2022-09-10",
        "status": "current",
        "sources": ["bulletin"],
        "text": "Il y a 75 forges depuis 2022.",
    }
    record = {"id": "forges", "title": "Nombre de forges", "unit": "forges", "scope": "France", "nature": "evolution"}
    return FIGURE.document(Figure.model_validate({**record, "values": [old, new]}), REGISTER, {})  # type: ignore[arg-type]


def _offer(**period: str) -> Document:
    record = {
        "id": "pret", "name": "Prêt Soufflet", "operators": ["banque"], "aid": ["prêt"], "beneficiaries": ["PME"],
        "text": "Le Prêt Soufflet aide les forges.", "eligible": "Les PME peuvent le demander.",
        "period": "Le Prêt Soufflet a une période.", "sources": ["bulletin"],
    }  # fmt: skip
    return OFFER.document(Offer.model_validate({**record, **period}), REGISTER, {"banque": "Banque"})  # type: ignore[arg-type]


def _quote(document: Document, text: str) -> Quote:
    start = document.text.index(text)
    return Quote(document, start, start + len(text))


def test_a_record_is_cited_with_the_publication_it_rests_on() -> None:
    citation = cite(_quote(_figure(), "Il y a 75 forges depuis 2022."), 3, AS_OF)
    assert (citation.n, citation.title, citation.publisher) == (3, "Bulletin des forges", "Ministère")
    assert (citation.published_on, citation.url) == ("2024-05-02", "https://forges.example/bulletin")


def test_the_quote_stands_in_the_text_of_the_record() -> None:
    document = _figure()
    citation = cite(_quote(document, "Il y a 75 forges depuis 2022."), 1, AS_OF)
    assert citation.document_id == "forges" and document.text[citation.start : citation.end] == citation.quote


def test_each_value_of_a_series_is_cited_with_its_own_publication() -> None:
    document = _figure()
    found = [cite(_quote(document, text), 1, AS_OF) for text in ("En juin 2018, il y a 52 forges.", "Il y a 75 forges")]
    assert [c.title for c in found] == ["La Gazette du fer", "Bulletin des forges"]
    assert [c.published_on for c in found] == ["2021-07", "2024-05-02"]


def test_the_title_of_the_record_opens_the_section() -> None:
    assert cite(_quote(_figure(), "Il y a 75 forges"), 1, AS_OF).section == ["Nombre de forges"]
    assert cite(_quote(_offer(status="current"), "Les PME peuvent"), 1, AS_OF).section == ["Prêt Soufflet", "Pour qui"]


def test_a_replaced_value_is_superseded_and_the_one_in_force_in_force() -> None:
    document = _figure()
    states = [cite(_quote(document, text), 1, AS_OF).validity for text in ("En juin 2018", "Il y a 75 forges")]
    assert [state.state for state in states] == ["superseded", "in_force"]
    assert (states[0].from_, states[0].to, states[1].from_) == ("2018-06", "2022-09-10", "2022-09-10")


@pytest.mark.parametrize(
    ("year", "state"), [(2018, "announced"), (2019, "in_force"), (2022, "in_force"), (2023, "expired")]
)
def test_the_state_is_that_of_the_day_asked_for(year: int, state: str) -> None:
    document = _offer(status="current", valid_from="2019", valid_to="2022")
    assert cite(_quote(document, "Le Prêt Soufflet aide"), 1, dt.date(year, 6, 1)).validity.state == state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("current", "in_force"), ("closed", "expired"), ("suspended", "expired"), ("announced", "announced"),
        ("envisaged", "announced"), ("superseded", "superseded"), ("erroneous", "superseded"), ("unverified", "unknown"),
    ],
)  # fmt: skip
def test_every_status_has_a_state(status: str, state: str) -> None:
    assert cite(_quote(_offer(status=status), "Le Prêt Soufflet aide"), 1, AS_OF).validity.state == state


def test_a_free_text_speaks_for_itself() -> None:
    document = Document(
        id="avis", title="Avis", text="Le pont est ouvert.", publisher="Mairie", published_on=PartialDate(2023, 4),
        status=Status.CURRENT,
    )  # fmt: skip
    quote = _quote(document, "Le pont est ouvert.")
    citation = cite(quote, 1, AS_OF)
    assert backing(quote) is None
    assert (citation.title, citation.publisher, citation.published_on) == ("Avis", "Mairie", "2023-04")
    assert citation.validity.state == "in_force"


def test_what_is_not_known_of_a_source_is_left_out() -> None:
    document = Document(id="avis", title="Avis", text="Le pont est ouvert.")
    citation = cite(_quote(document, "Le pont"), 1, AS_OF)
    assert (citation.publisher, citation.published_on, citation.url, citation.section) == (None, None, None, [])
    assert citation.validity.state == "unknown"


def test_citations_of_shipped_records_name_a_registered_publication(shipped: Assistant) -> None:
    answer = shipped.ask("Combien d'intercommunalités dans les Territoires d'industrie ?", as_of=AS_OF)
    records = [c for c in answer.citations if shipped.snapshot.document(c.document_id).record is not None]
    assert records
    for citation in records:
        document = shipped.snapshot.document(citation.document_id)
        assert (citation.title, citation.publisher) in {(s.title, s.publisher) for s in document.sources}
        assert citation.section[0] == document.title


def test_a_text_published_twice_is_cited_with_both_publications() -> None:
    copy = Source(id="copie.txt", title="Copie", publisher="Mairie", published_on=PartialDate(2024, 5))
    document = Document(id="avis", title="Avis", text="Le marché ouvre lundi.", publisher="Gazette", also_at=(copy,))
    citation = cite(Quote(document, 0, 22), 1, AS_OF)
    assert citation.publisher == "Gazette"
    assert [(other.publisher, other.published_on) for other in citation.also_at] == [("Mairie", "2024-05")]
