"""The ONNX graph of a reader: exported from PyTorch, then quantised like the encoder's."""

from __future__ import annotations

from pathlib import Path

import torch

from index.encoder.encoder_card import ModelError
from index.encoder.prepare.onnx_graph import INPUT, OPSET, first_line, quantise
from index.encoder.prepare.reader_network import ReaderNetwork
from index.encoder.prepare.reference_model import quiet

POOLING = "pooling"
FEED_FORWARD = r"layer\.\d+/(intermediate|output)/dense/MatMul$"
OUTPUTS = ("sentences", "passage")


def export_reader(network: ReaderNetwork, path: Path) -> None:
    """Write the float32 graph: ``input_ids`` (1, tokens) and ``pooling`` (1, sentences, tokens) give logits (1, sentences)
    and (1,). One pair at a time, without a mask. Raises :class:`ModelError`."""
    ids = torch.arange(5, 17)[None]
    pooling = torch.rand(1, 3, 12)
    axes = {INPUT: {1: "tokens"}, POOLING: {1: "sentences", 2: "tokens"}, OUTPUTS[0]: {1: "sentences"}}
    try:
        with torch.inference_mode(), quiet():
            torch.onnx.export(
                network.eval(),
                (ids, pooling),
                str(path),
                input_names=[INPUT, POOLING],
                output_names=list(OUTPUTS),
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,
            )
    except (RuntimeError, TypeError, ValueError) as error:
        raise ModelError(f"The reader cannot be exported to ONNX ({first_line(error)}).") from error


def quantise_reader(source: Path, target: Path, embedding_bits: int) -> None:
    """Like the encoder's graph, but finely where a few activations are far larger than the others: with one scale for all of
    them judgements move by 0.025 on average, with one a block by 0.006, for the same time. The heads, a few thousand weights
    that decide, stay in float32."""
    quantise(source, target, embedding_bits, finely=FEED_FORWARD, whole=("/sentence/", "/passage/"))
