"""Build a snapshot from corpora: encode what changed, write everything aside, then swap."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.corpus import Reading, read_corpora
from index.documents import Document
from index.encoder import Encoder
from index.errors import BuildError, Problem, SnapshotError
from index.lexicon import Lexicon, load_lexicon
from index.lock import build_lock
from index.manifest import Counts, EncoderStamp, Manifest
from index.passages import CUT_VERSION
from index.snapshot import SNAPSHOTS, Snapshot, current_id, open_current, set_current
from index.writer import SnapshotWriter

Progress = Callable[[str, int, int], None]
"""(step, done, total)."""

_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_LITTLE = 1_000_000
"""Bytes free below which a failed write is put down to a full disk."""


@dataclass(frozen=True)
class Plan:
    """What a build would do, by document id."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    """Only metadata changed: written again, not encoded again."""
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.described or self.removed)


@dataclass(frozen=True)
class Report:
    """Outcome of a build or dry run."""

    plan: Plan
    problems: tuple[Problem, ...]
    snapshot: str | None
    """Id of the live snapshot afterwards; None after a dry run of a first build."""
    built: bool
    seconds: float
    counts: Counts = field(default_factory=Counts)


def content_hash(document: Document) -> str:
    """Changes whenever anything of the document does."""
    return _digest(document.model_dump_json(exclude_defaults=True))


def encoding_hash(document: Document) -> str:
    """Changes whenever its passages or vectors would: title, names, headings, text and the way they are cut."""
    headings = [heading.model_dump() for heading in document.headings]
    return _digest(json.dumps([CUT_VERSION, document.title, document.names, headings, document.text]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def build(
    corpora: Sequence[Path],
    data: Path,
    encoder: Encoder,
    *,
    lexicons: Sequence[Path] = (),
    full: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Indexes `corpora` into a new snapshot of `data` and makes it live; nothing is written when nothing changed.

    `lexicons`: further folders whose lexicon counts: spoken forms and acronyms are the language's, not a corpus's.

    Raises BuildError (no document at all, disk full), LockedError (another build is running). Whatever is raised,
    the live snapshot stays as it was."""
    started = time.monotonic()
    report = progress or (lambda step, done, total: None)
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"cannot write to {data} ({error.strerror}): choose another --data") from error
    report("lecture", 0, 0)
    corpora = list({path.resolve(): path for path in corpora}.values())
    reading = read_corpora(corpora)
    lexicon, problems = load_lexicon(list(dict.fromkeys(path.resolve() for path in (*corpora, *lexicons))))
    problems = reading.problems + problems
    if not reading.documents:
        detail = f"; first problem: {problems[0]}" if problems else ""
        raise BuildError(f"no document in {', '.join(map(str, corpora))}: add .md, .txt or .html files{detail}")
    with build_lock(data):
        _remove_dead(data)
        before = current_id(data)
        live = None if full else _reusable(data, encoder)
        plan = _plan(reading.documents, live)
        same = live is not None and plan.empty and live.manifest.lexicon == lexicon.fingerprint
        if dry_run or same:
            identity = current_id(data)
            counts = live.manifest.counts if live else Counts()
            if live:
                live.close()
            return Report(plan, tuple(problems), identity, False, time.monotonic() - started, counts)
        try:
            manifest = _write(corpora, reading, lexicon, problems, live, plan, data, encoder, report)
        except (OSError, sqlite3.Error, SnapshotError) as error:  # NumPy, SQLite and Chroma each fail their own way
            raise _unwritten(error, data) from error
        finally:
            if live is not None:
                live.close()
            _remove_dead(data)
        _prune(data, {manifest.id, before})
    return Report(plan, tuple(problems), manifest.id, True, time.monotonic() - started, manifest.counts)


def rollback(data: Path) -> str:
    """Makes the snapshot before the live one live again; returns its id. Raises BuildError when there is none."""
    with build_lock(data):
        live = current_id(data)
        earlier = [identity for identity in _whole_snapshots(data) if live is None or identity < live]
        if not earlier:
            raise BuildError("there is no earlier snapshot to go back to: build one with `assistant index`")
        set_current(data, earlier[-1])
        return earlier[-1]


def _reusable(data: Path, encoder: Encoder) -> Snapshot | None:
    """The live snapshot if its vectors can be taken over."""
    try:
        live = open_current(data)
    except SnapshotError:
        return None
    return live if live.manifest.encoder.fingerprint == encoder.fingerprint else None


def _plan(documents: Sequence[Document], live: Snapshot | None) -> Plan:
    old = {} if live is None else {identity: (c, e) for _, identity, c, e in live.store.hashes()}
    groups: dict[str, list[str]] = {"added": [], "changed": [], "described": [], "unchanged": []}
    for document in documents:
        before = old.pop(document.id, None)
        if before is None:
            group = "added"
        elif before[1] != encoding_hash(document):
            group = "changed"
        elif before[0] != content_hash(document):
            group = "described"
        else:
            group = "unchanged"
        groups[group].append(document.id)
    return Plan(removed=tuple(sorted(old)), **{name: tuple(ids) for name, ids in groups.items()})


def _write(
    corpora: Sequence[Path],
    reading: Reading,
    lexicon: Lexicon,
    problems: list[Problem],
    live: Snapshot | None,
    plan: Plan,
    data: Path,
    encoder: Encoder,
    progress: Progress,
) -> Manifest:
    now = dt.datetime.now(dt.UTC)
    identity = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
    folder = data / SNAPSHOTS / identity
    folder.mkdir(parents=True)
    writer = SnapshotWriter(folder, encoder, live)
    try:
        hashed = [(d, content_hash(d), encoding_hash(d)) for d in reading.documents]
        counts = writer.write(hashed, stale=(*plan.changed, *plan.removed), progress=progress)
    finally:
        writer.close()
    (folder / "lexicon.json").write_text(lexicon.model_dump_json(), "utf-8")
    manifest = Manifest(
        id=identity,
        created_on=now,
        encoder=EncoderStamp(name=encoder.name, fingerprint=encoder.fingerprint, dimension=encoder.dimension),
        lexicon=lexicon.fingerprint,
        cut_version=CUT_VERSION,
        corpora=tuple(str(corpus) for corpus in corpora),
        counts=counts,
        kinds=dict(sorted(Counter(document.kind for document in reading.documents).items())),
        problems=tuple(str(problem) for problem in problems),
    )
    manifest.save(folder)
    _flush(folder)
    set_current(data, identity)
    return manifest


def _flush(folder: Path) -> None:
    """Forces every file of a snapshot to the disk, so that a power cut never leaves `CURRENT` naming empty files."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _snapshots(data: Path) -> Iterator[Path]:
    root = data / SNAPSHOTS
    yield from sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else ()


def _whole_snapshots(data: Path) -> list[str]:
    """Ids of the complete snapshots, oldest first."""
    return [path.name for path in _snapshots(data) if (path / "manifest.json").is_file()]


def _remove_dead(data: Path) -> None:
    """Removes what killed builds left; called under the lock, so nothing here is being written."""
    whole = set(_whole_snapshots(data))
    for path in _snapshots(data):
        if path.name not in whole:
            shutil.rmtree(path, ignore_errors=True)


def _prune(data: Path, kept: Collection[str | None]) -> None:
    """Removes every snapshot but those `kept`: the live one and the one that was live before, for `--rollback`.
    Readers that still hold an older one keep its files: the system frees them when they are closed."""
    for identity in _whole_snapshots(data):
        if identity not in kept:
            shutil.rmtree(data / SNAPSHOTS / identity, ignore_errors=True)


def _unwritten(error: Exception, data: Path) -> BuildError:
    """Says why a snapshot could not be written. Only the disk itself says reliably that it is full: NumPy drops the
    error number and Chroma reports an input/output error."""
    if getattr(error, "errno", None) in _FULL_DISK or shutil.disk_usage(data).free < _LITTLE:
        return BuildError(f"the disk of {data} is full: free some space and run it again; the live index is unchanged")
    reason = error.args[0][0][2] if isinstance(error, shutil.Error) else error
    return BuildError(f"the index cannot be written ({reason}); the live index is unchanged")
