"""Facts are covered when the documents about them hold their figures, dates and names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.coverage import main

CORPUS = """\
---
title: Lancement du programme
publisher: Ministère
---

Le 22 novembre 2018, Édouard Philippe annonce 1,36 milliard d'euros pour 124 territoires.
"""


def run(tmp_path: Path, row: dict[str, str]) -> int:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "lancement.md").write_text(CORPUS, "utf-8")
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({"timeline": [row]}), "utf-8")
    return main([str(facts), "--corpus", str(tmp_path / "corpus")])


def test_a_row_worded_otherwise_is_covered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"date": "2018-11-22", "event": "annonce par Édouard Philippe", "figures": "124 TI ; 1,36 Md€"}
    assert run(tmp_path, {**row, "figures": "124 territoires ; 1 360 M€"}) == 0
    assert "1 of 1 rows covered" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ({"date": "2018-11-22", "event": "annonce", "figures": "125 territoires"}, "numbers: 125"),
        ({"date": "2018-11-22", "event": "annonce", "figures": "1,4 Md€"}, "numbers: 1,4 Md€"),
        ({"date": "2018-11-23", "event": "annonce"}, "dates: 2018-11-23"),
        ({"date": "2018-11-22", "event": "annonce d'Agnès Martin"}, "names: Agnès, Martin"),
    ],
    ids=["number", "amount", "date", "name"],
)
def test_what_a_row_lacks_is_printed(
    row: dict[str, str], missing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, row) == 1
    printed = capsys.readouterr().out
    assert f"timeline[0]  {missing}" in printed and "0 of 1 rows covered, 1 with something missing" in printed


def test_a_file_that_is_no_json_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "facts.json").write_text("facts:")
    assert main([str(tmp_path / "facts.json")]) == 2
    assert "cannot be read as JSON" in capsys.readouterr().err
