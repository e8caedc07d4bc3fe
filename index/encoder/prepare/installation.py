"""Putting a prepared model in its place: whole or not at all, by one process at a time."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.encoder.encoder_card import ModelError

_SCRATCH_PREFIX = ".preparing-"
_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def install(target: Path, is_ready: Callable[[], bool], build: Callable[[Path], Path], name: str) -> bool:
    """Install at ``target`` the folder that ``build`` makes in a scratch directory, unless ``is_ready``; whether it was built.

    The folder appears whole or not at all: it is built beside its place and renamed; a lock makes a second process wait for
    the first. ``name`` is what messages call the model. Raises :class:`ModelError`, whose message says what to do, for a full
    disk and a directory that cannot be written; what else ``build`` raises passes through."""
    if is_ready():
        return False
    models = target.parent
    try:
        models.mkdir(parents=True, exist_ok=True)
        with _alone(models):
            if is_ready():  # another process prepared it meanwhile
                return False
            _remove_leftovers(models)
            scratch = Path(tempfile.mkdtemp(dir=models, prefix=_SCRATCH_PREFIX))
            try:
                _replace(target, build(scratch), scratch)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
    except Exception as error:
        if _is_full_disk(error):
            raise ModelError(
                f"No space left in {models} while preparing {name}: free about 2 GB there (0.2 GB stays in "
                "use), or name another data directory with --data."
            ) from error
        if isinstance(error, OSError):
            raise ModelError(f"{models} cannot be written ({error}): name another data directory.") from error
        raise
    return True


def _replace(target: Path, ready: Path, scratch: Path) -> None:
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
