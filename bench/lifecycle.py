"""One changed document among a thousand: what indexing it again costs beside the full build, and that the result is the
same as a full rebuild's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
from rich.console import Console

from bench.generated_corpus import question, write_corpus
from bench.measure import Row, Sample, spread
from bench.processes import BenchError, Run, assistant_command, run
from index.storage.snapshot import Snapshot, open_current

DOCUMENTS = 1_000
CHANGES = 3
"""Documents changed one after the other, each with a build of its own."""
QUESTIONS = 100
DEPTH = 10
"""Places of each ranking that are compared."""
_ARRAYS = ("passages", "sentences", "passage_vectors", "sentence_vectors", "title_vectors", "title_documents")


def lifecycle_rows(scratch: Path, console: Console) -> list[Row]:
    """Rows of the incremental build, over generated documents indexed in `scratch` by the command. Raises BenchError."""
    corpus, data = write_corpus(scratch / "generated", range(DOCUMENTS)), scratch / "generated-data"
    console.log(f"full build of {DOCUMENTS} documents")
    _, whole = _index(corpus, data)
    console.log("nothing changed")
    unchanged, _ = _index(corpus, data)
    console.log("one document changed")
    seconds, commands = [], []
    for number in spread(range(DOCUMENTS), CHANGES):
        write_corpus(corpus, [number], version=1)
        command, report = _index(corpus, data)
        if report["changed"] != [f"projet-{number:04}"]:
            raise BenchError(f"one document was changed, and the build found {report['changed']}")
        seconds.append(float(report["seconds"]))
        commands.append(command.seconds)
    console.log("full rebuild, to compare")
    shutil.copytree(data, scratch / "rebuilt")
    _index(corpus, scratch / "rebuilt", "--full")
    share = 100 * Sample(tuple(seconds)).median / float(whole["seconds"])
    return [
        Row(f"full build of {DOCUMENTS} documents", "s", Sample((float(whole["seconds"]),))),
        Row("one of them changed: build", "s", Sample(tuple(seconds)), aim=3),
        Row("one of them changed: build", "% of full", Sample((share,)), aim=3),
        Row("one of them changed: whole command", "s", Sample(tuple(commands))),
        Row("none changed: whole command", "s", Sample((unchanged.seconds,))),
        Row("differences from a full rebuild", "", Sample((float(differences(data, scratch / "rebuilt")),)), aim=0),
    ]


def _index(corpus: Path, data: Path, *options: str) -> tuple[Run, dict]:
    """`assistant index --json`: the process, and its report."""
    done = run(assistant_command("index", "--corpus", str(corpus), "--data", str(data), "--json", *options))
    return done, json.loads(done.output)


def differences(one: Path, other: Path) -> int:
    """Documents, arrays, vectors in Chroma and rankings of `QUESTIONS` questions that differ between two live indexes."""
    left, right = open_current(one), open_current(other)
    try:
        documents = sum(a != b for a, b in zip(left.documents(), right.documents(), strict=True))
        arrays = sum(not np.array_equal(getattr(left, name)[:], getattr(right, name)[:]) for name in _ARRAYS)
        ids = len((left.vectors.ids() or set()) ^ (right.vectors.ids() or set()))
        numbers = spread(range(DOCUMENTS), QUESTIONS)
        pairs = zip(_rankings(left, numbers), _rankings(right, numbers), strict=True)
        return documents + arrays + ids + sum(a != b for a, b in pairs)
    finally:
        left.close()
        right.close()


def _rankings(snapshot: Snapshot, numbers: list[int]) -> list[list[str]]:
    """Ids of the best passages for the question on each of these documents."""
    from assistant.engine.assistant import Assistant
    from assistant.engine.live import HeldIndex, Live
    from index.encoder.encoder import Encoder
    from index.encoder.prepare.preparation import locate
    from index.settings import load_settings

    settings = load_settings()
    folder = locate(settings.encoder, *settings.model_folders)
    if folder is None:
        raise BenchError(f"encoder {settings.encoder} is not prepared: run `assistant model prepare`")
    encoder = Encoder.open(folder, settings.threads)
    assistant = Assistant(settings, encoder, HeldIndex(Live(snapshot, encoder)))
    return [[result.passage_id for result in assistant.search(question(number), DEPTH)] for number in numbers]
