"""Build a snapshot from corpora: encode what changed, write everything aside, then swap."""

from __future__ import annotations

import datetime as dt
import errno
import secrets
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.build.gate import Gate, RefusedError
from index.build.lock import build_lock
from index.build.losses import Loss, LossError, losses_of
from index.build.plan import Hashed, Plan, hashed, plan_of
from index.build.question_writer import write_questions
from index.build.writer import SnapshotWriter
from index.encoder.encoder import Encoder
from index.errors import BuildError, Problem, SnapshotError
from index.ingest.corpus_folder import Reading, read_corpora
from index.ingest.file_identity import Origin, load_origins, recalling, save_origins
from index.language.general_lexicon import Lexicon
from index.programmes.lexicon import load_lexicon
from index.programmes.programme import Programmes, load_programmes
from index.questions.accepted import Questions, read_questions
from index.storage.gate_report import GateReport
from index.storage.generations import flush, prune, remove_dead, whole_snapshots
from index.storage.health import damage, file_sizes, has_vectors, lost_vectors
from index.storage.manifest import Counts, EncoderStamp, Manifest
from index.storage.passages import CUT_VERSION
from index.storage.snapshot import SNAPSHOTS, Snapshot, current_id, open_current, remove_snapshots, set_current
from index.storage.vector_backends import EMBEDDED
from index.storage.vector_store import VectorBackend

Progress = Callable[[str, int, int], None]
"""(step, done, total)."""

_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_LITTLE = 1_000_000
"""Bytes free below which a failed write is put down to a full disk."""


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
    repaired: str | None = None
    """What was wrong with the live snapshot, so that everything was made anew."""
    gate: GateReport | None = None
    lost: tuple[Loss, ...] = ()
    """Records of the snapshot before that a slip in their file leaves out: only a dry run or a forced build has any."""


@dataclass(frozen=True)
class _Before:
    """The live snapshot as a build finds it."""

    identity: str | None
    opened: Snapshot | None
    """None where there is none, or none that can be read."""
    reusable: Snapshot | None
    """`opened`, where its vectors can be taken over."""
    damage: str | None
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class _How:
    """Where and with what a build is made."""

    data: Path
    encoder: Encoder
    gate: Gate | None
    force: bool
    progress: Progress
    backend: VectorBackend


@dataclass(frozen=True)
class _Work:
    """What one build is made from."""

    how: _How
    corpora: tuple[Path, ...]
    lexicon: Lexicon
    programmes: Programmes
    questions: Questions
    reading: Reading
    documents: tuple[Hashed, ...]
    problems: tuple[Problem, ...]
    plan: Plan
    before: _Before
    reusable: Snapshot | None


def build(
    corpora: Sequence[Path],
    data: Path,
    encoder: Encoder,
    *,
    full: bool = False,
    dry_run: bool = False,
    gate: Gate | None = None,
    force: bool = False,
    progress: Progress | None = None,
    backend: VectorBackend = EMBEDDED,
) -> Report:
    """Indexes `corpora` into a new snapshot of `data` and makes it live; nothing is written when nothing changed.

    `gate` compares the new snapshot with the live one before the swap; `force` swaps whatever it says, and whatever is lost.
    `backend`: where the vectors go; by default, into the snapshot's folder.

    Raises BuildError (no document at all, disk full), LossError (a slip in a file would lose records of the live snapshot),
    RefusedError (by the gate), LockedError (another build is running). Whatever is raised, the live snapshot stays as it was."""
    started = time.monotonic()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"cannot write to {data} ({error.strerror}): choose another --data") from error
    corpora = list({path.resolve(): path for path in corpora}.values())
    with build_lock(data), ExitStack() as stack:
        remove_dead(data, backend)
        before = _before(data, encoder, backend, stack)
        how = _How(data, encoder, gate, force, progress or (lambda step, done, total: None), backend)
        work = _read(corpora, how, before, None if full else before.reusable)
        lost = losses_of(before.opened, [d.id for d in work.reading.documents], work.problems) if before.opened else ()
        if lost and not (force or dry_run):
            raise LossError(lost)
        outcome = Report(
            work.plan, work.problems, before.identity, False, time.monotonic() - started,
            work.reusable.manifest.counts if work.reusable else Counts(), before.damage, lost=lost,
        )  # fmt: skip
        if dry_run or _nothing_to_do(work):
            return outcome
        manifest = _live(work)
        prune(data, {manifest.id, before.identity}, backend)
    return replace(
        outcome, snapshot=manifest.id, built=True, seconds=time.monotonic() - started, counts=manifest.counts,
        gate=manifest.gate,
    )  # fmt: skip


def _read(corpora: Sequence[Path], how: _How, before: _Before, reusable: Snapshot | None) -> _Work:
    """What is to be indexed, read from the folders. Raises BuildError where there is no document at all."""
    how.progress("lecture", 0, 0)
    recall = recalling(before.origins, reusable.document) if reusable else None
    reading = read_corpora(corpora, before.origins, recall)
    lexicon, problems = load_lexicon(path.resolve() for path in corpora)
    programmes, undeclared = load_programmes(path.resolve() for path in corpora)
    questions = read_questions(corpora, reading.documents)
    problems = [*reading.problems, *problems, *undeclared, *questions.problems]
    if not reading.documents:
        detail = f"; first problem: {problems[0]}" if problems else ""
        folders = ", ".join(map(str, corpora))
        raise BuildError(f"no document in {folders}: add Markdown, text, web, PDF, office or table files{detail}")
    documents = tuple(hashed(reading.documents))
    plan = plan_of(documents, reading, reusable)
    return _Work(
        how, tuple(corpora), lexicon, programmes, questions, reading, documents, tuple(problems), plan, before, reusable
    )


def _nothing_to_do(work: _Work) -> bool:
    """Whether the live snapshot is what a build would make; then only what is known of the files is written anew."""
    live = work.reusable
    if live is None or not work.plan.empty:
        return False
    read = work.lexicon.fingerprint, work.programmes.fingerprint, work.questions.fingerprint
    if (live.manifest.lexicon, live.manifest.programmes, live.manifest.questions) != read:
        return False
    if not has_vectors(live, work.how.backend):
        return False
    if work.reading.origins != work.before.origins:  # read by a newer program, to the same effect: only builders look at it
        save_origins(live.folder, work.reading.origins)
    return True


def _live(work: _Work) -> Manifest:
    """Writes a snapshot and makes it live; what a failed attempt left is removed. Raises BuildError."""
    try:
        return _written(work)
    except (OSError, sqlite3.Error, SnapshotError) as error:  # NumPy, SQLite and vector stores each fail their own way
        raise _unwritten(error, work.how.data) from error
    finally:
        remove_dead(work.how.data, work.how.backend)


def rollback(data: Path) -> str:
    """Makes the snapshot before the live one live again; returns its id. Raises BuildError when there is none."""
    with build_lock(data):
        live = current_id(data)
        earlier = [identity for identity in whole_snapshots(data) if live is None or identity < live]
        if not earlier:
            raise BuildError("there is no earlier snapshot to go back to: build one with `assistant index`")
        set_current(data, earlier[-1])
        return earlier[-1]


def _before(data: Path, encoder: Encoder, backend: VectorBackend, stack: ExitStack) -> _Before:
    """The live snapshot, closed with `stack`. Its origins are read even where the rest of it is lost."""
    identity = current_id(data)
    if identity is None:
        return _Before(None, None, None, None, ())
    origins = load_origins(data / SNAPSHOTS / identity)
    try:
        opened = stack.enter_context(closing(open_current(data, backend)))
    except (SnapshotError, ValueError, OSError) as error:  # a damaged CURRENT may name what is no path at all
        return _Before(identity, None, None, str(error), origins)
    lost = damage(opened)
    if lost:
        return _Before(identity, None, None, lost, origins)
    same_encoder = opened.manifest.encoder.fingerprint == encoder.fingerprint
    return _Before(identity, opened, opened if same_encoder else None, None, origins)


def _written(work: _Work) -> Manifest:
    """Writes a snapshot, has it judged, and makes it live."""
    now = dt.datetime.now(dt.UTC)
    identity = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
    folder = work.how.data / SNAPSHOTS / identity
    counts = _write(work, folder, work.reusable)
    encoder = work.how.encoder
    manifest = Manifest(
        id=identity,
        created_on=now,
        encoder=EncoderStamp(name=encoder.name, fingerprint=encoder.fingerprint, dimension=encoder.dimension),
        lexicon=work.lexicon.fingerprint,
        programmes=work.programmes.fingerprint,
        questions=work.questions.fingerprint,
        cut_version=CUT_VERSION,
        corpora=tuple(str(corpus.resolve()) for corpus in work.corpora),
        counts=counts,
        kinds=dict(sorted(Counter(document.kind for document in work.reading.documents).items())),
        problems=tuple(str(problem) for problem in work.problems),
    )
    with closing(Snapshot(folder, manifest, work.how.backend)) as candidate:
        lost = lost_vectors(candidate)
        gate = None if lost else _judged(work, candidate)
    if lost and work.reusable is not None:  # what was copied was not sound: nothing is
        remove_snapshots([folder], work.how.backend)
        return _written(replace(work, reusable=None))
    if lost:
        raise SnapshotError(f"the new index is not sound: {lost}")
    manifest = manifest.model_copy(update={"gate": gate, "files": file_sizes(folder)})
    save_origins(folder, work.reading.origins)
    manifest.save(folder)
    flush(folder)
    set_current(work.how.data, identity)
    return manifest


def _write(work: _Work, folder: Path, reusable: Snapshot | None) -> Counts:
    """Writes all files of a snapshot but its origins and its manifest."""
    folder.mkdir(parents=True)
    writer = SnapshotWriter(folder, work.how.encoder, reusable, work.programmes.main, work.how.backend)
    try:
        counts = writer.write(work.documents, stale=work.plan.stale, progress=work.how.progress)
    finally:
        writer.close()
    ordinals = {entry.document.id: ordinal for ordinal, entry in enumerate(work.documents)}
    known = reusable.questions if reusable else None
    asked = write_questions(folder, work.questions.accepted, ordinals, work.how.encoder, known)
    (folder / "lexicon.json").write_text(work.lexicon.model_dump_json(), "utf-8")
    (folder / "programmes.json").write_text(work.programmes.model_dump_json(), "utf-8")
    return counts.model_copy(update={"questions": asked})


def _judged(work: _Work, candidate: Snapshot) -> GateReport | None:
    """What the gate says of a snapshot that is not live yet. Raises RefusedError where it falls behind."""
    if work.how.gate is None or work.before.identity is None:
        return None
    if work.before.opened is None:
        return GateReport(skipped="l'index en service ne peut pas être lu : rien à quoi comparer")
    if work.before.reusable is None:
        return GateReport(skipped="l'index en service a un autre encodeur : rien à quoi comparer")
    work.how.progress("contrôle", 0, 0)
    report = work.how.gate(candidate, work.before.opened, work.plan.touched)
    if report.refused and not work.how.force:
        raise RefusedError(report)
    return report.model_copy(update={"forced": report.refused})


def _unwritten(error: Exception, data: Path) -> BuildError:
    """Says why a snapshot could not be written. Only the disk itself says reliably that it is full: NumPy drops the
    error number and Chroma reports an input/output error."""
    if getattr(error, "errno", None) in _FULL_DISK or shutil.disk_usage(data).free < _LITTLE:
        return BuildError(f"the disk of {data} is full: free some space and run it again; the live index is unchanged")
    reason = error.args[0][0][2] if isinstance(error, shutil.Error) else error
    return BuildError(f"the index cannot be written ({reason}); the live index is unchanged")
