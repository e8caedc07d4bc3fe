"""The table of first looks says what was measured, and a dash for what was not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from assistant.serving.main import main
from evaluation.command import first_looks
from evaluation.rounds.first_looks import NONE_YET, figures, load_rounds, rounds_table
from evaluation.rounds.round_files import load_round

WriteRound = Callable[..., Path]
JUDGED = [
    {"id": "r1-01", "verdict": "right_first", "why": "le chiffre d'abord"},
    {"id": "r1-02", "verdict": "needless_silence"},
    {"id": "r1-03", "verdict": "false_answer"},
    {"id": "r1-01/1", "verdict": "not_right"},
    {"id": "r1-01/2", "verdict": "right"},
    {"id": "r1-03/1", "verdict": "right"},
]


def line(shown: str, label: str) -> list[str]:
    """The cells of one line of the table, without its label."""
    [found] = [row for row in shown.splitlines() if row.startswith(f"| {label} ")]
    return [cell.strip() for cell in found.strip("|").split("|")[1:]]


def test_shares_are_over_the_questions_they_are_of(write_round: WriteRound) -> None:
    found = figures(load_round("r1", write_round(judged=JUDGED)))
    assert (found["right_first"].value, found["right_first"].count) == (0.5, 2)
    assert found["needless_silence"].value == 0.5
    assert (found["false_answer"].value, found["false_answer"].count) == (1.0, 1)
    assert found["good_silence"].value == 0.0


def test_a_rewording_stays_right_only_where_its_question_was(write_round: WriteRound) -> None:
    found = figures(load_round("r1", write_round(judged=JUDGED)))
    assert (found["rewordings"].value, found["rewordings"].count) == (0.5, 2)


def test_rounds_stand_side_by_side_with_dashes_for_what_is_missing(write_round: WriteRound) -> None:
    write_round("r1", judged=JUDGED, spent_on="2026-11-30", code_version="2d8ab65f00")
    shown = rounds_table(load_rounds(write_round("r2")))
    assert line(shown, "juste d'emblée") == ["0,50", "–"]
    assert line(shown, "état") == ["dépensé le 30/11/2026", "non jugé"]
    assert line(shown, "version") == ["2d8ab65", "–"]
    assert line(shown, "enveloppes qui gardent les faits") == ["–", "–"]
    assert line(shown, "questions avec réponse") == ["2", "2"]


def test_a_round_judged_in_part_says_so(write_round: WriteRound) -> None:
    shown = rounds_table(load_rounds(write_round(judged=JUDGED[:1])))
    assert line(shown, "questions avec réponse") == ["1 sur 2"]
    assert line(shown, "état") == ["jugé"]


def test_answers_kept_beside_a_round_give_its_mechanical_figures(write_round: WriteRound) -> None:
    row = {"question": "Q ?", "answer": "", "sentences": [], "first": False}
    answers = [
        row | {"id": "r1-01", "status": "answered", "mechanical": True},
        row | {"id": "r1-02", "status": "abstained", "mechanical": False},
        row | {"id": "r1-03", "status": "abstained", "mechanical": None},
        row | {"id": "r1-01+1", "status": "answered", "mechanical": True},
    ]
    shown = rounds_table(load_rounds(write_round(answers=answers)))
    assert line(shown, "faits trouvés (mécanique)") == ["0,50"]
    assert line(shown, "enveloppes qui gardent les faits") == ["1,00"]


def test_without_a_round_the_command_says_how_to_add_one(tmp_path: Path) -> None:
    assert first_looks(tmp_path) == NONE_YET


def test_the_figures_are_given_as_json(write_round: WriteRound) -> None:
    found = json.loads(first_looks(write_round(judged=JUDGED), as_json=True))
    assert found["r1"]["figures"]["right_first"] == {"label": "juste d'emblée", "value": 0.5, "count": 2, "unit": ""}
    assert found["r1"]["provenance"]["written_by"] == "une lectrice"


def test_the_command_line_shows_first_looks_without_an_index(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["eval", "rounds", "--data", str(tmp_path)])
    assert done.exit_code == 0
    assert done.output.strip() == first_looks()


def test_the_rounds_of_the_project_can_be_read() -> None:
    assert rounds_table(load_rounds())
