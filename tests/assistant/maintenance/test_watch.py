"""`assistant index --watch` as a maintainer leaves it running: changes, broken files, a lock, and Ctrl-C."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bench.generated_corpus import write_corpus
from index.build.lock import build_lock
from index.storage.snapshot import open_current

COMMAND = Path(sys.executable).with_name("assistant")
PATIENCE_S = 120


@dataclass
class Watcher:
    process: subprocess.Popen[str]
    lines: queue.Queue[str] = field(default_factory=queue.Queue)

    def next(self) -> Any:
        """The line of the next build."""
        return json.loads(self.lines.get(timeout=PATIENCE_S))


@contextmanager
def watching(corpus: Path, data: Path, encoder_folder: Path) -> Iterator[Watcher]:
    """A watcher in a process of its own, which a Ctrl-C reaches."""
    (data / "models").mkdir(parents=True)
    (data / "models" / encoder_folder.name).symlink_to(encoder_folder)
    process = subprocess.Popen(
        [str(COMMAND), "index", "--watch", "--json", "--corpus", str(corpus), "--data", str(data)],
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    watcher = Watcher(process)
    reader = threading.Thread(target=lambda: [watcher.lines.put(line) for line in process.stdout or ()], daemon=True)
    reader.start()
    try:
        yield watcher
    finally:
        process.kill()
        process.wait()
        reader.join()
        if process.stderr is not None:
            process.stderr.close()


def test_each_change_is_built_and_a_broken_file_stops_nothing(tmp_path: Path, encoder_folder: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", [1])
    with watching(corpus, tmp_path / "data", encoder_folder) as watcher:
        assert watcher.next()["added"] == ["projet-0001"]
        (corpus / "casse.md").write_bytes(b"---\ntitle: [\n---\nTexte.\n")
        broken = watcher.next()
        assert not broken["built"] and "casse.md" in broken["rejected"][0]
        write_corpus(corpus, [2, 3])
        assert watcher.next()["added"] == ["projet-0002", "projet-0003"]
        for path in corpus.iterdir():
            path.unlink()
        assert "no document in" in watcher.next()["error"]
        write_corpus(corpus, [2, 3])
        assert watcher.next()["unchanged"] == 2


def test_a_change_made_while_another_build_runs_is_built_after_it_and_ctrl_c_ends_it(
    tmp_path: Path, encoder_folder: Path
) -> None:
    corpus, data = write_corpus(tmp_path / "corpus", [1]), tmp_path / "data"
    with watching(corpus, data, encoder_folder) as watcher:
        assert watcher.next()["built"]
        with build_lock(data):
            write_corpus(corpus, [2])
            assert "another build is running" in watcher.next()["locked"]
        assert watcher.next()["added"] == ["projet-0002"]
        watcher.process.send_signal(signal.SIGINT)
        assert watcher.process.wait(PATIENCE_S) == 0
        assert watcher.process.stderr is not None and "Arrêt" in watcher.process.stderr.read()
    assert len(list(open_current(data).documents())) == 2


@pytest.mark.parametrize("other", ["--dry-run", "--rollback"])
def test_watching_goes_with_neither_a_dry_run_nor_a_rollback(other: str) -> None:
    done = subprocess.run([str(COMMAND), "index", "--watch", other], capture_output=True, text=True)
    assert done.returncode == 2 and "ne vont pas ensemble" in done.stderr
