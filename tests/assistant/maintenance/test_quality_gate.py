"""The quality gate: a new snapshot that answers worse than the live one does not go live."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.maintenance import quality_gate as gate_module
from assistant.maintenance.quality_gate import QualityGate
from bench.generated_corpus import amount, question, write_corpus
from evaluation.judging.jsonl import JsonLinesError
from index.build.builder import Report, build
from index.build.gate import RefusedError
from index.encoder.encoder import Encoder
from index.ingest.corpus_folder import CONTROL_FILE
from index.settings import load_settings
from index.storage.snapshot import SNAPSHOTS, current_id, open_current

NUMBERS = range(8)


@dataclass(frozen=True)
class Place:
    corpus: Path
    data: Path
    encoder: Encoder

    def build(self, *, gated: bool = True, force: bool = False) -> Report:
        gate = QualityGate.of(load_settings(data=self.data), self.encoder, [self.corpus]) if gated else None
        return build([self.corpus], self.data, self.encoder, gate=gate, force=force)

    def expect(self, numbers: range, version: int = 0) -> None:
        """Control questions on the amounts of these documents."""
        rows = [
            {
                "id": f"q{n}",
                "question": question(n),
                "expected": [str(amount(n, version))],
                "documents": [f"projet-{n:04}"],
            }
            for n in numbers
        ]
        (self.corpus / CONTROL_FILE).write_text("\n".join(json.dumps(row) for row in rows) + "\n", "utf-8")

    def spoil(self, numbers: range) -> None:
        """Keeps the documents, and takes their amounts out of them."""
        for number in numbers:
            path = self.corpus / f"projet-{number:04}.md"
            path.write_text(path.read_text("utf-8").replace(str(amount(number)), "quelques"), "utf-8")


@pytest.fixture(scope="module")
def made(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("gate")
    place = Place(write_corpus(folder / "corpus", NUMBERS), folder / "data", Encoder.open(encoder_folder, 1))
    place.build(gated=False)
    return place


@pytest.fixture
def place(made: Place, tmp_path: Path) -> Place:
    shutil.copytree(made.corpus, tmp_path / "corpus")
    shutil.copytree(made.data, tmp_path / "data")
    return Place(tmp_path / "corpus", tmp_path / "data", made.encoder)


def test_a_snapshot_that_loses_answers_is_refused_and_the_questions_are_named(place: Place) -> None:
    live = current_id(place.data)
    place.expect(NUMBERS)
    place.spoil(range(3))
    with pytest.raises(RefusedError, match=r"q0 « Quel est le budget du projet 0, .*q1 .*q2 ") as refusal:
        place.build()
    assert (refusal.value.report.asked, len(refusal.value.report.broken)) == (8, 3)
    assert current_id(place.data) == live
    assert [path.name for path in (place.data / SNAPSHOTS).iterdir()] == [live]


def test_force_overrides_and_is_recorded(place: Place) -> None:
    place.expect(NUMBERS)
    place.spoil(range(3))
    assert place.build(force=True).built
    recorded = open_current(place.data).manifest.gate
    assert recorded is not None and recorded.forced and len(recorded.broken) == 3


def test_force_is_not_recorded_where_it_overrode_nothing(place: Place) -> None:
    place.expect(NUMBERS)
    place.spoil(range(1))
    place.build(force=True)
    recorded = open_current(place.data).manifest.gate
    assert recorded is not None and not recorded.forced


def test_one_lost_answer_is_within_the_margin_and_told(place: Place) -> None:
    place.expect(NUMBERS)
    place.spoil(range(1))
    report = place.build()
    assert report.built and report.gate is not None
    assert [name.split()[0] for name in report.gate.broken] == ["q0"] and report.gate.allowed == 1


def test_as_many_answers_gained_as_lost_is_no_fall(place: Place) -> None:
    place.expect(range(4, 8), version=1)
    write_corpus(place.corpus, range(4, 8), version=1)
    text = (place.corpus / CONTROL_FILE).read_text("utf-8")
    place.expect(range(4))
    (place.corpus / CONTROL_FILE).write_text(text + (place.corpus / CONTROL_FILE).read_text("utf-8"), "utf-8")
    place.spoil(range(3))
    report = place.build()
    assert report.gate is not None and (len(report.gate.broken), report.gate.mended) == (3, 4)


def test_questions_on_removed_documents_are_not_asked(place: Place) -> None:
    place.expect(NUMBERS)
    for number in range(3):
        (place.corpus / f"projet-{number:04}.md").unlink()
    report = place.build()
    assert report.gate is not None and report.gate.asked == 5 and report.gate.broken == ()


def test_a_corpus_without_control_questions_is_not_gated(place: Place) -> None:
    place.spoil(range(3))
    report = place.build()
    assert report.built and report.gate is not None
    assert report.gate.skipped == "aucune question témoin ne porte sur ces documents"


def test_nothing_is_asked_when_nothing_changed(place: Place) -> None:
    place.expect(NUMBERS)
    report = place.build()
    assert not report.built and report.gate is None


def test_questions_on_changed_documents_are_asked_first(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "MOST", 3)
    place.expect(NUMBERS)
    place.spoil(range(6, 7))
    report = place.build()
    assert report.gate is not None and (report.gate.asked, report.gate.available) == (3, 8)
    assert [name.split()[0] for name in report.gate.broken] == ["q6"]


def test_the_gate_leaves_the_live_snapshot_untouched(place: Place) -> None:
    """A build may be killed at any moment, also while it asks."""
    folder = place.data / SNAPSHOTS / (current_id(place.data) or "")

    def state() -> dict[str, tuple[int, int]]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}

    place.expect(NUMBERS)
    place.spoil(range(3))
    before = state()
    with pytest.raises(RefusedError):
        place.build()
    assert state() == before


@pytest.mark.parametrize(
    ("content", "match"),
    [("{", ":1 is not JSON"), ('{"id": "a"}', ":1"), ('{"id": "a", "question": "Quoi ?"}', "names `expected`")],
)
def test_bad_control_questions_are_told_before_anything_is_built(place: Place, content: str, match: str) -> None:
    (place.corpus / CONTROL_FILE).write_text(content, "utf-8")
    place.spoil(range(1))
    live = current_id(place.data)
    with pytest.raises(JsonLinesError, match=match):
        place.build()
    assert current_id(place.data) == live


def test_an_index_of_another_encoder_is_nothing_to_compare_with(place: Place) -> None:
    manifest = place.data / SNAPSHOTS / (current_id(place.data) or "") / "manifest.json"
    value = json.loads(manifest.read_text("utf-8"))
    value["encoder"]["fingerprint"] = "un autre"
    manifest.write_text(json.dumps(value), "utf-8")
    place.expect(NUMBERS)
    place.spoil(range(3))
    report = place.build()
    assert report.built and report.gate is not None and "autre encodeur" in (report.gate.skipped or "")


def test_a_damaged_live_index_is_nothing_to_compare_with(place: Place) -> None:
    (place.data / SNAPSHOTS / (current_id(place.data) or "") / "chroma" / "chroma.sqlite3").unlink()
    place.expect(NUMBERS)
    place.spoil(range(3))
    report = place.build()
    assert report.built and report.repaired == "chroma/chroma.sqlite3 is missing"
    assert report.gate is not None and "ne peut pas être lu" in (report.gate.skipped or "")
