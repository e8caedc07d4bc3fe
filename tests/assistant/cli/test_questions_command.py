"""From a question that is missed to its answer, by the commands alone; and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.serving.main import main

SENTENCE = "Chaque foyer entre sur présentation d'une carte délivrée gratuitement."
MISSED = "Faut-il un badge pour aller à la décharge ?"
REWORDED = ("faut il un badge pr aller a la decharge", "Est-ce qu'il faut un badge pour aller à la décharge ?")
TEXTS = {
    "acces.md": "---\ntitle: Règlement des déchèteries\npublisher: Val d'Ornelle\npublished_on: 2023-06-29\n---\n"
    f"## Accès\n\nLes sites ouvrent du mardi au samedi. {SENTENCE} Le volume déposé ne peut excéder 2 m³ par jour.\n\n"
    "## Tri\n\nLes gravats sont repris le jeudi. Les pneus ne sont pas repris.\n",
    "eau.md": "---\ntitle: Service de l'eau\npublisher: Val d'Ornelle\n---\n"
    "L'abonnement à l'eau coûte 40 euros par an. Le relevé des compteurs a lieu en mai.\n",
    "cantine.md": "---\ntitle: Restauration scolaire\npublisher: Val d'Ornelle\n---\n"
    "Le repas de cantine coûte 3 euros. Les inscriptions se font en mairie avant le 15 juin.\n",
}

Run = Callable[..., Result]


@pytest.fixture
def run(encoder_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line over a corpus and an index of the test's own."""
    for name, text in TEXTS.items():
        path = tmp_path / "corpus" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ASSISTANT_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.chdir(tmp_path)
    commands = CliRunner()

    def run_command(*arguments: str) -> Result:
        return commands.invoke(main, arguments)

    assert run_command("index").exit_code == 0
    return run_command


def answers(run: Run, question: str) -> list[str]:
    """The sentences of the documents that an answer quotes."""
    return [citation["quote"] for citation in json.loads(run("ask", question, "--json").stdout)["citations"]]


def add(run: Run, *questions: str, document: str = "acces", answer: str = SENTENCE) -> Result:
    return run("questions", "add", "--document", document, "--answer", answer, *questions)


def test_a_missed_question_is_tied_indexed_and_answered_and_so_are_its_rewordings(run: Run, tmp_path: Path) -> None:
    assert not any(SENTENCE in quote for question in (MISSED, *REWORDED) for quote in answers(run, question))
    assert add(run, MISSED).exit_code == 0
    listed = json.loads(run("questions", "list", "--json").stdout)
    assert [(one["question"], one["state"], one["answers"]) for one in listed] == [(MISSED, "pending", [SENTENCE])]
    report = json.loads(run("index", "--json").stdout)
    assert report["built"] and report["gate"]["recall"] == {
        "asked": 0, "found": 0, "found_before": None, "new": 1, "new_missed": [],
    }  # fmt: skip
    for question in (MISSED, *REWORDED):
        assert SENTENCE in answers(run, question)[0], question
    assert "en service  acces" in run("questions", "list", "--document", "acces").stdout
    assert run("questions", "check").exit_code == 0
    sheet = tmp_path / "corpus/acces.md"
    sheet.write_text(sheet.read_text("utf-8").replace("gratuitement", "pour 8 euros"), "utf-8")
    stale = run("questions", "check")
    assert stale.exit_code == 1 and "questions/maintenance.yaml:4 [[0].answers[0]]" in stale.stdout
    after = json.loads(run("index", "--json").stdout)
    assert after["built"] and len(after["rejected"]) == 1 and after["counts"]["questions"] == 0


def test_what_cannot_be_tied_is_refused_in_one_line(run: Run) -> None:
    assert add(run, MISSED).exit_code == 0
    refused = {
        "aucun document « absent »": add(run, "Et le tarif ?", document="absent"),
        "acces ne contient pas": add(run, "Et le tarif ?", answer="C'est payant."),
        "a déjà une réponse": add(run, "faut il un badge pour aller a la decharge"),
        "aucune question proposée": run("questions", "accept", MISSED),
    }
    for message, result in refused.items():
        assert result.exit_code == 1 and message in result.stderr and result.stderr.count("\n") == 1, result.output


def test_a_proposal_serves_once_it_is_accepted(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "corpus/questions"
    folder.mkdir()
    proposal = f'- document: acces\n  answers: ["{SENTENCE}"]\n  questions: ["{MISSED}"]\n  proposed: true  # à relire\n'
    (folder / "a.yaml").write_text(proposal, "utf-8")
    assert json.loads(run("index", "--json").stdout)["built"] is False
    assert "proposée" in run("questions", "list").stdout
    assert run("questions", "accept").exit_code == 2
    assert "acceptée : acces" in run("questions", "accept", "--document", "acces").stdout
    assert (folder / "a.yaml").read_text("utf-8") == proposal.replace("true  #", "false  #")
    assert json.loads(run("index", "--json").stdout)["counts"]["questions"] == 1
