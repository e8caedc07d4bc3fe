"""Measures everything and prints one table: `python -m bench [--json FILE]`; about five minutes on two cores."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from bench.answering import PEER, cold_rows, warm_rows
from bench.encoding import agreement, encoding_rows, open_reference, save_reference
from bench.measure import Row, Sample, digits
from bench.processes import BenchError, run

T = TypeVar("T")

REPORT = Path("reports/bench.json")
PASSAGES = 48
PLAIN_DOCUMENTS = 60
"""Documents the peer indexes: it takes half a second for each, and is asked no faster over fewer."""
QUESTIONS = 24
AGREEMENT_TEXTS = 20
_PACKAGES = ("onnxruntime", "torch", "sentence-transformers", "llama-index-core", "chromadb", "numpy")


def measure(scratch: Path, console: Console) -> list[Row]:
    """All rows, over an index of the project's corpus built in `scratch`.

    Raises BenchError, ModelError, IndexingError."""
    from evaluation.questions import SETS, load_questions
    from index.build import build
    from index.corpus import read_corpora
    from index.encoder import Encoder
    from index.model import locate
    from index.passages import encoded_text
    from index.settings import load_settings
    from index.snapshot import open_current

    settings = load_settings()
    folder = locate(settings.encoder, *settings.model_folders)
    if folder is None:
        raise BenchError(f"encoder {settings.encoder} is not prepared: run `assistant model prepare`")
    encoder = Encoder.open(folder, settings.threads)
    data, plain, model = scratch / "data", scratch / "plain", scratch / "model"
    console.log("index of the corpus")
    report = build([settings.corpus], data, encoder)
    console.log("sentence-transformers model out of the same weights")
    save_reference(model, scratch)
    console.log("plain index of the same documents")
    documents = scratch / "documents.json"
    listed = _spread(read_corpora([settings.corpus]).documents, PLAIN_DOCUMENTS)
    rows_of = [{"id": document.id, "title": document.title, "text": document.text} for document in listed]
    documents.write_text(json.dumps(rows_of), "utf-8")
    built = run([sys.executable, "-m", "bench.plain_pipeline", "build", str(model), str(documents), str(plain)])
    build_row = Row(
        "index documents", "documents/s", Sample((report.counts.documents / report.seconds,)),
        Sample((len(listed) / json.loads(built.output)["seconds"],)), PEER, better="higher",
    )  # fmt: skip
    asked = [q.question for q in load_questions(SETS["golden"]) if q.answerable and q.style == "standard"]
    questions = _spread(asked, QUESTIONS)
    console.log("cold answers")
    rows = cold_rows(data, model, plain, questions[0])
    console.log("warm answers")
    rows += warm_rows(data, model, plain, questions)
    rows.append(build_row)
    console.log("encoders")
    reference = open_reference(model)
    snapshot = open_current(data)
    numbers = _spread(range(len(snapshot.passages)), PASSAGES)
    texts = [encoded_text(document, passage)[0] for passage, document in map(snapshot.passage, numbers)]
    rows += encoding_rows(encoder, reference, questions, texts)
    rows.append(agreement(encoder, reference, texts[:AGREEMENT_TEXTS]))
    return rows


def _spread(items: Sequence[T], count: int) -> list[T]:
    """`count` of the items, evenly spaced; all of them where there are fewer."""
    if len(items) <= count:
        return list(items)
    return [items[number * len(items) // count] for number in range(count)]


def table(rows: Sequence[Row]) -> Table:
    """Ours beside the peer's; a ratio above 1 is in our favour."""
    shown = Table(title="Speed and memory, beside a peer in the same run")
    for heading in ("", "unit", "ours", "aim", "peer", "times better", "peer is"):
        shown.add_column(heading, justify="left" if heading in ("", "peer is") else "right")
    for row in rows:
        aim = "" if row.aim is None else f"{'≤' if row.better == 'lower' else '≥'} {digits(row.aim)}"
        mark = {None: "", True: " [green]✓[/]", False: " [red]✗[/]"}[row.met]
        peer = row.peer.shown() if row.peer else ""
        ratio = "" if row.ratio is None else f"{row.ratio:.1f}"
        shown.add_row(row.name, row.unit, row.ours.shown(), aim + mark, peer, ratio, row.peer_name)
    return shown


def machine() -> dict[str, Any]:
    """What the numbers were measured on and with."""
    packages = {}
    for name in _PACKAGES:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = "absent"
    return {
        "system": platform.platform(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "packages": packages,
    }


def main(arguments: list[str] | None = None) -> int:
    """0 done (aims met or not), 1 failed, 2 wrong usage."""
    from index.encoder_card import ModelError
    from index.errors import IndexingError

    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", type=Path, default=REPORT, metavar="FILE", help=f"report (default: {REPORT})")
    options = parser.parse_args(arguments)
    os.environ.setdefault("TQDM_DISABLE", "1")  # progress bars of libraries, between the lines of this one
    console = Console(stderr=True)
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            rows = measure(Path(scratch), console)
    except (BenchError, ModelError, IndexingError, OSError) as error:
        console.print(f"bench: {error}", style="red", markup=False)
        return 1
    seconds = time.monotonic() - started
    Console().print(table(rows))
    report = {
        "measured_on": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "seconds": round(seconds, 1),
        "rows": [row.to_json() for row in rows],
    }
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    console.log(f"{seconds:.0f} s, report in {options.json}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
