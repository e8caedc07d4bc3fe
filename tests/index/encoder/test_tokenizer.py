"""The served tokenizers: SentencePiece cuts as the reference does, character for character."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.encoder.encoder_card import SENTENCEPIECE_FILE, TOKENIZER_FILE
from index.encoder.fast_tokenizer import FastTokenizer
from index.encoder.prepare.carried_model import packaged_weights, read_weights
from index.encoder.prepare.unigram import build_tokenizer
from index.encoder.sentencepiece_tokenizer import SentencePieceTokenizer
from index.encoder.tokenizer import Tokenizer, Tokens
from index.ingest.corpus_folder import read_corpora
from index.storage.passages import cut, encoded_text

PROJECT = Path(__file__).resolve().parents[3]

ODD_TEXTS = (
    "œuvre, ﬁn, ½, m², №\u00a05, ™, … et ㎏ ou ⅓ du total",
    "Espace\u00a0insécable, fine\u202finsécable\u00a0! zéro\u200blargeur, marque\ufeff d'ordre",
    "cafe\u0301, Noe\u0308l, c\u0327a, hô\u0302tel, Vie\u0323\u0302t Nam",
    "emoji 😀😀, 👩\u200d🏭 et 🇫🇷",
    "\x01contrôle\x07 et\ttabulation\r\n\n  puis   blancs   ",
    "日本語 и русский, العربية, Ελληνικά, 한국어",
    "a" * 300,
    "€ 1\u202f400,50 – 12\u00a0% « cité » “quoted” ‘x’",
    "un\u00adtrait d'union conditionnel",
)


def test_the_corpus_is_cut_as_the_reference_cuts_it(served: Tokenizer, reference: Tokenizer) -> None:
    """Identifiers and the sentence each token belongs to: what vectors are made of."""
    texts = list(_passages())
    assert len(texts) > 400
    for text, spans in texts:
        assert_same(served.tokens(text), reference.tokens(text), spans)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_characters_are_cut_as_the_reference_cuts_them(text: str, served: Tokenizer, reference: Tokenizer) -> None:
    words = [match.span() for match in re.finditer(r"\S+", text)]
    assert_same(served.tokens(text), reference.tokens(text), words)


def test_a_character_that_reads_as_several_is_covered_by_each_of_its_pieces(served: Tokenizer) -> None:
    """The library gives it to one of them: a sentence that begins with it would lose the others."""
    tokens = served.tokens("d'⅓ le")
    covering = [(start, end) for start, end in zip(tokens.starts, tokens.ends, strict=True) if start == 2]
    assert len(covering) > 1
    assert set(covering) == {(2, 3)}


def test_offsets_count_characters_not_bytes(served: Tokenizer) -> None:
    text = "é" * 3 + " 😀 fin"
    tokens = served.tokens(text)
    assert (int(tokens.starts[-2]), int(tokens.ends[-2])) == (len(text) - 3, len(text))


def test_a_special_piece_spelled_in_a_text_is_text(served: Tokenizer) -> None:
    """A question cannot end its own tokens, or mask them."""
    special = {0, 1, 2, 250001}
    assert not special & set(served.tokens("<s> </s> <pad> <mask>").ids[1:-1].tolist())


@pytest.mark.parametrize("text", ["", "  ", "\u200b\n"])
def test_a_text_of_blanks_has_its_special_tokens_alone(text: str, served: Tokenizer) -> None:
    tokens = served.tokens(text)
    assert tokens.ids.tolist() == [0, 2]
    assert tokens.closed


@pytest.mark.parametrize(
    ("file", "absent"),
    [(SENTENCEPIECE_FILE, "tokenizers"), (TOKENIZER_FILE, "sentencepiece")],
    ids=["carried", "other"],
)
def test_the_other_library_is_not_imported(file: str, absent: str, encoder_folder: Path, reference_file: Path) -> None:
    folder = {SENTENCEPIECE_FILE: encoder_folder, TOKENIZER_FILE: reference_file.parent}[file]
    program = (
        "import sys; from pathlib import Path; from index.encoder.tokenizer_choice import open_tokenizer\n"
        f"print(len(open_tokenizer(Path(sys.argv[1])).tokens('bonjour').ids), {absent!r} in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(folder)], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["4", "False"]


def assert_same(found: Tokens, expected: Tokens, spans: list[tuple[int, int]]) -> None:
    assert found.ids.tolist() == expected.ids.tolist()
    assert np.array_equal(_inside(found, spans), _inside(expected, spans))


def _inside(tokens: Tokens, spans: list[tuple[int, int]]) -> np.ndarray:
    """(spans, tokens): whether each span holds a character of each token."""
    bounds = np.asarray(spans, np.int64).reshape(-1, 2)
    inside = (tokens.starts < bounds[:, 1:]) & (tokens.ends > bounds[:, :1])
    return inside & (tokens.ends > tokens.starts)


def _passages() -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """What the encoder reads of the shipped corpus, with the spans of its sentences."""
    for document in read_corpora([PROJECT / "corpus"]).documents:
        for passage in cut(document):
            text, lead = encoded_text(document, passage)
            shift = lead - passage.start
            yield text, [(start + shift, end + shift) for start, end in passage.sentences]
        yield from ((name, []) for name in document.search_names)


@pytest.fixture(scope="module")
def served(encoder_folder: Path) -> Tokenizer:
    return SentencePieceTokenizer(encoder_folder / SENTENCEPIECE_FILE)


@pytest.fixture(scope="module")
def reference_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same vocabulary, rebuilt for the other library, as a `tokenizer.json`."""
    path = tmp_path_factory.mktemp("reference") / TOKENIZER_FILE
    build_tokenizer(read_weights(packaged_weights()).vocabulary).save(str(path))
    return path


@pytest.fixture(scope="module")
def reference(reference_file: Path) -> Tokenizer:
    return FastTokenizer(reference_file)
