"""Documents in JSON lines become a corpus folder, without what would give the answers away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.judging.jsonl import JsonLinesError
from evaluation.service_public import main, write_corpus
from index.ingest.corpus_folder import read_corpora


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


ROW = {
    "id": "F1", "title": "Fiche F1", "text": "Le texte de la fiche.",
    "published_title_do_not_index": "Quel est le texte ?",
}  # fmt: skip


def test_documents_keep_their_id_title_and_text(tmp_path: Path) -> None:
    assert write_corpus(write(tmp_path / "d.jsonl", ROW), tmp_path / "corpus") == 1
    [document] = read_corpora([tmp_path / "corpus"]).documents
    assert (document.id, document.title, document.text) == ("F1", "Fiche F1", "Le texte de la fiche.")


def test_the_published_title_is_nowhere_in_the_corpus(tmp_path: Path) -> None:
    write_corpus(write(tmp_path / "d.jsonl", ROW), tmp_path / "corpus")
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "corpus").iterdir())
    assert "Quel est le texte" not in written


@pytest.mark.parametrize(
    "row",
    ["{", {"id": "F2"}, ROW, {**ROW, "id": "../F2"}, ["F2"]],
    ids=["json", "fields", "twice", "path", "list"],
)
def test_a_wrong_line_is_named_and_nothing_is_written(tmp_path: Path, row: object) -> None:
    with pytest.raises(JsonLinesError, match=r"d\.jsonl:2 "):
        write_corpus(write(tmp_path / "d.jsonl", ROW, row), tmp_path / "corpus")
    assert not (tmp_path / "corpus").exists()


def test_a_folder_that_holds_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents = write(tmp_path / "d.jsonl", ROW)
    assert main([str(documents), str(tmp_path)]) == 1
    assert "not empty" in capsys.readouterr().err
