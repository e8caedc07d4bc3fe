"""Preparing the reader: what was learned comes back as it was, and what is not the project's is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel

from index.encoder.encoder_card import ModelError, sha256_of
from index.encoder.prepare.reader_delta import merge, read_card, write_delta
from index.encoder.prepare.reader_network import FROZEN_LAYERS, ReaderNetwork
from index.encoder.prepare.reader_preparation import (
    LEARNED,
    LEARNED_SHA256,
    is_current,
    locate_reader,
    prepare_reader,
)


def network(seed: int, width: int = 16) -> ReaderNetwork:
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=40, hidden_size=width, num_hidden_layers=FROZEN_LAYERS + 2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    return ReaderNetwork(BertModel(config, add_pooling_layer=False)).eval()


def learned(base: ReaderNetwork) -> ReaderNetwork:
    """As after training: upper layers a little further, heads of their own."""
    trained = network(2)
    state = base.state_dict()
    for name in trained.learned():
        state[name] = state[name] + 0.01 * torch.randn_like(state[name])
    trained.load_state_dict(state)
    return trained


def test_what_was_learned_comes_back(tmp_path: Path) -> None:
    base = network(1)
    trained, file = learned(base), tmp_path / "reader.safetensors"
    write_delta(trained, base, file, {"rows": 3})
    again = network(1)
    merge(again, file)
    ids, pooling = torch.arange(12)[None], torch.rand(1, 3, 12)
    for expected, found in zip(trained(ids, pooling), again(ids, pooling), strict=True):
        assert found.detach().numpy() == pytest.approx(expected.detach().numpy(), abs=2e-3)
    assert read_card(file) == {"rows": 3}


def test_what_is_frozen_is_not_in_the_file(tmp_path: Path) -> None:
    base = network(1)
    names = set(base.learned())
    assert not any(name.startswith("bert.embeddings") for name in names)
    assert not any(f"layer.{number}." in name for name in names for number in range(FROZEN_LAYERS))
    base.learn()
    open_to_learning = {name for name, value in base.named_parameters() if value.requires_grad}
    assert open_to_learning == names


@pytest.mark.parametrize("content", [b"", b"not a tensor", b"\x10\0\0\0\0\0\0\0{}"])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "reader.safetensors"
    file.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged|another encoder"):
        merge(network(1), file)
    with pytest.raises(ModelError, match="is no reader"):
        read_card(file)


def test_what_was_learned_on_another_encoder_is_refused(tmp_path: Path) -> None:
    base, file = network(1, width=8), tmp_path / "reader.safetensors"
    write_delta(base, base, file, {})
    with pytest.raises(ModelError, match="made for another encoder"):
        merge(network(1), file)


def test_the_project_carries_what_it_says() -> None:
    assert sha256_of(LEARNED) == LEARNED_SHA256
    assert LEARNED.stat().st_size <= 15_000_000


def test_another_file_than_the_one_named_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "reader.safetensors"
    file.write_bytes(LEARNED.read_bytes() + b"\0")
    with pytest.raises(ModelError, match=r"not the expected version.*SHA-256"):
        prepare_reader(tmp_path / "models", learned=file, sha256=LEARNED_SHA256)
    assert not any((tmp_path / "models").glob("[!.]*"))


def test_a_prepared_reader_is_found_and_prepared_once(reader_folder: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    assert prepare_reader(reader_folder.parent, progress=lambda step, *_: steps.append(step)) == reader_folder
    assert steps == []
    assert is_current(reader_folder) and locate_reader(tmp_path, reader_folder.parent) == reader_folder
    assert locate_reader(tmp_path) is None
