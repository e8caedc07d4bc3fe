"""Serving an encoder: light, exact, in order, and clear when the folder is not usable."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from sentencepiece import SentencePieceProcessor

from index.encoder.encoder import Encoder, EncoderError
from index.encoder.encoder_card import EncoderCard, FileProof

ROOT = Path(__file__).resolve().parents[3]
FILES = ("model.onnx", "model.onnx.data", "sentencepiece.model")
PASSAGES = (
    "Le programme a été lancé en novembre 2018. Il compte 183 territoires depuis 2023. "
    "Un binôme élu et industriel pilote chaque territoire.",
    "Court.",
    "La tarte aux pommes cuit quarante minutes. " * 12,
    "L’ADEME accompagne la décarbonation des sites industriels, de l’étude jusqu’aux travaux.",
    "Bpifrance et la Banque des Territoires sont des opérateurs du programme.",
)


def test_serving_imports_no_training_library(encoder_folder: Path) -> None:
    """Each of these takes seconds and hundreds of megabytes to import."""
    program = (
        "import sys; from pathlib import Path; from index.encoder.encoder import Encoder\n"
        "encoder = Encoder.open(Path(sys.argv[1]))\n"
        "encoder.encode_query('bonjour'); list(encoder.encode_passages(['un', 'deux'], [[(0, 2)], []]))\n"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'onnx', 'llama_index')"
        " if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(encoder_folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_vectors_are_of_norm_one_and_single_precision(encoder: Encoder) -> None:
    vector = encoder.encode_query("Combien de territoires ?")
    assert vector.shape == (encoder.dimension,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_a_question_is_nearest_to_the_passage_that_answers_it(encoder: Encoder) -> None:
    passages = np.stack([encoded.whole for encoded in encoder.encode_passages(PASSAGES)])
    question = encoder.encode_query("Qui aide les usines à réduire leurs émissions de carbone ?")
    assert int(np.argmax(passages @ question)) == 3


def test_a_list_of_queries_equals_each_query_alone(encoder: Encoder) -> None:
    together = encoder.encode_queries(PASSAGES)
    alone = np.stack([encoder.encode_query(text) for text in PASSAGES])
    assert np.array_equal(together, alone)


def test_no_query_gives_no_row(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)


def test_passages_come_back_in_order_and_independent_of_their_neighbours(encoder: Encoder) -> None:
    """An incremental index must equal a full one: a vector depends on its text alone."""
    texts = [passage[cut:] for passage in PASSAGES for cut in range(4)] * 3
    for text, encoded in zip(texts, encoder.encode_passages(texts), strict=True):
        (alone,) = encoder.encode_passages([text])
        assert np.array_equal(encoded.whole, alone.whole)


def test_encoding_can_be_abandoned_midway(encoder: Encoder) -> None:
    stream = encoder.encode_passages(PASSAGES * 20)
    first = next(stream)
    stream.close()
    assert first.whole.shape == (encoder.dimension,)


def test_the_whole_vector_is_the_mean_of_all_tokens(encoder: Encoder, encoder_folder: Path) -> None:
    (encoded,) = encoder.encode_passages([PASSAGES[0]])
    expected = token_vectors(encoder_folder, "passage: " + PASSAGES[0]).mean(axis=0)
    assert encoded.whole == pytest.approx(expected / np.linalg.norm(expected), abs=1e-5)


def test_sentence_vectors_are_the_means_of_their_own_tokens(encoder: Encoder, encoder_folder: Path) -> None:
    """Token positions are found here by counting, not from offsets: no piece crosses a space."""
    sentences = ["Le programme est né en 2018.", "L’été, 183 territoires !", "« Fin », dit-il."]
    text = " ".join(sentences)
    spans = [(text.index(sentence), text.index(sentence) + len(sentence)) for sentence in sentences]
    (encoded,) = encoder.encode_passages([text], [spans])
    vectors = token_vectors(encoder_folder, "passage: " + text)
    tokenizer = SentencePieceProcessor(model_file=str(encoder_folder / "sentencepiece.model"))
    position = 1 + len(tokenizer.encode("passage:"))
    for sentence, found in zip(sentences, encoded.sentences, strict=True):
        length = len(tokenizer.encode(sentence))
        expected = vectors[position : position + length].mean(axis=0)
        assert found == pytest.approx(expected / np.linalg.norm(expected), abs=1e-5)
        position += length


def test_no_span_gives_no_sentence_vector(encoder: Encoder) -> None:
    (encoded,) = encoder.encode_passages(["Une phrase."], [[]])
    assert encoded.sentences.shape == (0, encoder.dimension)


def test_a_sentence_cut_away_gets_the_vector_of_the_whole(encoder: Encoder) -> None:
    text = "mot " * 600 + "Dernière phrase."
    (encoded,) = encoder.encode_passages([text], [[(0, 3), (len(text) - 16, len(text))]])
    assert np.allclose(encoded.sentences[1], encoded.whole, atol=1e-6)
    assert not np.allclose(encoded.sentences[0], encoded.whole, atol=1e-3)


def test_text_beyond_the_models_length_changes_nothing(encoder: Encoder) -> None:
    long, longer = "mot " * 600, "mot " * 600 + "Encore une phrase."
    assert len(encoder.token_ids(longer)) > len(encoder.token_ids(long)) > encoder.max_tokens
    first, second = encoder.encode_passages([long, longer])
    assert np.array_equal(first.whole, second.whole)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_text_is_refused(text: str, encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="empty"):
        encoder.encode_query(text)
    with pytest.raises(ValueError, match="empty"):
        encoder.encode_passages(["Plein.", text])


def test_spans_for_another_number_of_texts_are_refused(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="2 texts but 1"):
        encoder.encode_passages(["Un.", "Deux."], [[(0, 3)]])


def test_concurrent_calls_give_the_vectors_of_single_calls(encoder: Encoder) -> None:
    texts = [*PASSAGES, *(f"Question numéro {number} ?" for number in range(20))]
    expected = [encoder.encode_query(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(encoder.encode_query, texts))
    assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    "change",
    [
        {"query_prompt": ""},
        {"passage_prompt": "p: "},
        {"pooling": "cls"},
        {"max_tokens": 256},
    ],
)
def test_the_fingerprint_changes_whenever_vectors_would(change: dict[str, str], encoder: Encoder) -> None:
    assert replace(encoder.card, **change).fingerprint != encoder.fingerprint  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FILES)
def test_the_fingerprint_changes_with_the_content_of_each_file(name: str, encoder: Encoder) -> None:
    other = replace(encoder.card.files[name], sha256="0")
    assert replace(encoder.card, files={**encoder.card.files, name: other}).fingerprint != encoder.fingerprint


def test_the_fingerprint_ignores_when_and_where_the_model_was_prepared(encoder: Encoder) -> None:
    elsewhere = replace(encoder.card, created_on="1999", spec="other", source="other", verification={})
    assert elsewhere.fingerprint == encoder.fingerprint


def test_a_missing_folder_names_the_command_to_run(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="assistant model prepare"):
        Encoder.open(tmp_path / "absent")


@pytest.mark.parametrize("name", [*FILES, "encoder.json"])
def test_a_truncated_file_names_the_command_to_run(name: str, encoder_folder: Path, tmp_path: Path) -> None:
    folder = copy_of(encoder_folder, tmp_path)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(EncoderError, match="assistant model prepare"):
        Encoder.open(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_right_size_but_emptied_names_the_command_to_run(
    name: str, encoder_folder: Path, tmp_path: Path
) -> None:
    """What a copy cut by a power failure leaves; weights are mapped, so that nothing else would notice."""
    folder = copy_of(encoder_folder, tmp_path)
    (folder / name).write_bytes(bytes((folder / name).stat().st_size))
    with pytest.raises(EncoderError, match=rf"{name} is not the file.*assistant model prepare"):
        Encoder.open(folder)


def test_weights_copied_by_half_name_the_command_to_run(encoder_folder: Path, tmp_path: Path) -> None:
    folder = copy_of(encoder_folder, tmp_path)
    weights = folder / "model.onnx.data"
    half = weights.stat().st_size // 2
    with weights.open("r+b") as file:
        file.seek(half)
        file.write(bytes(weights.stat().st_size - half))
    with pytest.raises(EncoderError, match="assistant model prepare"):
        Encoder.open(folder)


@pytest.mark.parametrize("name", FILES)
def test_files_the_libraries_cannot_read_name_the_command_to_run(
    name: str, encoder_folder: Path, tmp_path: Path
) -> None:
    """A card that vouches for them, as one written by a broken preparation would."""
    folder = copy_of(encoder_folder, tmp_path)
    card = EncoderCard.read(folder)
    (folder / name).write_bytes(b"not a model")
    replace(card, files={**card.files, name: FileProof.of(folder / name)}).write(folder)
    with pytest.raises(EncoderError, match="assistant model prepare"):
        Encoder.open(folder)


def test_a_folder_of_an_earlier_version_names_the_command_to_run(encoder_folder: Path, tmp_path: Path) -> None:
    folder = copy_of(encoder_folder, tmp_path)
    card = json.loads((folder / "encoder.json").read_text("utf-8"))
    (folder / "encoder.json").write_text(json.dumps(card | {"schema": 1}), "utf-8")
    with pytest.raises(EncoderError, match=r"schema 1.*assistant model prepare"):
        Encoder.open(folder)


def test_weights_stay_in_their_file(encoder_folder: Path) -> None:
    """They are mapped, and shared by processes, instead of being read into the memory of each."""
    program = (
        "import sys; from pathlib import Path; from index.encoder.encoder import Encoder\n"
        "encoder = Encoder.open(Path(sys.argv[1]))\n"
        "print(any('model.onnx.data' in line for line in open('/proc/self/maps')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(encoder_folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "True"


def test_a_card_edited_by_hand_is_refused(encoder_folder: Path, tmp_path: Path) -> None:
    """Other prompts would give other vectors under the old fingerprint."""
    folder = copy_of(encoder_folder, tmp_path)
    card = json.loads((folder / "encoder.json").read_text("utf-8"))
    card["prompts"]["query"] = ""
    (folder / "encoder.json").write_text(json.dumps(card), "utf-8")
    with pytest.raises(EncoderError, match="fingerprint"):
        Encoder.open(folder)


@pytest.fixture(scope="module")
def encoder(encoder_folder: Path) -> Encoder:
    return Encoder.open(encoder_folder, threads=2)


def token_vectors(folder: Path, text: str) -> np.ndarray:
    """(tokens, dim) token vectors of ``text``, computed without the code under test."""
    tokenizer = SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    ids = np.asarray([[tokenizer.bos_id(), *tokenizer.encode(text), tokenizer.eos_id()]], np.int64)
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    (hidden,) = session.run(None, {"input_ids": ids})
    return hidden[0]


def copy_of(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / folder.name))
