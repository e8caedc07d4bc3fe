"""Prepare the reader once: the encoder's weights, what was learned added to them → ONNX → 8 bits → proof → installed folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder.encoder_card import MODEL_FILE, SENTENCEPIECE_FILE, CardError, FileProof, ModelError, sha256_of
from index.encoder.pair import MAX_TOKENS
from index.encoder.prepare.carried_model import CARRIED_MODEL, WEIGHTS_SHA256, CarriedModel
from index.encoder.prepare.installation import install
from index.encoder.prepare.reference_model import ReferenceModel, require_packages
from index.encoder.reader import OnnxReader, Readable
from index.encoder.reader_card import ReaderCard

LEARNED = Path(__file__).with_name("reader.safetensors")
"""What `python -m evaluation.reading train` made: docs/lecteur.md says of what."""
LEARNED_SHA256 = "bb592355b3990014981161277a3938ac04ab9074dbf80456867c2bbe4a899ad5"
READER = f"{CARRIED_MODEL}-reader"
PROOF_PAIRS = Path(__file__).with_name("proof_pairs.json")
"""Questions beside passages, with the spans of their sentences."""
MOST_APART = 0.02
"""Between a judgement, as a probability, and that of the reference model: on average over the pairs."""
STEPS = ("load reader", "export reader", "quantise reader", "verify reader", "install reader")

Progress = Callable[[str, int, int], None]


def locate_reader(*directories: Path) -> Path | None:
    """The intact folder of the reader in the first of ``directories`` that has it, made of the weights that this version
    carries; else None."""
    return next((folder for folder in (path / READER for path in directories) if is_current(folder)), None)


def is_current(folder: Path) -> bool:
    """Whether ``folder`` holds a whole reader, made of what this version of the project learned."""
    try:
        return ReaderCard.read(folder).learned_sha256 == LEARNED_SHA256
    except CardError:
        return False


def prepare_reader(
    models: Path, *, progress: Progress | None = None, force: bool = False, learned: Path = LEARNED, sha256: str | None = None
) -> Path:
    """Install the reader under ``models`` and return its folder; an intact one is returned at once unless ``force``.

    ``learned``: another file of what was learned, whose SHA-256 is not checked unless given. Raises :class:`ModelError`, whose
    message says what to do."""
    target = models / READER
    report = progress or (lambda step, done, total: None)
    expected = LEARNED_SHA256 if learned == LEARNED else sha256

    def build(scratch: Path) -> Path:
        return _build(_proven(learned, expected), scratch, report)

    if install(target, lambda: not force and learned == LEARNED and is_current(target), build, READER):
        report(STEPS[-1], len(STEPS), len(STEPS))
    return target


def carried_network(scratch: Path) -> tuple[Any, ReferenceModel]:
    """The reader's network before anything is learned, heads untrained, and the encoder it is built on."""
    require_packages()
    from index.encoder.prepare.reader_network import ReaderNetwork

    reference = CarriedModel().load(CARRIED_MODEL, scratch)
    transformer: Any = reference.model[0]
    return ReaderNetwork(transformer.auto_model).eval(), reference


def _proven(learned: Path, sha256: str | None) -> Path:
    try:
        found = sha256_of(learned)
    except OSError as error:
        raise ModelError(f"{learned} cannot be read ({error}): take it anew from the project.") from error
    if sha256 is not None and found != sha256:
        raise ModelError(
            f"{learned} is not the expected version: SHA-256 {found[:12]}… instead of {sha256[:12]}…; take it anew from the "
            "project."
        )
    return learned


def _build(learned: Path, scratch: Path, report: Progress) -> Path:
    from index.encoder.prepare.reader_delta import merge
    from index.encoder.prepare.reader_graph import export_reader, quantise_reader

    ready = scratch / "ready"
    ready.mkdir()
    report(STEPS[0], 0, len(STEPS))
    network, reference = carried_network(scratch)
    merge(network, learned)
    report(STEPS[1], 1, len(STEPS))
    (ready / SENTENCEPIECE_FILE).write_bytes(reference.sentencepiece or b"")
    export_reader(network, scratch / MODEL_FILE)
    report(STEPS[2], 2, len(STEPS))
    quantise_reader(scratch / MODEL_FILE, ready / MODEL_FILE, reference.embedding_bits)
    report(STEPS[3], 3, len(STEPS))
    card = ReaderCard(
        name=READER,
        learned_sha256=sha256_of(learned),
        source_sha256=WEIGHTS_SHA256,
        max_tokens=MAX_TOKENS,
        files={file.name: FileProof.of(file) for file in ready.iterdir()},
        created_on=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    )
    card.write(ready)
    replace(card, verification=_verified(network, ready)).write(ready)
    report(STEPS[4], 4, len(STEPS))
    return ready


def _verified(network: Any, ready: Path) -> dict[str, float | int]:
    """How far apart judgements of the served copy and of the reference model are, as probabilities. Raises ModelError."""
    pairs = json.loads(PROOF_PAIRS.read_text("utf-8"))
    apart = [
        np.abs(_probabilities(expected) - _probabilities(found))
        for expected, found in zip(reference_logits(network, ready, pairs), served_logits(ready, pairs), strict=True)
    ]
    every = np.concatenate(apart)
    if not np.isfinite(every).all() or every.mean() > MOST_APART:
        raise ModelError(
            f"The 8-bit copy of the reader is too far from its reference: {every.mean():.3f} on average, at most {MOST_APART} "
            "is right. It was not installed; please report this."
        )
    return {
        "pairs": len(pairs),
        "judgements": len(every),
        "apart_mean": round(float(every.mean()), 5),
        "apart_90": round(float(np.quantile(every, 0.9)), 5),
        "apart_max": round(float(every.max()), 5),
    }


def served_logits(folder: Path, pairs: list[dict[str, Any]]) -> list[np.ndarray]:
    """Log-odds of each sentence of each pair, as the prepared reader gives them."""
    reader = OnnxReader.open(folder)
    return [
        next(iter(reader.judge(pair["question"], [Readable(pair["context"], pair["text"], pair["spans"])]))).sentences
        for pair in pairs
    ]


def reference_logits(network: Any, folder: Path, pairs: list[dict[str, Any]]) -> list[np.ndarray]:
    """Log-odds of each sentence of each pair, as the network in PyTorch gives them, with the tokenizer of ``folder``."""
    import torch

    from index.encoder.pair import PairLayout
    from index.encoder.tokenizer_choice import open_tokenizer

    layout = PairLayout(open_tokenizer(folder), MAX_TOKENS)
    found = []
    for pair in pairs:
        laid = layout.pair(layout.question(pair["question"]), pair["context"], pair["text"], pair["spans"])
        with torch.inference_mode():
            sentences, _ = network(torch.from_numpy(laid.ids)[None], torch.from_numpy(laid.pooling)[None])
        found.append(sentences[0].numpy())
    return found


def _probabilities(logits: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.asarray(logits, np.float64)))
