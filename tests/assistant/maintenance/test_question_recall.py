"""Accepted questions before the swap: a snapshot whose words no longer find what answers them does not go live."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.maintenance import question_recall
from assistant.maintenance.build_report import gate_line
from assistant.maintenance.quality_gate import QualityGate
from index.build.builder import Report, build
from index.build.gate import RefusedError
from index.encoder.encoder import Encoder
from index.settings import load_settings
from index.storage.snapshot import current_id

NAMES = ("forge", "moulin", "verrerie", "tannerie", "scierie", "papeterie", "filature", "brasserie")
Build = Callable[..., Report]


def asked(name: str) -> str:
    return f'- {{document: {name}, answers: ["La {name} ouvre le lundi."], questions: ["Quand ouvre la {name} ?"]}}\n'


@pytest.fixture
def rebuild(encoder_folder: Path, tmp_path: Path) -> Build:
    """Builds, behind the gate, the corpus of the test's own; it is built once without."""
    corpus, data, encoder = tmp_path / "corpus", tmp_path / "data", Encoder.open(encoder_folder, 1)
    (corpus / "questions").mkdir(parents=True)
    for name in NAMES:
        (corpus / f"{name}.md").write_text(f"---\ntitle: La {name}\n---\nLa {name} ouvre le lundi.\n", "utf-8")
    (corpus / "questions/a.yaml").write_text("".join(map(asked, NAMES[:6])), "utf-8")
    build([corpus], data, encoder)
    gate = QualityGate(load_settings(data=data), encoder, (), ())
    return lambda force=False: build([corpus], data, encoder, gate=gate, force=force)


def test_new_questions_are_asked_and_told_apart_from_those_that_were_there(rebuild: Build, tmp_path: Path) -> None:
    (tmp_path / "corpus/questions/b.yaml").write_text(asked("filature"), "utf-8")
    report = rebuild()
    assert report.built and report.gate is not None and report.gate.recall is not None
    recall = report.gate.recall
    assert (recall.asked, recall.found, recall.found_before, recall.new, recall.new_missed) == (6, 6, None, 1, ())
    assert "6 sur 6 trouvent leur passage" in gate_line(report.gate) and "1 nouvelle(s) sur 1" in gate_line(report.gate)


def test_a_fall_refuses_the_swap_and_force_overrides(rebuild: Build, tmp_path: Path) -> None:
    live = current_id(tmp_path / "data")
    crowd = "Quand ouvre la forge ? Quand ouvre le moulin ? La forge ouvre, la forge ouvre quand la forge ouvre."
    for number in range(8):
        path = tmp_path / f"corpus/copie-{number}.md"
        path.write_text(f"---\ntitle: Quand ouvre la forge ? {number}\n---\n{crowd} Copie {number}.\n", "utf-8")
    with pytest.raises(RefusedError, match=r"question\(s\) acceptée\(s\) sur 6 trouvent leur passage, au lieu de 6"):
        rebuild()
    assert current_id(tmp_path / "data") == live
    report = rebuild(force=True)
    assert report.built and report.gate is not None and report.gate.forced


def test_a_sample_is_asked_of_many_and_a_corpus_without_questions_asks_nothing(
    rebuild: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_recall, "SAMPLE", 2)
    (tmp_path / "corpus/brasserie.md").unlink()
    report = rebuild()
    assert report.gate is not None and report.gate.recall is not None and report.gate.recall.asked == 2
    shutil.rmtree(tmp_path / "corpus/questions")
    report = rebuild()
    assert report.gate is not None and report.gate.recall is None and report.gate.skipped
