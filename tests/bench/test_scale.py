"""Generated documents and made-up vectors: the same each time, as many as asked, near real ones; rows of a full run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.scale import SIZES, STAGES, _alone_rows, _Asked, _question_rows
from bench.synthetic_encoder import SyntheticEncoder
from bench.varied_documents import MARK, sentences_of, write_corpus
from index.ingest.corpus_folder import read_corpora
from index.storage.passages import cut

SOURCE = Path(__file__).resolve().parents[2] / "corpus"


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.md")}


def test_the_same_number_gives_the_same_documents(tmp_path: Path) -> None:
    assert write_corpus(SOURCE, tmp_path / "un", 30) == write_corpus(SOURCE, tmp_path / "deux", 30)
    assert texts(tmp_path / "un") == texts(tmp_path / "deux")


def test_generated_documents_have_about_as_many_passages_as_asked_and_differ(tmp_path: Path) -> None:
    write_corpus(SOURCE, tmp_path, 200)
    reading = read_corpora([tmp_path])
    assert not reading.problems and all(document.title.startswith(MARK) for document in reading.documents)
    passages = [passage.text(document) for document in reading.documents for passage in cut(document)]
    assert 170 <= len(passages) <= 240 and len(set(passages)) == len(passages)


@pytest.fixture(scope="module")
def encoder(encoder_folder: Path) -> SyntheticEncoder:
    encoder = SyntheticEncoder.open(encoder_folder, 1)
    assert isinstance(encoder, SyntheticEncoder)
    encoder.learn(list(sentences_of(SOURCE))[:12])
    return encoder


def test_real_texts_are_encoded_and_generated_ones_are_not(encoder: SyntheticEncoder) -> None:
    real, made = "Les prêts durent 40 ans.", f"{MARK}000001 : un titre\nUne phrase. Une autre."
    spans = [[], [(26, 37), (38, 49)]]
    first, second = encoder.encode_passages([real, made], spans)
    assert first.whole @ next(super(SyntheticEncoder, encoder).encode_passages([real])).whole == pytest.approx(
        1, abs=1e-5
    )
    assert second.sentences.shape == (2, encoder.dimension)
    again = next(encoder.encode_passages([made], spans[1:]))
    assert np.array_equal(again.whole, second.whole) and np.array_equal(again.sentences, second.sentences)


def test_made_up_vectors_lie_near_real_ones(encoder: SyntheticEncoder) -> None:
    made = np.array([e.whole for e in encoder.encode_passages([f"{MARK}{n}" for n in range(50)])])
    assert np.linalg.norm(made, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert (made @ encoder._near.T).max(axis=1).min() > 0.85


def test_a_full_run_says_what_a_question_costs_at_each_size_and_how_it_grows() -> None:
    asked = {size: _Asked() for size in SIZES}
    for place, size in enumerate(SIZES):
        for turn in range(2):
            asked[size].add(dict.fromkeys(STAGES, 5.0) | {"total": 10.0 + place}, "answered", turn)
    rows = {row.name: row for row in _question_rows(asked)}
    assert rows["whole answer over encoding at 5\u202f000, in turns"].ours.median == 2.2
    assert rows["a question, 1\u202f000 to 100\u202f000 passages"].ours.median == pytest.approx(1.3)
    assert (
        rows["a question, 1\u202f000 to 100\u202f000 passages"].met
        and not rows["whole answer over encoding at 5\u202f000, in turns"].met
    )
    alone = {row.name: row for row in _alone_rows(asked)}["  over encoding at 5\u202f000, asked alone"]
    assert alone.ours.median == 2.2 and alone.aim == 2.0 and not alone.met
