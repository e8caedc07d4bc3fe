"""Measures everything and prints one table: `python -m bench [--full] [--json FILE]`; about five minutes on two cores, ten
more with `--full`: a thousand generated documents, and indexes of up to 100,000 passages."""

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
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.answering import PEER, cold_rows, warm_rows
from bench.lifecycle import lifecycle_rows
from bench.measure import Row, Sample, digits, spread
from bench.page import page_rows
from bench.processes import BenchError, assistant_command, run, serving
from bench.scale import NOTE, scale_rows
from bench.stages import reading_rows, stage_rows
from bench.starting import starting_rows
from bench.throughput import throughput_rows
from index.cores import available_cores

REPORT = Path("reports/bench.json")
PASSAGES = 48
PLAIN_DOCUMENTS = 60
"""Documents the peer indexes: it takes half a second for each, and is asked no faster over fewer."""
QUESTIONS = 24
AGREEMENT_TEXTS = 20
WIDTH = 150
"""Columns of the table where the output is not a terminal."""
_NOTES = (
    "median (lowest–highest, n measurements); above 1 in the last column but one is in our favour",
    "warm: ours over HTTP from the server with its page, the peer's inside its process",
    NOTE,
    "plain pipeline: LlamaIndex + Chroma + sentence-transformers; torch fp32: the same weights unquantised",
)
_PACKAGES = ("onnxruntime", "torch", "sentence-transformers", "llama-index-core", "chromadb", "numpy")


def measure(scratch: Path, console: Console, *, full: bool = False) -> list[Row]:
    """All rows, over an index of the project's corpus built in `scratch`; with `full`, also those of a thousand generated
    documents and of larger indexes. Raises BenchError.

    Everything heavy runs in processes of its own until the last step: on Linux a process starts with the peak memory of
    the one that started it."""
    from evaluation.judging.control_questions import SETS, load_questions
    from index.settings import load_settings

    corpus = load_settings().corpus
    data, plain, model = scratch / "data", scratch / "plain", scratch / "model"
    console.log("index of the corpus")
    own = json.loads(run(assistant_command("index", "--corpus", str(corpus), "--data", str(data), "--json")).output)
    console.log("the same weights as a sentence-transformers model")
    run([sys.executable, "-m", "bench.encoding", str(model), str(scratch)])
    console.log("plain index of the same documents")
    command = [sys.executable, "-m", "bench.plain_pipeline", "build", str(model), str(corpus), str(plain)]
    peer = json.loads(run([*command, "--count", str(PLAIN_DOCUMENTS)]).output)
    asked = [q.question for q in load_questions(SETS["golden"]) if q.answerable and q.style == "standard"]
    questions = spread(asked, QUESTIONS)
    console.log("starts")
    rows = starting_rows(data)
    console.log("cold answers")
    rows += cold_rows(data, model, plain, questions[0])
    console.log("warm answers")
    rows += warm_rows(data, model, plain, questions)
    console.log("many clients")
    rows += throughput_rows(data, questions)
    console.log("the page in a browser")
    with tempfile.TemporaryFile("w") as log, serving(data, log) as (client, _):
        rows += page_rows(str(client.base_url).rstrip("/"), questions[:12])
    speed = own["counts"]["documents"] / own["seconds"]
    peer_speed = peer["documents"] / peer["seconds"]
    rows.append(Row("index documents", "documents/s", Sample((speed,)), Sample((peer_speed,)), PEER, better="higher"))
    if full:
        rows += lifecycle_rows(scratch, console)
        console.log("larger corpora")
        rows += scale_rows(corpus, data, questions, scratch)
    console.log("inside an answer")
    rows += stage_rows(data, questions)
    rows += reading_rows(data, questions)
    console.log("encoders")
    return rows + _encoders(data, model, questions)


def _encoders(data: Path, model: Path, questions: Sequence[str]) -> list[Row]:
    from bench.encoding import agreement, encoding_rows, open_reference
    from index.encoder.encoder import Encoder
    from index.encoder.prepare.preparation import locate
    from index.settings import load_settings
    from index.storage.passages import encoded_text
    from index.storage.snapshot import open_current

    settings = load_settings()
    folder = locate(settings.encoder, *settings.model_folders)
    if folder is None:
        raise BenchError(f"encoder {settings.encoder} is not prepared: run `assistant model prepare`")
    encoder, reference, snapshot = Encoder.open(folder, settings.threads), open_reference(model), open_current(data)
    numbers = spread(range(len(snapshot.passages)), PASSAGES)
    texts = [encoded_text(document, passage)[0] for passage, document in map(snapshot.passage, numbers)]
    rows = encoding_rows(encoder, reference, questions, texts)
    return [*rows, agreement(encoder, reference, texts[:AGREEMENT_TEXTS])]


def table(rows: Sequence[Row]) -> Table:
    """Ours beside the peer's; a ratio above 1 is in our favour."""
    shown = Table(
        title="Speed and memory, beside a peer in the same run",
        caption="\n".join(_NOTES),
    )
    for heading in ("", "unit", "ours", "aim", "peer", "× better", "peer is"):
        shown.add_column(heading, justify="left" if heading == "" else "right", no_wrap=True)
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
        "cores": available_cores(),
        "python": platform.python_version(),
        "packages": packages,
    }


def main(arguments: list[str] | None = None) -> int:
    """0 done (aims met or not), 1 failed, 2 wrong usage."""
    from index.encoder.encoder_card import ModelError
    from index.errors import IndexingError

    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", type=Path, default=REPORT, metavar="FILE", help=f"report (default: {REPORT})")
    parser.add_argument("--full", action="store_true", help="also a thousand documents, and up to 100,000 passages")
    options = parser.parse_args(arguments)
    os.environ.setdefault("TQDM_DISABLE", "1")  # progress bars of libraries, between the lines of this one
    console = Console(stderr=True)
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            rows = measure(Path(scratch), console, full=options.full)
    except (BenchError, ModelError, IndexingError, OSError) as error:
        console.print(f"bench: {error}", style="red", markup=False)
        return 1
    seconds = time.monotonic() - started
    output = Console()
    (output if output.is_terminal else Console(width=WIDTH)).print(table(rows))
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
