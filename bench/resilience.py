"""Builds killed and starved at random moments while questions are asked: `python -m bench.resilience`; ten minutes.

Every round changes all documents, starts a build and ends it: `kill -9` at a random moment, or a disk that fills up. Then a
build that is left alone must repair everything. Meanwhile questions are asked of a server all the time; each answer must
state the amount that the snapshot it names holds, and no request may fail."""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

from bench.generated_corpus import amount, question, write_corpus
from bench.processes import BenchError, serving
from index.errors import IndexingError
from index.storage.generations import dead_snapshots
from index.storage.snapshot import current_id, open_current

DOCUMENTS = 8
KILLS = 60
STARVED = 20
DISK_MB = 64
"""Size of the disk that is filled up, where one can be mounted: several times a snapshot."""
_ASKERS = 2
_PAUSE_S = 0.4
"""Between two questions of an asker: the builds must get on, too."""
_PRELOADED = [
    "assistant.maintenance.quality_gate", "assistant.maintenance.index_builds", "evaluation.judging.outcomes",
    "chromadb", "onnxruntime",
]  # fmt: skip
"""Imported once for all builders, so that what is killed is the build and not Python's start."""


@dataclass
class Outcome:
    """What became of the builds and of the questions."""

    builds: Counter[str] = field(default_factory=Counter)
    """Ended builds by what they were doing: the last step told, or "finished"."""
    answers: int = 0
    snapshots: int = 0
    """Different snapshots that answered."""
    failures: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.failures and self.answers > 0


@dataclass(frozen=True)
class _Answered:
    number: int
    snapshot: str
    text: str


class _Trial:
    """A corpus, its index, and the versions that its snapshots hold."""

    def __init__(self, folder: Path, documents: int, chance: random.Random) -> None:
        self.corpus, self.data = folder / "corpus", folder / "data"
        self.numbers = range(documents)
        self.chance = chance
        self.version = 0
        self.versions: dict[str, int] = {}
        """Version of the corpus by snapshot: every snapshot that was ever live is seen here, since only these builds
        swap."""
        self.outcome = Outcome()
        self.usual = 0.0
        """Seconds of the last build that was left alone."""
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(_PRELOADED)

    def change(self) -> None:
        self.version += 1
        write_corpus(self.corpus, self.numbers, self.version)

    def build(self, *, kill_after: float | None = None, file_limit: int | None = None) -> str:
        """One build in a process of its own; returns the last step it told, "finished" when there was none left. Raises
        BenchError when one that is neither killed nor starved fails."""
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_build, args=(self.corpus, self.data, file_limit, theirs))
        process.start()
        theirs.close()
        step = _next(ours) or "started"
        started = time.monotonic()
        if kill_after is not None:
            process.join(kill_after)
            process.kill()
        while (told := _next(ours)) is not None:
            step = told
        process.join()
        if kill_after is not None or file_limit is not None:
            self.outcome.builds[step.split(":")[0]] += 1
        elif step == "finished":
            self.usual = time.monotonic() - started
        else:
            raise BenchError(f"a build left alone did not finish: {step}")
        return step

    def look(self, what: str) -> None:
        """The live snapshot must be whole, whatever has just been done to a build."""
        try:
            snapshot = open_current(self.data)
            texts = {document.text for document in snapshot.documents()}
            held = {version for version in range(self.version + 1) for text in texts
                    if f"est de {amount(0, version)} euros" in text}  # fmt: skip
            if len(texts) != len(self.numbers) or len(held) != 1 or len(snapshot.vectors) != len(snapshot.passages):
                raise BenchError(f"{len(texts)} documents of versions {held}")
            self.versions[snapshot.id] = held.pop()
            snapshot.close()
        except (IndexingError, BenchError) as error:
            self.outcome.failures.append(f"after {what}: {error}")

    def repair(self, what: str) -> None:
        """A build that is left alone must leave the newest version and nothing else."""
        self.build()
        self.look(f"the repair after {what}")
        live = current_id(self.data) or ""
        if self.versions.get(live) != self.version or dead_snapshots(self.data):
            self.outcome.failures.append(
                f"the repair after {what} left version {self.versions.get(live)} or dead snapshots"
            )


def _build(corpus: Path, data: Path, file_limit: int | None, told: Connection) -> None:
    """The body of `assistant index`, telling each step. `file_limit`: bytes no file may grow beyond."""
    from assistant.maintenance.index_builds import Builder
    from index.settings import load_settings

    def tell(step: str, done: int, total: int) -> None:
        told.send(step)

    builder = Builder.open(load_settings(data=data), [corpus])
    if file_limit is not None:
        import chromadb  # noqa: F401  # what it imports late may write caches

        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
    try:
        builder.build(progress=tell)
        told.send("finished")
    except IndexingError as error:
        told.send(f"refused: {error}")


def _next(told: Connection) -> str | None:
    """The next step; None when the builder is gone."""
    try:
        return str(told.recv())
    except (EOFError, OSError):
        return None


def trial(
    folder: Path, *, kills: int, starved: int, documents: int = DOCUMENTS, seed: int = 0, own_disk: bool = False
) -> Outcome:
    """Runs the whole proof in `folder`. `own_disk`: `folder` is a small disk of its own, and is really filled up; else
    the size of each file is limited. Raises BenchError when a build that is left alone fails."""
    run = _Trial(folder, documents, random.Random(seed))
    write_corpus(run.corpus, run.numbers)
    run.build()
    run.look("the first build")
    run.change()
    run.build()
    run.look("an ordinary build")
    with tempfile.TemporaryFile("w+") as log, serving(run.data, log, "--no-page") as (client, _):
        with _asking(client, run) as answered:
            killed = 0
            while killed < kills:
                run.change()
                killed += run.build(kill_after=run.chance.uniform(0, run.usual)) != "finished"
                run.look(f"kill {killed}")
                run.repair(f"kill {killed}")
            for number in range(starved):
                run.change()
                with _full(folder, run) if own_disk else _limited(run) as limit:
                    run.build(file_limit=limit)
                    run.look(f"full disk {number + 1}")
                run.repair(f"full disk {number + 1}")
        _judge(run, answered)
    return run.outcome


@contextmanager
def _limited(run: _Trial) -> Iterator[int]:
    """A limit for each file, below the largest one of the live snapshot."""
    largest = max(open_current(run.data).manifest.files.values())
    yield run.chance.randrange(largest)


@contextmanager
def _full(disk: Path, run: _Trial) -> Iterator[int]:
    """Fills the disk but for less than a snapshot; empties it again. Yields the largest size a file may have there."""
    needed = sum(open_current(run.data).manifest.files.values())
    ballast = disk / "ballast"
    state = os.statvfs(disk)
    size = max(0, state.f_bavail * state.f_frsize - run.chance.randrange(needed))
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, size))
    try:
        yield resource.RLIM_INFINITY
    finally:
        ballast.unlink()


@contextmanager
def _asking(client: httpx.Client, run: _Trial) -> Iterator[list[_Answered]]:
    """Asks for as long as the context lasts; what fails is noted at once."""
    stop = threading.Event()
    answered: list[_Answered] = []

    def ask(seed: int) -> None:
        chance = random.Random(seed)
        while not stop.wait(_PAUSE_S):
            number = chance.choice(run.numbers)
            try:
                reply = client.post("/api/v1/ask", json={"question": question(number)})
                reply.raise_for_status()
                value = reply.json()
                answered.append(_Answered(number, value["receipt"]["snapshot"], value["answer"]))
            except (httpx.HTTPError, ValueError, KeyError) as error:
                run.outcome.failures.append(f"request: {error}")

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(_ASKERS)]
    for thread in threads:
        thread.start()
    try:
        yield answered
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _judge(run: _Trial, answered: Sequence[_Answered]) -> None:
    """Every answer states what its snapshot holds: of one whole version, old or new."""
    run.outcome.answers = len(answered)
    run.outcome.snapshots = len({answer.snapshot for answer in answered})
    for answer in answered:
        version = run.versions.get(answer.snapshot)
        if version is None:
            run.outcome.failures.append(f"an answer names {answer.snapshot}, which was never live")
            continue
        stated = re.findall(rf"budget du projet {answer.number} est de (\d+) euros", answer.text)
        if stated != [str(amount(answer.number, version))]:
            run.outcome.failures.append(
                f"version {version} of {answer.number} was told as {stated}: {answer.text[:120]}"
            )


@contextmanager
def _scratch() -> Iterator[tuple[Path, bool]]:
    """A folder on a small disk of its own where one may be mounted (Linux, as root), else an ordinary one."""
    with tempfile.TemporaryDirectory(prefix="resilience-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "none", folder]
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        try:
            yield Path(folder), mounted
        finally:
            if mounted:
                subprocess.run(["umount", "--lazy", folder], check=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """0: everything held; 1: something did not."""
    parser = argparse.ArgumentParser(prog="python -m bench.resilience", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--starved", type=int, default=STARVED, help="builds on a disk that fills up")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    started = time.monotonic()
    with _scratch() as (folder, mounted):
        outcome = trial(folder, kills=options.kills, starved=options.starved, seed=options.seed, own_disk=mounted)
    disk = f"a disk of {DISK_MB} MB that was filled" if mounted else "a limit on the size of files"
    print(f"{options.kills} builds killed, {options.starved} starved ({disk}), in {time.monotonic() - started:.0f} s")
    print("ended while: " + ", ".join(f"{step} {count}" for step, count in outcome.builds.most_common()))
    print(f"{outcome.answers} answers from {outcome.snapshots} snapshots, {len(outcome.failures)} failures")
    for failure in outcome.failures[:20]:
        print(f"  {failure}")
    return 0 if outcome.passed else 1


if __name__ == "__main__":
    sys.exit(main())
