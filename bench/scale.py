"""The same questions over 1,000 to 100,000 passages: what a build takes, what a question costs, what a server holds.

`python -m bench.scale write|build …` are the steps, each in a process of its own, so that their memory is theirs."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.measure import Row, Sample
from bench.processes import resident_mb, run, serving

SIZES = (1_000, 5_000, 10_000, 100_000)
"""Passages, those of the shipped corpus included. 5,000 is what a programme's documents come to; the others show growth."""
LARGEST, SMALLEST, USUAL = SIZES[-1], SIZES[0], SIZES[1]
ROUNDS = 4
"""Times each question is asked of each server, in turns; the first counts apart, as that of one never asked before."""
AIMS = {USUAL: 2.0, LARGEST: 3.0}
"""Of a whole answer over the encoding of its question."""
STAGES = ("understand", "encode", "retrieve", "compose", "verify", "total")
NOTE = (
    "at N passages: the shipped corpus and generated documents, whose vectors are made up near real ones, not encoded"
)


@dataclass
class _Asked:
    """Milliseconds by stage of every question but the first round, and the totals of the first."""

    stages: dict[str, list[float]] = field(default_factory=lambda: {stage: [] for stage in STAGES})
    first: list[float] = field(default_factory=list)
    answered: int = 0

    def add(self, timings: dict[str, float], status: str, turn: int) -> None:
        if turn == 0:
            self.first.append(timings["total"])
            self.answered += status in ("answered", "partial")
            return
        for stage in STAGES:
            self.stages[stage].append(timings[stage])

    def sample(self, stage: str) -> Sample:
        return Sample(tuple(self.stages[stage]))

    @property
    def to_encoding(self) -> Sample:
        """The whole answer over the encoding of its question."""
        pairs = zip(self.stages["total"], self.stages["encode"], strict=True)
        return Sample(tuple(total / encode for total, encode in pairs if encode))

    @property
    def beyond_encoding(self) -> Sample:
        """Understanding and retrieval."""
        return Sample(tuple(a + b for a, b in zip(self.stages["understand"], self.stages["retrieve"], strict=True)))


def scale_rows(corpus: Path, data: Path, questions: Sequence[str], scratch: Path) -> list[Row]:
    """All rows; `data` holds the index of `corpus`, whose passages are taken over. Raises BenchError."""
    rows: list[Row] = []
    held = {}
    for size in SIZES:
        held[size] = scratch / f"data-{size}"
        shutil.copytree(data, held[size])
        rows += _build_rows(corpus, held[size], size, scratch / f"documents-{size}")
    asked, alone, memory = _ask_all(held, questions)
    return rows + _question_rows(asked) + _alone_rows(alone) + [
        Row(f"memory of a server over {_shown(size)} passages", "MB", Sample((memory[size],)),
            Sample((memory[SMALLEST],)), _shown(SMALLEST), aim=1_200 if size == LARGEST else None)
        for size in SIZES
    ]  # fmt: skip


def _build_rows(corpus: Path, data: Path, size: int, documents: Path) -> list[Row]:
    step = [sys.executable, "-m", "bench.scale"]
    own = json.loads(run([*step, "count", str(data)]).output)["passages"]
    run([*step, "write", str(corpus), str(documents), str(size - own)])
    done = run([*step, "build", str(corpus), str(documents), str(data)])
    built = json.loads(done.output)
    shutil.rmtree(documents)
    return [
        Row(f"build of {_shown(size)} passages", "passages/s", Sample(((built["passages"] - own) / built["seconds"],)),
            better="higher"),
        Row(f"peak memory of that build ({built['seconds']:.0f} s)", "MB", Sample((done.peak_mb,)),
            aim=1_500 if size == LARGEST else None),
    ]  # fmt: skip


def _ask_all(
    held: dict[int, Path], questions: Sequence[str]
) -> tuple[dict[int, _Asked], dict[int, _Asked], dict[int, float]]:
    """What servers that run together answer in turns, so that another load on the machine weighs on all alike, and then each
    by itself, as a server is asked where it is the only one; and the memory of each."""
    asked, alone = {size: _Asked() for size in held}, {size: _Asked() for size in held}
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile("w"))
        servers = {size: stack.enter_context(serving(data, log)) for size, data in held.items()}
        for turn in range(ROUNDS):
            for question in questions:
                for size, (client, _) in servers.items():
                    answer = _ask(client, question)
                    asked[size].add(answer["timings_ms"], answer["status"], turn)
        for size, (client, _) in servers.items():
            for turn in range(ROUNDS):
                for question in questions:
                    answer = _ask(client, question)
                    alone[size].add(answer["timings_ms"], answer["status"], turn)
        return asked, alone, {size: resident_mb(pid) for size, (_, pid) in servers.items()}


def _ask(client: httpx.Client, question: str) -> dict:
    response = client.post("/api/v1/ask", json={"question": question})
    response.raise_for_status()
    return response.json()


def _question_rows(asked: dict[int, _Asked]) -> list[Row]:
    rows: list[Row] = []
    least = asked[SMALLEST]
    for size, those in asked.items():
        at = f"at {_shown(size)}"
        for stage in STAGES:
            rows.append(
                Row("whole answer " + at if stage == "total" else f"  {stage} {at}", "ms", those.sample(stage),
                    least.sample(stage), _shown(SMALLEST))
            )  # fmt: skip
        rows.append(
            Row(f"  first time asked {at} ({those.answered} answered)", "ms", Sample(tuple(those.first)),
                Sample(tuple(least.first)), _shown(SMALLEST))
        )  # fmt: skip
        rows.append(Row(f"whole answer over encoding {at}, in turns", "×", those.to_encoding, aim=AIMS.get(size)))
        if size == USUAL:
            rows.append(Row(f"understanding and retrieval {at}", "ms", those.beyond_encoding, aim=25))
    decades = [(1_000, 10_000, 1.5), (10_000, 100_000, 1.5), (1_000, 100_000, 2.0)]
    for one, other, aim in decades:
        pairs = zip(asked[one].stages["total"], asked[other].stages["total"], strict=True)
        growth = Sample(tuple(larger / smaller for smaller, larger in pairs))
        rows.append(Row(f"a question, {_shown(one)} to {_shown(other)} passages", "×", growth, aim=aim))
    return rows


def _alone_rows(alone: dict[int, _Asked]) -> list[Row]:
    rows: list[Row] = []
    for size, those in alone.items():
        at = f"at {_shown(size)}, asked alone"
        rows.append(Row(f"whole answer {at}", "ms", those.sample("total"), those.sample("encode"), "its encoding"))
        rows.append(Row(f"  over encoding {at}", "×", those.to_encoding, aim=AIMS.get(size)))
    return rows


def _shown(size: int) -> str:
    return f"{size:,}".replace(",", "\u202f")


def _write(arguments: argparse.Namespace) -> dict:
    from bench.varied_documents import write_corpus

    return {"documents": write_corpus(arguments.corpus, arguments.documents, arguments.passages)}


def _count(arguments: argparse.Namespace) -> dict:
    from index.storage.snapshot import open_current

    return open_current(arguments.data).manifest.counts.model_dump()


def _build(arguments: argparse.Namespace) -> dict:
    """Builds over what `data` holds; the seconds leave out the encoder's start and its first sentences."""
    from bench.synthetic_encoder import SyntheticEncoder
    from bench.varied_documents import sentences_of
    from index.build.builder import build
    from index.encoder.prepare.preparation import locate
    from index.settings import load_settings

    settings = load_settings()
    folder = locate(settings.encoder, *settings.model_folders)
    if folder is None:
        raise SystemExit(f"encoder {settings.encoder} is not prepared: run `assistant model prepare`")
    encoder = SyntheticEncoder.open(folder, settings.threads)
    assert isinstance(encoder, SyntheticEncoder)
    encoder.learn(list(sentences_of(arguments.corpus)))
    report = build([arguments.corpus, arguments.documents], arguments.data, encoder)
    return {**report.counts.model_dump(), "seconds": report.seconds}


def main(arguments: list[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    writer = steps.add_parser("write")
    builder = steps.add_parser("build")
    counter = steps.add_parser("count")
    for step in (writer, builder):
        step.add_argument("corpus", type=Path)
        step.add_argument("documents", type=Path)
    writer.add_argument("passages", type=int)
    for step in (builder, counter):
        step.add_argument("data", type=Path)
    options = parser.parse_args(arguments)
    print(json.dumps({"write": _write, "build": _build, "count": _count}[options.step](options)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
