"""Prepare an encoder once: weights → `SentenceTransformer` → ONNX → 8 bits → proof → installed folder.

Only preparation imports PyTorch; serving (:mod:`index.encoder.encoder`) reads the folder this module installs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.encoder.encoder import Encoder
from index.encoder.encoder_card import (
    MODEL_FILE,
    SENTENCEPIECE_FILE,
    TOKENIZER_FILE,
    CardError,
    EncoderCard,
    FileProof,
    ModelError,
)
from index.encoder.prepare.carried_model import CARRIED_MODEL
from index.encoder.prepare.encoder_source import EncoderSource
from index.encoder.prepare.export_check import verify
from index.encoder.prepare.installation import install
from index.encoder.prepare.reference_model import ReferenceModel
from index.encoder.prepare.source_choice import source_of

__all__ = ["CARRIED_MODEL", "ModelError", "Progress", "locate", "prepare", "slug_of"]

Progress = Callable[[str, int, int], None]
"""Called with the name of the step that starts, the steps done, and the steps in all."""

STEPS = ("load model", "export graph", "quantise", "verify", "install")


def slug_of(spec: str) -> str:
    """The folder name of a model: readable, safe, and different for different models."""
    folder = Path(spec).expanduser()
    if spec == CARRIED_MODEL or not folder.is_dir():
        return _plain(spec.replace("/", "--"))
    folder = folder.resolve()
    return f"{_plain(folder.name)}-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"


def locate(spec: str, *directories: Path) -> Path | None:
    """The intact folder of model ``spec`` in the first of ``directories`` that has it, else None."""
    for directory in directories:
        folder = directory / slug_of(spec)
        if is_intact(folder):
            return folder
    return None


def is_intact(folder: Path) -> bool:
    """Whether ``folder`` holds a whole prepared encoder: a readable card and files of the right sizes."""
    try:
        EncoderCard.read(folder)
    except CardError:
        return False
    return True


def prepare(
    spec: str,
    models: Path,
    *,
    progress: Progress | None = None,
    force: bool = False,
    source: EncoderSource | None = None,
) -> Path:
    """Install the encoder named ``spec`` under ``models`` and return its folder.

    ``spec`` is :data:`CARRIED_MODEL`, a local sentence-transformers folder, a hub id, or what another
    source takes. An intact folder is returned at once unless ``force``. The folder appears whole or not
    at all: it is built beside its place and renamed; a lock makes a second process wait for the first.
    ``source`` is where the model comes from, by default the one that takes its name. Raises
    :class:`ModelError`, whose message says what to do.
    """
    target = models / slug_of(spec)
    report = progress or (lambda step, done, total: None)

    def build(scratch: Path) -> Path:
        return _build(spec, source or source_of(spec), scratch, target.name, report)

    if install(target, lambda: not force and is_intact(target), build, spec):
        report(STEPS[4], len(STEPS), len(STEPS))
    return target


def _build(spec: str, source: EncoderSource, scratch: Path, name: str, report: Progress) -> Path:
    """Build the folder in ``scratch``, prove it, and return it, ready to be installed under ``name``."""
    from index.encoder.prepare.onnx_graph import export, quantise

    ready = scratch / "ready"
    ready.mkdir()
    report(STEPS[0], 0, len(STEPS))
    reference = source.load(spec, scratch)
    report(STEPS[1], 1, len(STEPS))
    if reference.sentencepiece is None:
        reference.tokenizer.save(str(ready / TOKENIZER_FILE), pretty=False)
    else:
        (ready / SENTENCEPIECE_FILE).write_bytes(reference.sentencepiece)
    export(reference, scratch / MODEL_FILE)
    report(STEPS[2], 2, len(STEPS))
    quantise(scratch / MODEL_FILE, ready / MODEL_FILE, reference.embedding_bits)
    report(STEPS[3], 3, len(STEPS))
    _certify(spec, reference, ready, name)
    report(STEPS[4], 4, len(STEPS))
    return ready


def _certify(spec: str, reference: ReferenceModel, ready: Path, name: str) -> None:
    """Write the card, prove the encoder it describes, and write the proof on the card."""
    card = EncoderCard(
        name=name,
        spec=spec,
        source=reference.source,
        source_sha256=reference.source_sha256,
        dimension=reference.dimension,
        max_tokens=reference.max_tokens,
        pooling=reference.pooling,
        query_prompt=reference.query_prompt,
        passage_prompt=reference.passage_prompt,
        files={file.name: FileProof.of(file) for file in ready.iterdir()},
        created_on=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    )
    card.write(ready)
    replace(card, verification=verify(reference, Encoder.open(ready))).write(ready)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-") or "model"
