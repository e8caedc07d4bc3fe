"""Feeds damaged and hostile files to the index: `python -m bench.fuzzing [--count N] [--seed N] [--json FILE]`.

What must hold, whatever the files: reading a folder never fails; every file becomes a document or a problem that says
why; nothing outside the folder is read; each sentence is a slice of its text, and no passage mixes two rows or pages."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.mutations import CANARY, mutations, write_hostile
from bench.sample_files import SAMPLES
from index.ingest.corpus_folder import Reading, read_corpora
from index.storage.passages import cut

COUNT = 2_400
_BATCH = 120


class FuzzError(AssertionError):
    """A promise was broken; the message names the file."""


@dataclass
class Outcome:
    """Counts by file suffix, and the reasons of rejections."""

    read: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds of the slowest batch."""

    @property
    def files(self) -> int:
        return self.read.total() + self.rejected.total()


def judge(reading: Reading, names: Iterable[str], outcome: Outcome) -> None:
    """Counts what became of each file. Raises FuzzError when a promise was broken."""
    documents = {path for document in reading.documents for path in (document.path, *(s.id for s in document.also_at))}
    problems = {problem.file: problem for problem in reading.problems}
    for name in names:
        suffix = Path(name).suffix.lower()
        if name in documents:
            outcome.read[suffix] += 1
        elif name in problems:
            outcome.rejected[suffix] += 1
            outcome.reasons[problems[name].message.split(":")[0].split("(")[0].strip()[:60]] += 1
        else:
            raise FuzzError(f"{name!r} is neither a document nor a problem")
    for document in reading.documents:
        if CANARY in document.text or CANARY in document.title:
            raise FuzzError(f"{document.path!r} shows what stands outside the folder")
        for passage in cut(document):
            spans = passage.sentences
            if any(not 0 <= start < end <= len(document.text) for start, end in spans):
                raise FuzzError(f"{document.path!r} has a sentence outside its text")
            if len({document.place_at(start) for start, _ in spans}) > 1:
                raise FuzzError(f"{document.path!r} has a passage in two places")


def damaged(count: int, seed: int, scratch: Path, outcome: Outcome) -> None:
    """Reads `count` damaged files, folder by folder."""
    files = mutations(count, seed)
    for number in range(0, count, _BATCH):
        folder = scratch / f"lot-{number}"
        folder.mkdir()
        names = []
        for name, content in (next(files) for _ in range(min(_BATCH, count - number))):
            (folder / name).write_bytes(content)
            names.append(name)
        started = time.monotonic()
        judge(read_corpora([folder]), names, outcome)
        outcome.slowest = max(outcome.slowest, time.monotonic() - started)


def hostile(scratch: Path, outcome: Outcome) -> None:
    """Reads the files made to do harm, beside a sound one that must come through."""
    folder, outside = scratch / "corpus", scratch / "dehors"
    folder.mkdir()
    outside.mkdir()
    canary = outside / "temoin.txt"
    canary.write_text(CANARY, "utf-8")
    names = write_hostile(folder, canary)
    (folder / "sain.txt").write_bytes(SAMPLES["texte.txt"]())
    started = time.monotonic()
    shown = [name for name in names if not name.startswith(".")]  # hidden files are passed over, by rule
    judge(read_corpora([folder]), [*shown, "sain.txt"], outcome)
    outcome.slowest = max(outcome.slowest, time.monotonic() - started)
    if outcome.read[".txt"] == 0:
        raise FuzzError("the sound file was not read")


def _table(title: str, outcome: Outcome) -> Table:
    table = Table(title=f"{title}: {outcome.files} files")
    for heading in ("format", "read", "rejected"):
        table.add_column(heading, justify="left" if heading == "format" else "right")
    for suffix in sorted({*outcome.read, *outcome.rejected}):
        table.add_row(suffix or "(none)", str(outcome.read[suffix]), str(outcome.rejected[suffix]))
    table.caption = "\n".join(f"{count} × {reason}" for reason, count in outcome.reasons.most_common(12))
    return table


def main(arguments: list[str] | None = None) -> int:
    """0 when every promise held, 1 when one was broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzzing", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help=f"damaged files (default: {COUNT})")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    console = Console()
    outcomes = {"damaged": Outcome(), "hostile": Outcome()}
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="fuzzing-") as scratch:
            damaged(options.count, options.seed, Path(scratch), outcomes["damaged"])
            hostile(Path(scratch), outcomes["hostile"])
    except FuzzError as error:
        console.print(f"fuzzing: {error}", style="red", markup=False)
        return 1
    for title, outcome in outcomes.items():
        console.print(_table(title, outcome))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    console.print(
        f"{time.monotonic() - started:.0f} s; peak memory {peak:.0f} MB, of the reading process {children:.0f} MB; "
        "no promise broken"
    )
    if options.json:
        options.json.write_text(
            json.dumps({title: _as_dict(one) for title, one in outcomes.items()}, indent=1), "utf-8"
        )
    return 0


def _as_dict(outcome: Outcome) -> dict[str, Any]:
    return {
        "files": outcome.files, "read": dict(outcome.read), "rejected": dict(outcome.rejected),
        "reasons": dict(outcome.reasons), "slowest_batch_seconds": round(outcome.slowest, 1),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
