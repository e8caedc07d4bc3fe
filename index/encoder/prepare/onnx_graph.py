"""The ONNX graph of an encoder: exported from PyTorch, then quantised.

The graph ends at the token vectors (``last_hidden_state``); pooling stays outside, so that one pass gives
the vector of a text and of each of its sentences.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.encoder.encoder_card import ModelError
from index.encoder.prepare.e5s1 import BLOCK_WEIGHTS
from index.encoder.prepare.reference_model import quiet

if TYPE_CHECKING:
    import onnx

    from index.encoder.prepare.reference_model import ReferenceModel

INPUT = "input_ids"
OUTPUT = "last_hidden_state"
OPSET = 17
FLOAT_TENSOR = 1
"""``onnx.TensorProto.FLOAT``."""
FINE_BLOCK = 128
INT8_ACTIVATIONS = 4
"""``accuracy_level`` of ONNX Runtime's MatMulNBits at which activations are quantised too."""


def export(reference: ReferenceModel, path: Path) -> None:
    """Write the float32 graph of the transformer to ``path``.

    The input ``input_ids`` is (1, tokens) int64, the output (1, tokens, dimension) float32; tokens are
    dynamic. One text at a time needs no attention mask: without it a question takes 3 % less time, a text of
    300 tokens 5 %, and vectors are the same bits. The tracing exporter is named explicitly: the graph has no
    control flow, and tracing gives the operators the quantiser knows; those of the other one are slower here
    (a fused ``SkipLayerNormalization``). Raises :class:`ModelError`.
    """
    import torch

    class TokenVectors(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            transformer: Any = reference.model[0]
            self.encoder = transformer.auto_model

        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            return self.encoder(input_ids=input_ids).last_hidden_state

    encoding = reference.tokenizer.encode("Deux exemples pour tracer le graphe.")
    ids = torch.tensor([encoding.ids])
    axes = {1: "tokens"}
    try:
        with torch.inference_mode(), quiet():
            torch.onnx.export(
                TokenVectors().eval(),
                (ids,),
                str(path),
                input_names=[INPUT],
                output_names=[OUTPUT],
                dynamic_axes={INPUT: axes, OUTPUT: axes},
                opset_version=OPSET,
                dynamo=False,
            )
    except (RuntimeError, TypeError, ValueError) as error:
        raise ModelError(f"The model cannot be exported to ONNX ({first_line(error)}).") from error


def quantise(source: Path, target: Path, embedding_bits: int, *, finely: str = "", whole: Sequence[str] = ()) -> None:
    """Write to ``target`` the graph of ``source`` with quantised weights. Matrices of nodes whose name matches the pattern
    ``finely`` are quantised block by block, activations too; nodes whose name begins with one of ``whole`` stay as they are.

    Matrices get 8-bit weights and are multiplied by activations quantised on the fly, per channel:
    measured cosine to float32 0.995 against 0.945 per tensor. Seven of the eight bits are used
    (``reduce_range``): it costs nothing measurable and keeps sums exact on processors without VNNI, where
    pairs of 8-bit products overflow 16 bits
    (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).

    Word vectors get ``embedding_bits``: 8, or 4 for weights that were already stored so, in the same
    blocks of 32, which then loses nothing and saves a third of the file.

    Weights go to a file of their own beside the graph (ONNX external data), which ONNX Runtime maps instead of
    reading it: the session opens in two thirds of the time with 80 MB less of private memory, vectors are the
    same bits, and processes on one machine share the pages.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with quiet():
        names = [node.name for node in onnx.load(source, load_external_data=False).graph.node]
        model = _with_4_bit_words(source) if embedding_bits == 4 else source
        if finely:
            model = _in_blocks(model, [name for name in names if re.search(finely, name)])
        quantize_dynamic(
            model,
            target,
            op_types_to_quantize=["MatMul"] if embedding_bits == 4 else ["MatMul", "Gather"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            use_external_data_format=True,
            nodes_to_exclude=[name for name in names if name.startswith(tuple(whole))],
            # types behind an operator that shape inference does not know
            extra_options={"DefaultTensorType": FLOAT_TENSOR},
        )
    for data in target.parent.glob(f"{target.name}.*"):  # onnx lets only its author read it
        shutil.copymode(target, data)


def _in_blocks(model: onnx.ModelProto | Path, names: Sequence[str]) -> onnx.ModelProto:
    """The model with those matrices in 8 bits by blocks, whose products are computed in 8 bits too."""
    import onnx
    from onnxruntime.quantization import QuantFormat
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    loaded = onnx.load(model) if isinstance(model, Path) else model
    config = DefaultWeightOnlyQuantConfig(
        block_size=FINE_BLOCK,
        is_symmetric=True,
        accuracy_level=INT8_ACTIVATIONS,
        quant_format=QuantFormat.QOperator,
        op_types_to_quantize=("MatMul",),
        bits=8,
    )
    others = [node.name for node in loaded.graph.node if node.name not in set(names)]
    quantizer = MatMulNBitsQuantizer(loaded, algo_config=config, nodes_to_exclude=others)
    quantizer.process()
    return quantizer.model.model


def _with_4_bit_words(source: Path) -> onnx.ModelProto:
    import onnx
    from onnxruntime.quantization import QuantFormat
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    model = onnx.load(source)
    others = [
        node.name for node in model.graph.node if node.op_type == "Gather" and node.input[1] != INPUT
    ]
    config = DefaultWeightOnlyQuantConfig(
        block_size=BLOCK_WEIGHTS,
        is_symmetric=True,
        quant_format=QuantFormat.QOperator,
        op_types_to_quantize=("Gather",),
        quant_axes=(("Gather", 1),),
        bits=4,
    )
    quantizer = MatMulNBitsQuantizer(model, algo_config=config, nodes_to_exclude=others)
    quantizer.process()
    return quantizer.model.model


def first_line(error: Exception) -> str:
    """What a library says first of what went wrong, at most 200 characters."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
