"""The served reader: which sentence answers, the same each time, and a clear word where its folder is not what it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from index.encoder.encoder import EncoderError
from index.encoder.encoder_card import MODEL_FILE
from index.encoder.reader import UNREAD, OnnxReader, Readable
from index.encoder.reader_card import READER_CARD_FILE

SENTENCES = (
    "Le fonds finance les travaux des communes rurales.",
    "Le taux de l'aide est de 40 % des dépenses hors taxes.",
    "Les demandes sont déposées avant le 31 mars 2026 sur la plateforme de la région.",
    "Les communes de moins de 2 000 habitants peuvent en bénéficier.",
)
TEXT = " ".join(SENTENCES)
PASSAGE = Readable(
    "Fonds rural (Région, 2025)", TEXT, [(TEXT.index(part), TEXT.index(part) + len(part)) for part in SENTENCES]
)
FAR = Readable("Cuisine", "La tarte cuit trente minutes au four.", [(0, 37)])


@pytest.fixture(scope="module")
def reader(reader_folder: Path) -> OnnxReader:
    return OnnxReader.open(reader_folder, threads=2)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Quel pourcentage est pris en charge ?", 1),
        ("jusqu'à quand on peut envoyer le dossier", 2),
        ("Une ville de 900 personnes y a droit ?", 3),
    ],
)
def test_the_sentence_that_answers_is_judged_best(reader: OnnxReader, question: str, best: int) -> None:
    (judgement,) = reader.judge(question, [PASSAGE])
    assert int(judgement.sentences.argmax()) == best


def test_a_passage_that_answers_is_judged_above_one_that_does_not(reader: OnnxReader) -> None:
    here, far = reader.judge("Quel est le taux de l'aide ?", [PASSAGE, FAR])
    assert here.passage > far.passage and here.sentences.max() > far.sentences.max()


def test_a_judgement_depends_on_its_passage_alone(reader: OnnxReader, reader_folder: Path) -> None:
    together = [judgement.sentences.tolist() for judgement in reader.judge("Quel taux ?", [FAR, PASSAGE, FAR])]
    single = OnnxReader.open(reader_folder, threads=1)
    alone = [judgement.sentences.tolist() for judgement in single.judge("Quel taux ?", [FAR, PASSAGE, FAR])]
    assert together == alone


def test_nothing_to_read_gives_no_judgement(reader: OnnxReader) -> None:
    assert list(reader.judge("Quel taux ?", [])) == []


def test_a_sentence_beyond_the_end_of_the_row_is_unread(reader: OnnxReader) -> None:
    text = "Un mot de trop. " * 300
    (judgement,) = reader.judge("Quel taux ?", [Readable("", text, [(0, 15), (4_700, 4_715)])])
    assert judgement.sentences[0] > UNREAD and judgement.sentences[1] == UNREAD


def test_the_card_says_how_near_the_export_is(reader: OnnxReader) -> None:
    verification = reader.card.verification
    assert verification["pairs"] == 200 and verification["apart_mean"] <= 0.02


def test_a_missing_reader_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="assistant model prepare"):
        OnnxReader.open(tmp_path)


@pytest.mark.parametrize("damage", ["cut", "card", "gone"])
def test_a_damaged_reader_names_the_command(damage: str, reader_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(reader_folder, folder)
    if damage == "cut":
        (folder / f"{MODEL_FILE}.data").write_bytes(b"\0" * 1000)
    elif damage == "gone":
        (folder / MODEL_FILE).unlink()
    else:
        card = json.loads((folder / READER_CARD_FILE).read_text("utf-8"))
        (folder / READER_CARD_FILE).write_text(json.dumps(card | {"max_tokens": 12}), "utf-8")
    with pytest.raises(EncoderError, match="assistant model prepare"):
        OnnxReader.open(folder)
