"""A few damaged files, and every hostile one that is quick to write: the whole is `python -m bench.fuzzing`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.fuzzing import FuzzError, Outcome, damaged, judge
from bench.mutations import CANARY, mutations
from index.documents.document import Document, Heading
from index.ingest.corpus_folder import Reading


def test_damaged_files_become_documents_or_problems(tmp_path: Path) -> None:
    outcome = Outcome()
    damaged(72, 7, tmp_path, outcome)
    assert outcome.files == 72 and outcome.read.total() > 10 and outcome.rejected.total() > 10


def test_the_same_seed_damages_the_same_way() -> None:
    assert [data for _, data in mutations(9, 3)][-3:] == [data for _, data in mutations(9, 3)][-3:]
    assert list(mutations(4, 3)) != list(mutations(4, 4))


def test_a_file_that_is_lost_is_noticed() -> None:
    with pytest.raises(FuzzError, match="neither"):
        judge(Reading(), ["a.txt"], Outcome())


def test_a_text_from_outside_is_noticed() -> None:
    with pytest.raises(FuzzError, match="outside"):
        judge(Reading([Document(id="a", title="a", path="a.txt", text=CANARY)]), ["a.txt"], Outcome())


def test_a_passage_over_two_places_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.storage.passages import cut

    text = "Une phrase.\n\nUne autre."
    rows = tuple(Heading(start=at, end=at, level=9, title=f"Ligne {at}") for at in (0, 13))
    whole = Document(id="a", title="a", path="a.txt", text=text)
    monkeypatch.setattr("bench.fuzzing.cut", lambda document: cut(whole))
    with pytest.raises(FuzzError, match="two places"):
        judge(Reading([whole.model_copy(update={"headings": rows})]), ["a.txt"], Outcome())
