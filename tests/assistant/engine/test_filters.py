"""Filters act inside the search and in every composer: nothing that is cited falls outside them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from assistant.engine.assistant import Assistant
from assistant.engine.filters import Filters, Selection
from assistant.request_errors import QuestionError
from assistant.schema import Answer
from index.build.builder import build
from index.documents.document import Validity
from index.encoder.encoder import Encoder
from index.language.dates import PartialDate
from index.settings import load_settings

AS_OF = dt.date(2026, 11, 22)
PRETS = "La Banque des Territoires prête aux communes. Ses prêts durent jusqu'à quarante ans."
COPIES = {
    "prets-2018": ("Banque des Territoires", "2018-05-02", "closed"),
    "prets-2019": ("Banque des Territoires", "2019-03", "superseded"),
    "prets-2023": ("Banque des Territoires", "2023", "current"),
    "prets-2024": ("Bpifrance", "2024-06-01", "current"),
    "prets-sans-date": ("Mairie", None, "current"),
}
"""Five texts that read the same: ties that only issuer, date and status tell apart."""
SHIPPED = {
    "figures": "Combien y a-t-il de Territoires d'industrie ?",
    "timeline": "Quelles sont les grandes étapes du programme ?",
    "operators": "Quels sont les opérateurs du programme ?",
    "offers": "Quelles aides propose Bpifrance ?",
    "definition": "C'est quoi le VTE ?",
    "loans": "Combien de temps durent les prêts de la Banque des Territoires ?",
    "comparison": "Quelle différence entre l'ADEME et Bpifrance ?",
}


def record(kind: str, identity: str, **fields: Any) -> dict[str, Any]:
    sources = fields.pop("sources", ["ministere"])
    return {"kind": kind, "id": identity, "sources": sources, **fields}


@pytest.fixture(scope="module")
def assistant(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    corpus, data = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("data")
    for number, (name, (publisher, date, status)) in enumerate(COPIES.items()):
        dated = f"published_on: {date}\n" if date else ""
        head = f"title: Les prêts\npublisher: {publisher}\nstatus: {status}\n{dated}"
        glued = PRETS.replace(" ", "\u00a0", number)  # spaces that do not break: files of one text are one document
        (corpus / f"{name}.md").write_text(f"---\n{head}---\n{glued}\n", "utf-8")
    for number in range(90):
        (corpus / f"atelier-{number:02}.md").write_text(f"L'atelier numéro {number} fabrique des pièces.\n", "utf-8")
    named = {"banque": ("Banque des Territoires", ["BDT"]), "bpifrance": ("Bpifrance", ["BPI"])}
    records = {
        "operators": [
            record("operator", identity, name=name, aliases=aliases, text=f"{name} finance les territoires.")
            for identity, (name, aliases) in named.items()
        ],
        "offers": [
            record(
                "offer",
                f"{operator}-{number}",
                name=f"Prêt numéro {number} de {operator}",
                operators=[operator],
                aid=["prêt"],
                beneficiaries=["entreprise"],
                text=f"Le prêt numéro {number} finance les machines.",
                eligible="Les entreprises peuvent le demander.",
                period="Le prêt est ouvert depuis 2020.",
                status=status,
            )
            for operator in named
            for number, status in enumerate(("current", "current", "closed"), 1)
        ],
    }
    (corpus / "fiches.yaml").write_text(yaml.safe_dump(records, allow_unicode=True), "utf-8")
    source = {"id": "ministere", "title": "Dossier", "publisher": "Ministère", "published_on": "2020-01-15"}
    (corpus / "sources.yaml").write_text(yaml.safe_dump({"sources": [source]}, allow_unicode=True), "utf-8")
    report = build([corpus], data, Encoder.open(encoder_folder, 1))
    assert not report.problems, report.problems
    return Assistant.open(load_settings(data=data))


def found(assistant: Assistant, query: str, k: int = 10, **filters: Any) -> list[str]:
    return [r.document_id for r in assistant.search(query, k, filters=Filters(**filters))]


QUERY = "Combien de temps durent les prêts ?"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"published_after": "2019-03-31"}, {"prets-2019", "prets-2023", "prets-2024"}),
        ({"published_after": "2019-04-01"}, {"prets-2023", "prets-2024"}),
        ({"published_before": "2018-05-02"}, {"prets-2018"}),
        ({"published_after": "2023-07-01", "published_before": "2023-07-01"}, {"prets-2023"}),
        ({"status": "superseded"}, {"prets-2019"}),
        ({"status": ["expired", "superseded"]}, {"prets-2018", "prets-2019"}),
        ({"status": "in_force", "published_after": "2024-01-01"}, {"prets-2024"}),
        ({"operator": "banque"}, {"prets-2018", "prets-2019", "prets-2023"}),
        ({"operator": ["bpi", "Banque des territoires"], "status": "in_force"}, {"prets-2023", "prets-2024"}),
    ],
)
def test_of_five_copies_only_those_that_pass_are_found(assistant: Assistant, filters: Any, expected: set[str]) -> None:
    hits = found(assistant, QUERY, 50, kind="document", **filters)
    assert {hit for hit in hits if hit.startswith("prets")} == expected
    assert len(hits) == len(set(hits))


def test_copies_that_pass_tie_and_keep_their_order(assistant: Assistant) -> None:
    results = assistant.search(QUERY, 3, filters=Filters(operator=("banque",), kind=("document",)))
    assert [r.document_id for r in results] == ["prets-2018", "prets-2019", "prets-2023"]
    assert len({r.score for r in results}) == 1


def test_what_passes_is_found_however_far_behind_it_is(assistant: Assistant) -> None:
    assert set(found(assistant, "Que fabrique l'atelier ?", 10, status="superseded")) == {"prets-2019"}


def test_k_counts_what_passes(assistant: Assistant) -> None:
    hits = found(assistant, QUERY, 10, kind="document")
    assert len(hits) == 10


def test_records_pass_by_the_operators_they_name(assistant: Assistant) -> None:
    hits = found(assistant, "prêt", 50, operator="bpifrance")
    assert set(hits) == {"bpifrance", "bpifrance-1", "bpifrance-2", "bpifrance-3", "prets-2024"}


def test_a_list_holds_only_what_passes_and_counts_it(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Quels sont les prêts ?", as_of=AS_OF, filters=Filters(operator=("bpifrance",), status=("in_force",))
    )
    assert {c.document_id for c in answer.citations} == {"bpifrance-1", "bpifrance-2"}, answer.answer


def test_filters_that_say_nothing_change_nothing(assistant: Assistant) -> None:
    plain = assistant.ask(QUERY, as_of=AS_OF)
    assert assistant.ask(QUERY, as_of=AS_OF, filters=Filters()).answer == plain.answer


def test_where_nothing_passes_the_answer_says_that_filters_were_set(assistant: Assistant) -> None:
    answer = assistant.ask(QUERY, as_of=AS_OF, filters=Filters(status=("announced",)))
    assert answer.status == "abstained" and "filtres" in answer.answer and not answer.citations
    assert assistant.search(QUERY, filters=Filters(status=("announced",))) == []


def test_the_only_document_that_passes_does_not_answer_what_it_does_not_hold(assistant: Assistant) -> None:
    """Alone in its list it is far ahead of nothing: that is no evidence."""
    answer = assistant.ask("Que fabrique l'atelier numéro 12 ?", as_of=AS_OF, filters=Filters(operator=("bpifrance",)))
    assert answer.status == "abstained"


@pytest.mark.parametrize(
    ("filters", "said"),
    [({"operator": "zorglub"}, "banque, bpifrance"), ({"kind": ["offer", "zorglub"]}, "document, offer, operator")],
)
def test_a_name_that_is_not_there_is_refused_with_those_that_are(assistant: Assistant, filters: Any, said: str) -> None:
    for call in (assistant.ask, assistant.search):
        with pytest.raises(QuestionError) as caught:
            call(QUERY, filters=Filters(**filters))
        assert said in str(caught.value) and "zorglub" not in str(caught.value)


@pytest.mark.parametrize(
    "filters",
    [
        {"published_after": "2024-01-02", "published_before": "2024-01-01"}, {"status": "open"}, {"operateur": "x"},
        {"operator": ""}, {"kind": ["a"] * 21}, {"published_after": "hier"}, {"operator": 3},
    ],
)  # fmt: skip
def test_filters_that_make_no_sense_are_refused(filters: Any) -> None:
    with pytest.raises(ValidationError):
        Filters.model_validate(filters)


def cited(answer: Answer) -> list[tuple[str, PartialDate | None]]:
    return [(c.validity.state, PartialDate.parse(c.published_on) if c.published_on else None) for c in answer.citations]


@pytest.mark.parametrize("question", SHIPPED.values(), ids=SHIPPED)
def test_every_citation_of_every_composer_passes(shipped: Assistant, question: str) -> None:
    limit = dt.date(2022, 1, 1)
    for state in ("in_force", "expired", "superseded"):
        answer = shipped.ask(question, as_of=AS_OF, filters=Filters(status=(Validity(state),)))
        assert {found for found, _ in cited(answer)} <= {state}, answer.answer
    for field in ("published_after", "published_before"):
        for _, date in cited(shipped.ask(question, as_of=AS_OF, filters=Filters.model_validate({field: limit}))):
            assert date is not None and (date.last >= limit if field == "published_after" else date.first <= limit)
    for kind in ("offer", "document", "event"):
        answer = shipped.ask(question, as_of=AS_OF, filters=Filters(kind=(kind,)))
        assert {shipped.snapshot.document(c.document_id).kind for c in answer.citations} <= {kind}


@pytest.mark.parametrize("question", SHIPPED.values(), ids=SHIPPED)
def test_every_citation_is_about_the_operator_that_was_asked_for(shipped: Assistant, question: str) -> None:
    filters = Filters(operator=("ademe",))
    selection = Selection(filters, shipped.snapshot, AS_OF)
    answer = shipped.ask(question, as_of=AS_OF, filters=filters)
    documents = [shipped.snapshot.document(citation.document_id) for citation in answer.citations]
    assert all(selection.allows(document) for document in documents)
    assert all("ademe" in (d.id, *(d.record or {}).get("operators", ())) for d in documents if d.record)


def test_a_chronology_is_bounded_by_the_dates_of_its_sources(shipped: Assistant) -> None:
    filters = Filters.model_validate({"published_after": "2023-01-01"})
    answer = shipped.ask(SHIPPED["timeline"], as_of=AS_OF, filters=filters)
    assert answer.citations and answer.answer != shipped.ask(SHIPPED["timeline"], as_of=AS_OF).answer
