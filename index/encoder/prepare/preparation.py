"""Prepare an encoder once: weights → `SentenceTransformer` → ONNX → 8 bits → proof → installed folder.

Only preparation imports PyTorch; serving (:mod:`index.encoder.encoder`) reads the folder this module installs.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from index.encoder.prepare.reference_model import ReferenceModel
from index.encoder.prepare.source_choice import source_of

__all__ = ["CARRIED_MODEL", "ModelError", "Progress", "locate", "prepare", "slug_of"]

Progress = Callable[[str, int, int], None]
"""Called with the name of the step that starts, the steps done, and the steps in all."""

STEPS = ("load model", "export graph", "quantise", "verify", "install")
_SCRATCH_PREFIX = ".preparing-"
_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


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
    if not force and is_intact(target):
        return target
    report = progress or (lambda step, done, total: None)
    try:
        models.mkdir(parents=True, exist_ok=True)
        with _alone(models):
            if not force and is_intact(target):  # another process prepared it meanwhile
                return target
            _remove_leftovers(models)
            scratch = Path(tempfile.mkdtemp(dir=models, prefix=_SCRATCH_PREFIX))
            try:
                _build(spec, source or source_of(spec), scratch, target, report)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
    except Exception as error:
        if _is_full_disk(error):
            raise ModelError(
                f"No space left in {models} while preparing {spec}: free about 2 GB there (0.1 GB stays in "
                "use), or name another data directory with --data."
            ) from error
        if isinstance(error, OSError):
            raise ModelError(f"{models} cannot be written ({error}): name another data directory.") from error
        raise
    return target


def _build(spec: str, source: EncoderSource, scratch: Path, target: Path, report: Progress) -> None:
    """Build the folder in ``scratch``, prove it, and move it to ``target``."""
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
    _certify(spec, reference, ready, target.name)
    report(STEPS[4], 4, len(STEPS))
    _install(ready, target, scratch)
    report(STEPS[4], len(STEPS), len(STEPS))


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


def _install(ready: Path, target: Path, scratch: Path) -> None:
    """Put ``ready`` in the place of ``target``; what stood there goes to ``scratch``, to be removed."""
    for file in ready.iterdir():
        with file.open("rb") as handle:
            os.fsync(handle.fileno())  # a rename must not reach the disk before the content does
    if target.exists():
        target.rename(scratch / "replaced")
    ready.rename(target)


@contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Hold the lock of the ``models`` directory; the system drops it if the process dies."""
    from filelock import FileLock

    with FileLock(models / ".lock"):
        yield


def _remove_leftovers(models: Path) -> None:
    """Remove what a killed preparation left; called under the lock, so none is in use."""
    for leftover in models.glob(f"{_SCRATCH_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _is_full_disk(error: BaseException | None) -> bool:
    """Whether ``error`` or one of its causes is a full disk; native libraries only say so in words."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL_DISK:
            return True
        if any(f"os error {number})" in str(error) for number in _FULL_DISK):
            return True
        error = error.__cause__ or error.__context__
    return False


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-") or "model"
