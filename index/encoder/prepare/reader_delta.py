"""What the reader learned, in a file small enough to be committed: the difference to the encoder, in 8 bits.

A safetensors file. For each matrix of the upper layers it holds `name` int8 (rows, columns) and `name.scale` float32
(rows, 1), whose product is added to the encoder's; other tensors, and the heads, are kept whole in 16 bits.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from index.encoder.encoder_card import ModelError
from index.encoder.prepare.reader_network import ReaderNetwork

SCALE = ".scale"
LEVELS = 127


def write_delta(network: ReaderNetwork, base: ReaderNetwork, path: Path, card: dict[str, object]) -> None:
    """Write what `network` learned beyond `base`, which holds the encoder's own weights; `card` is stored with it."""
    origin = base.state_dict()
    tensors: dict[str, Tensor] = {}
    for name, value in network.learned().items():
        if not name.startswith("bert."):
            tensors[name] = value.half().contiguous()
            continue
        delta = value - origin[name]
        if delta.dim() < 2:
            tensors[name] = delta.half().contiguous()
            continue
        scale = delta.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / LEVELS
        tensors[name] = (delta / scale).round().to(torch.int8).contiguous()
        tensors[name + SCALE] = scale.float().contiguous()
    save_file(tensors, path, metadata={"card": json.dumps(card, ensure_ascii=False)})


def read_card(path: Path) -> dict[str, object]:
    """What the file says of itself. Raises :class:`ModelError`."""
    try:
        with safe_open(path, "pt") as file:
            return dict(json.loads((file.metadata() or {})["card"]))
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path} is no reader ({error}): take it anew from the project.") from error


def merge(network: ReaderNetwork, path: Path) -> None:
    """Add what the file holds to `network`, whose encoder has its own weights still. Raises :class:`ModelError`."""
    try:
        with safe_open(path, "pt") as file:
            held = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - the handle is no mapping
    except (SafetensorError, OSError) as error:
        raise ModelError(f"{path} is damaged ({error}): take it anew from the project.") from error
    state = network.state_dict()
    wanted = set(network.learned())
    if {name for name in held if not name.endswith(SCALE)} != wanted:
        raise ModelError(f"{path} was made for another encoder: its layers are not those of this one.")
    for name in wanted:
        value = held[name].float()
        if name + SCALE in held:
            value = value * held[name + SCALE]
        if value.shape != state[name].shape:
            raise ModelError(f"{path} was made for another encoder: {name} has another shape.")
        state[name] = state[name] + value if name.startswith("bert.") else value
    network.load_state_dict(state)
