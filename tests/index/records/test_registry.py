"""A kind of record is one file: registered, its records go through the whole product like those that it ships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import milestone_kind
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from milestone_kind import KIND
from small_corpora import RecordingEncoder, write
from sound_corpus import CORPUS

from assistant.api.record_routes import add_route
from assistant.engine.assistant import Assistant
from assistant.engine.filters import Filters
from assistant.service.answering import live_snapshot
from assistant.web.pages.sources_page import SourcesQuery, sources
from index.build.builder import build
from index.checking.corpus_checks import check_corpora, export_schemas
from index.errors import IndexingError
from index.ingest.corpus_folder import read_corpora
from index.records import registry
from index.records.kinds.offer import KIND as OFFER
from index.settings import load_settings

AS_OF = dt.date(2026, 11, 22)
IN_MILESTONES = "jalons/jalons.yaml"
MILESTONES = """\
jalons:
  - id: pont-aux-anes
    title: Pont aux ânes
    due: 2027-06-30
    phase: "2"
    operators: [banque]
    text: Le pont aux ânes doit relier les deux rives avant le 30 juin 2027.
    aliases: [passerelle des ânes]
    sources: [s1]
  - id: bilan-annuel
    title: Bilan annuel
    due: "2027-03"
    phase: "1"
    text: Le bilan annuel des communes doit être remis en mars 2027.
    done: true
    sources: [s2]
"""


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The kind, for one test."""
    monkeypatch.setattr(registry, "_registered", {kind.id: kind for kind in registry.kinds()})
    registry.register(KIND)
    yield


@pytest.fixture
def corpus(registered: None, tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", {**CORPUS, IN_MILESTONES: MILESTONES})


@pytest.fixture
def assistant(corpus: Path, recording_encoder: RecordingEncoder, tmp_path: Path) -> Assistant:
    report = build([corpus], tmp_path / "data", recording_encoder)
    assert not report.problems, report.problems
    return Assistant.open(load_settings(data=tmp_path / "data"))


def test_the_kinds_of_the_folder_are_there_without_being_named() -> None:
    files = {path.stem for path in Path(registry.shipped.__path__[0]).glob("*.py")} - {"__init__"}
    assert {kind.id for kind in registry.kinds()} == files


def test_records_of_the_kind_are_read_with_their_fields_and_names(corpus: Path) -> None:
    documents = {document.id: document for document in read_corpora([corpus]).documents}
    milestone = documents["pont-aux-anes"]
    assert (milestone.kind, milestone.title, milestone.names) == ("jalon", "Pont aux ânes", ("passerelle des ânes",))
    assert milestone.record and milestone.record["due"] == "2027-06-30"
    assert "Ce jalon est atteint." in documents["bilan-annuel"].text


def test_without_the_kind_its_file_is_refused(tmp_path: Path) -> None:
    (problem,) = read_corpora([write(tmp_path, {**CORPUS, IN_MILESTONES: MILESTONES})]).problems
    assert problem.file == IN_MILESTONES and "top-level keys" in problem.message


def test_a_sound_corpus_with_the_kind_has_no_problem(corpus: Path) -> None:
    assert check_corpora([corpus], AS_OF) == []


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ('phase: "2"', "phase: acte 2", "jalons[0].phase", "none of the phases of the programme"),
        ("[banque]", "[banques]", "jalons[0].operators[0]", "did you mean 'banque'"),
        ("sources: [s1]", "sources: [s9]", "jalons[0].sources[0]", "unknown source 's9'"),
        ("due: 2027-06-30", "due: 2026-06-30", "jalons[0].due", "has passed"),
        ("due: 2027-06-30", "due: 3027-06-30", "jalons[0].due", "years ahead"),
        ("id: pont-aux-anes", "id: lancement-essai", "jalons[0].id", "already used"),
        ("    title: Pont aux ânes\n", "", "jalons[0].title", "Field required"),
    ],
)
def test_a_fault_in_a_record_of_the_kind_is_found_in_its_place(
    corpus: Path, old: str, new: str, field: str, said: str
) -> None:
    write(corpus, {IN_MILESTONES: MILESTONES.replace(old, new, 1)})
    (problem,) = (problem for problem in check_corpora([corpus], AS_OF) if problem.severity == "error")
    assert (problem.file, problem.field) == (IN_MILESTONES, field) and said in problem.message and problem.line


def test_the_kind_has_a_schema(corpus: Path, tmp_path: Path) -> None:
    assert "jalons.schema.json" in {path.name for path in export_schemas(tmp_path, [corpus])}


def test_its_records_are_found_and_cited(assistant: Assistant) -> None:
    found = assistant.search("Quand le pont doit-il relier les deux rives ?", 3, filters=Filters(kind=("Jalon",)))
    assert found[0].document_id == "pont-aux-anes" and "30 juin 2027" in found[0].text
    answer = assistant.ask("Quand le pont aux ânes doit-il relier les rives ?", as_of=AS_OF)
    assert [citation.document_id for citation in answer.citations] == ["pont-aux-anes"]


def test_its_names_are_known_in_questions(assistant: Assistant) -> None:
    answer = assistant.ask("C'est quoi la passerelle des ânes ?", as_of=AS_OF)
    assert answer.answer.startswith("Le pont aux ânes doit relier les deux rives")


def test_the_sources_are_filtered_by_its_label(assistant: Assistant) -> None:
    page = bytes(sources(SourcesQuery(genre="jalon"), assistant.snapshot).body).decode()
    assert '<option value="jalon" selected>Jalon</option>' in page and '<td role="cell" data-nom="Genre">Jalon</td>' in page
    assert "Pont aux ânes" in page and "Banque des essais" not in page


def test_the_api_lists_it_by_its_filters_and_in_its_order(assistant: Assistant) -> None:
    app, router = FastAPI(), APIRouter()
    add_route(router, KIND)
    app.include_router(router)
    app.dependency_overrides[live_snapshot] = lambda: assistant.snapshot
    client = TestClient(app)
    listed = client.get("/jalons", params={"as_of": "2026-11-22"}).json()
    assert [(one["id"], one["validity"]["state"]) for one in listed["items"]] == [
        ("bilan-annuel", "expired"), ("pont-aux-anes", "in_force"),
    ]  # fmt: skip
    assert [one["id"] for one in client.get("/jalons?done=false").json()["items"]] == ["pont-aux-anes"]
    assert [one["id"] for one in client.get("/jalons?phase=Phase 1").json()["items"]] == ["bilan-annuel"]
    schema = client.get("/openapi.json").json()["components"]["schemas"]["MilestoneItem"]
    assert schema["properties"]["due"]["description"] == "Échéance."


def test_a_package_brings_a_kind_by_an_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    discover(monkeypatch, "milestone_kind:KIND")
    assert registry.kind_of("jalon") is KIND


def test_a_package_whose_kind_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    discover(monkeypatch, "milestone_kind:ABSENT")
    with pytest.raises(IndexingError, match=r"'milestone_kind:ABSENT' cannot be used .* remove its package"):
        registry.kinds()


def discover(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """Makes the registry look again, with that entry point installed."""
    points = [EntryPoint("jalon", value, registry.ENTRY_POINTS)]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == registry.ENTRY_POINTS else [])
    monkeypatch.setattr(registry, "_registered", {})
    monkeypatch.setattr(registry, "_discover", registry._discover.__wrapped__)


def test_registering_twice_is_registering_once(registered: None) -> None:
    before = registry.kinds()
    registry.register(KIND)
    assert registry.kinds() == before


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (replace(OFFER, collection="aides"), "a kind of record 'offer' already"),
        (replace(KIND, collection="offers"), "'offers' is the collection of another kind"),
        (replace(KIND, title="nom"), "no field nom"),
        (replace(KIND, shown={"montant": "montant"}), "no field montant"),
    ],
)
def test_a_kind_that_clashes_or_names_no_field_is_refused(
    monkeypatch: pytest.MonkeyPatch, kind: milestone_kind.RecordKind, said: str
) -> None:
    monkeypatch.setattr(registry, "_registered", {one.id: one for one in registry.kinds()})
    with pytest.raises(ValueError, match=said):
        registry.register(kind)
