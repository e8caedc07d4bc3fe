"""A real, tiny cross-encoder with random weights: what matters is who decides the order, not how well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.live import Live
from assistant.search.cross_encoder import CrossEncoderReranker
from assistant.search.retriever import Hit
from index.encoder.encoder import Encoder
from index.encoder.encoder_card import ModelError
from index.settings import load_settings
from index.storage.snapshot import open_current

QUESTION = "Combien de territoires ?"


@pytest.fixture(scope="module")
def found(small_data: Path, encoder_folder: Path) -> list[Hit]:
    encoder = Encoder.open(encoder_folder, threads=1)
    live = Live(open_current(small_data), encoder)
    return live.retriever.retrieve(live.reader.read(QUESTION), encoder.encode_query(QUESTION), 10)


def test_the_cross_encoder_decides_the_order(cross_encoder_folder: Path, found: list[Hit]) -> None:
    from sentence_transformers import CrossEncoder

    reordered = CrossEncoderReranker.open(str(cross_encoder_folder)).reorder(QUESTION, found)
    model = CrossEncoder(str(cross_encoder_folder))
    judged = {hit.row: float(model.predict([(QUESTION, f"{hit.document.title}\n{hit.passage.text(hit.document)}")], show_progress_bar=False)[0]) for hit in found}
    values = [judged[hit.row] for hit in reordered]
    assert len(found) > 2 and values == pytest.approx(sorted(values, reverse=True), abs=1e-5)
    assert {hit.row for hit in reordered} == {hit.row for hit in found}


def test_scores_keep_their_scale(cross_encoder_folder: Path, found: list[Hit]) -> None:
    reordered = CrossEncoderReranker.open(str(cross_encoder_folder)).reorder(QUESTION, found)
    assert [hit.score for hit in reordered] == sorted((hit.score for hit in found), reverse=True)


def test_nothing_found_is_nothing_to_reorder(cross_encoder_folder: Path) -> None:
    assert CrossEncoderReranker.open(str(cross_encoder_folder)).reorder(QUESTION, []) == []


def test_the_setting_puts_it_in_the_search(cross_encoder_folder: Path, small_data: Path, found: list[Hit]) -> None:
    assistant = Assistant.open(load_settings(data=small_data, cross_encoder=str(cross_encoder_folder)))
    expected = CrossEncoderReranker.open(str(cross_encoder_folder)).reorder(QUESTION, found)
    assert [hit.row for hit in assistant.hits(QUESTION, 10)] == [hit.row for hit in expected]
    assert assistant.ask(QUESTION).receipt.snapshot


def test_a_folder_without_a_model_is_an_error_that_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ASSISTANT_CROSS_ENCODER"):
        CrossEncoderReranker.open(str(tmp_path))


def test_without_the_setting_torch_is_not_imported(small_data: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom assistant.engine.assistant import Assistant\nfrom index.settings import load_settings\n"
        f"Assistant.open(load_settings(data=Path({str(small_data)!r}))).ask({QUESTION!r})\n"
        "print([name for name in ('torch', 'sentence_transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout.strip() == "[]"
