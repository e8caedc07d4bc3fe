"""The reference model: a real `SentenceTransformer`, which the served copy is exported from and judged by."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.encoder.encoder_card import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

E5_PROMPTS = {"query": "query: ", "passage": "passage: "}
"""From the model card of intfloat/multilingual-e5-small; the E5 family carries none in its files."""
DEFAULT_MAX_TOKENS = 512

_PREPARATION_PACKAGES = {
    "torch": "torch",
    "transformers": "transformers",
    "sentence_transformers": "sentence-transformers",
    "onnx": "onnx",
    "onnxruntime": "onnxruntime",
    "filelock": "filelock",
}


@dataclass(frozen=True)
class ReferenceModel:
    """A loaded model and what the served copy must know of it.

    ``pooling`` is ``mean`` or ``cls``; ``source`` says in words where the weights came from;
    ``embedding_bits`` (4 or 8) is what the word vectors can be stored in; ``sentencepiece`` is the vocabulary as a
    serialised SentencePiece model, where there is one to serve in place of ``tokenizer``, which it must equal.
    """

    model: SentenceTransformer
    tokenizer: Tokenizer
    pooling: str
    max_tokens: int
    dimension: int
    query_prompt: str
    passage_prompt: str
    source: str
    source_sha256: str
    embedding_bits: int
    sentencepiece: bytes | None = None


def require_packages() -> None:
    """Raise :class:`ModelError` with the command to run when a package that preparation needs is missing."""
    missing = [
        name for module, name in _PREPARATION_PACKAGES.items() if importlib.util.find_spec(module) is None
    ]
    if missing:
        raise ModelError(
            f"Preparing a model needs {', '.join(missing)}: run `pip install {' '.join(missing)}`, "
            "then `assistant model prepare`."
        )


@contextmanager
def quiet() -> Iterator[None]:
    """Hush progress bars and advice the libraries print for their developers; errors still raise."""
    from transformers.utils import logging as transformers_logging

    verbosity = transformers_logging.get_verbosity()
    root_level, handlers = logging.root.level, logging.root.handlers[:]
    logging.disable(logging.WARNING)
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
        logging.root.setLevel(root_level)  # the quantiser configures the root logger when imported
        logging.root.handlers[:] = handlers
        transformers_logging.set_verbosity(verbosity)
        transformers_logging.enable_progress_bar()


def load_sentence_transformer(name: str, spec: str, source: str, advice: Callable[[str], str]) -> ReferenceModel:
    """A model that sentence-transformers loads by ``name``, a folder or a hub id.

    ``spec`` is its name in the settings, ``source`` what the card says of its origin, ``advice`` makes the message of
    the :class:`ModelError` that is raised where it cannot be loaded, from the library's own words."""
    require_packages()
    from sentence_transformers import SentenceTransformer

    try:
        with quiet():
            model = SentenceTransformer(name, device="cpu", model_kwargs={"attn_implementation": "eager"})
    except Exception as error:  # the hub client, its transport and the loaders raise many kinds
        raise ModelError(advice(" ".join(str(error).split())[:200])) from error
    query, passage = _prompts_of(model, spec)
    encoder: Any = model[0]
    return ReferenceModel(
        model=model,
        tokenizer=_fast_tokenizer(model, spec),
        pooling=_pooling_of(model, spec),
        max_tokens=int(model.max_seq_length or DEFAULT_MAX_TOKENS),
        dimension=int(encoder.get_embedding_dimension()),
        query_prompt=query,
        passage_prompt=passage,
        source=source,
        source_sha256=_weights_sha256(model),
        embedding_bits=8,
    )


def _pooling_of(model: SentenceTransformer, spec: str) -> str:
    """``mean`` or ``cls``. Raises :class:`ModelError` for other parts than these three kinds."""
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    modules = list(model)
    known = all(isinstance(module, (Transformer, Pooling, Normalize)) for module in modules)
    poolings = [module for module in modules if isinstance(module, Pooling)]
    if not known or not isinstance(modules[0], Transformer) or len(poolings) != 1:
        names = ", ".join(type(module).__name__ for module in modules)
        raise ModelError(f"{spec} is made of {names}; choose one of Transformer, Pooling, Normalize.")
    (pooling,) = poolings
    if pooling.pooling_mode not in ("mean", "cls") or not pooling.include_prompt:
        raise ModelError(f"{spec} pools by {pooling.pooling_mode!r}; choose one with mean or cls pooling.")
    return str(pooling.pooling_mode)


def _prompts_of(model: SentenceTransformer, spec: str) -> tuple[str, str]:
    prompts: dict[str, str] = {name: text for name, text in (model.prompts or {}).items() if text}
    if not prompts and re.search(r"(^|[^a-z])e5([^a-z]|$)", Path(spec).name.lower()):
        prompts = E5_PROMPTS
    return prompts.get("query", ""), prompts.get("passage") or prompts.get("document", "")


def _fast_tokenizer(model: SentenceTransformer, spec: str) -> Tokenizer:
    from tokenizers import Tokenizer

    backend: Any = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(f"{spec} has no fast tokenizer: choose a model that ships a tokenizer.json.")
    tokenizer = Tokenizer.from_str(backend.to_str())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _weights_sha256(model: SentenceTransformer) -> str:
    """A hash of all weights, the same whatever file format they were stored in."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())
    return digest.hexdigest()
