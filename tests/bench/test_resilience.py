"""A few rounds of the proof behind `python -m bench.resilience`, which runs sixty."""

from __future__ import annotations

import random
from pathlib import Path

from bench import resilience
from bench.resilience import Outcome, trial


def test_killed_and_starved_builds_never_show_and_are_repaired(tmp_path: Path, encoder_folder: Path) -> None:
    outcome = trial(tmp_path, kills=2, starved=1, documents=3, seed=1)
    assert outcome.failures == []
    # A build that ends before it can be killed is no kill: another one is tried.
    assert outcome.builds.total() - outcome.builds["finished"] == 3 and outcome.answers >= 3 and outcome.snapshots >= 2


def test_an_answer_of_another_version_than_its_snapshot_is_a_failure(tmp_path: Path) -> None:
    """The proof must be able to fail."""
    run = resilience._Trial(tmp_path, 2, random.Random(0))
    run.versions = {"vieux": 0, "neuf": 1}
    right = resilience._Answered(1, "neuf", f"Le budget du projet 1 est de {resilience.amount(1, 1)} euros par an. [1]")
    stale = resilience._Answered(1, "neuf", f"Le budget du projet 1 est de {resilience.amount(1, 0)} euros par an. [1]")
    unknown = resilience._Answered(1, "jamais", right.text)
    resilience._judge(run, [right])
    assert run.outcome.failures == [] and run.outcome.passed
    resilience._judge(run, [right, stale, unknown])
    assert len(run.outcome.failures) == 2 and not run.outcome.passed
    assert not Outcome().passed
