"""The row of tokens that a reader reads, and which of them each sentence is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder.pair import PairLayout, context_of
from index.encoder.tokenizer import Tokenizer
from index.encoder.tokenizer_choice import open_tokenizer

TEXT = "Le taux est de 40 %. La demande se fait en ligne."
SPANS = [(0, 20), (21, 49)]


@pytest.fixture(scope="module")
def tokenizer(encoder_folder: Path) -> Tokenizer:
    return open_tokenizer(encoder_folder)


def test_a_pair_is_the_question_then_the_passage(tokenizer: Tokenizer) -> None:
    layout = PairLayout(tokenizer)
    pair = layout.pair(layout.question("Quel taux ?"), "Aide", TEXT, SPANS)
    opening, closing = tokenizer.tokens("x").ids[[0, -1]]
    asked = tokenizer.tokens("query: Quel taux ?").ids[1:-1].tolist()
    lead, body = tokenizer.tokens("passage: Aide").ids[1:-1].tolist(), tokenizer.tokens(TEXT).ids[1:-1].tolist()
    assert pair.ids.tolist() == [opening, *asked, closing, closing, *lead, *body, closing]


def test_each_sentence_averages_its_own_tokens(tokenizer: Tokenizer) -> None:
    layout = PairLayout(tokenizer)
    pair = layout.pair(layout.question("Quel taux ?"), "Aide", TEXT, SPANS)
    assert pair.pooling.shape == (2, len(pair.ids))
    assert pair.pooling.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert not (pair.pooling[0] * pair.pooling[1]).any()
    own = [tokenizer.tokens(TEXT[start:end]).ids[1:-1].tolist() for start, end in SPANS]
    assert [pair.ids[row > 0].tolist() for row in pair.pooling] == own


def test_what_lies_beyond_the_cut_is_not_judged(tokenizer: Tokenizer) -> None:
    layout = PairLayout(tokenizer, max_tokens=20)
    pair = layout.pair(layout.question("Quel taux ?"), "Aide", TEXT, SPANS)
    assert len(pair.ids) == 20 and pair.judged.tolist() == [True, False]


def test_a_long_message_leaves_room_for_the_passage(tokenizer: Tokenizer) -> None:
    layout = PairLayout(tokenizer)
    asked = layout.question("mot " * 500 + "quel taux ?")
    pair = layout.pair(asked, "titre " * 300, TEXT, SPANS)
    assert pair.judged.all() and len(pair.ids) < 240
    assert asked[-6:].tolist() == layout.question("mot mot quel taux ?")[-6:].tolist()


def test_a_passage_without_sentences_has_none(tokenizer: Tokenizer) -> None:
    layout = PairLayout(tokenizer)
    assert layout.pair(layout.question("Quel taux ?"), "", TEXT, []).pooling.shape[0] == 0


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (("Aide", ("Aide", "Taux"), "Région", "2024"), "Aide › Taux (Région, 2024)"),
        (("Aide", (), None, None), "Aide"),
        (("", ("Taux",), None, "2024"), "Taux (2024)"),
    ],
)
def test_the_context_names_title_section_publisher_and_date(given: tuple, written: str) -> None:
    assert context_of(*given) == written


def test_rows_of_one_question_share_its_tokens(tokenizer: Tokenizer) -> None:
    layout = PairLayout(tokenizer)
    asked = layout.question("Quel taux ?")
    rows = [layout.pair(asked, context, TEXT, SPANS).ids[: len(asked)] for context in ("Aide", "Prime")]
    assert np.array_equal(*rows)
