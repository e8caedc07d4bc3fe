"""A small round in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

QUESTIONS = [
    {"id": "r1-01", "question": "Les prêts courent sur combien d'années ?", "expected": ["40 ans|quarante ans"],
     "answerable": True, "kind": "durée", "persona": "maire", "voice": "standard", "doc_id": "prets",
     "answer_note": "40 ans au plus", "rewordings": ["duree des prets", "Jusqu'à quand rembourse-t-on un prêt ?"]},
    {"id": "r1-02", "question": "Combien y a-t-il de territoires ?", "expected": ["183"], "answerable": True},
    {"id": "r1-03", "question": "Qui garde les enfants du maire ?", "answerable": False, "rewordings": ["nounou du maire"]},
]  # fmt: skip
PROVENANCE = {
    "written_on": "2026-11-25", "written_by": "une lectrice", "saw": "les documents", "did_not_see": "le code",
}  # fmt: skip
WriteRound = Callable[..., Path]


@pytest.fixture
def write_round(tmp_path: Path) -> WriteRound:
    """Writes a round and returns the folder of all rounds; `judged` and `answers` only where they are given."""

    def write(
        name: str = "r1",
        questions: list[Any] = QUESTIONS,
        judged: list[Any] | None = None,
        answers: list[Any] | None = None,
        **provenance: object,
    ) -> Path:
        folder = tmp_path / "rounds" / name
        folder.mkdir(parents=True)
        for file, rows in (("questions", questions), ("judged", judged), ("answers", answers)):
            if rows is not None:
                text = "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows)
                (folder / f"{file}.jsonl").write_text(text, "utf-8")
        (folder / "provenance.yaml").write_text(yaml.safe_dump(PROVENANCE | provenance, sort_keys=False), "utf-8")
        return tmp_path / "rounds"

    return write
