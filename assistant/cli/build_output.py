"""Builds on a terminal: reports on standard output, progress on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.maintenance.build_report import as_dict, as_text
from assistant.maintenance.index_builds import Builder
from assistant.maintenance.watch import watch
from index.build.builder import rollback
from index.settings import Settings


def run_build(
    settings: Settings, corpora: Sequence[Path], *, full: bool, dry_run: bool, force: bool, as_json: bool
) -> str:
    """Builds and returns the report to print. Raises IndexingError."""
    with progress_shown() as progress:
        builder = Builder.open(settings, corpora, progress)
        done = builder.build(full=full, dry_run=dry_run, force=force, progress=progress)
    return json.dumps(as_dict(done), ensure_ascii=False) if as_json else as_text(done, dry_run=dry_run)


def run_watch(
    settings: Settings, corpora: Sequence[Path], *, full: bool, force: bool, as_json: bool, say: Callable[[str], None]
) -> None:
    """Builds after each change until Ctrl-C, the ordinary way to end it. Raises ModelError."""
    with progress_shown() as progress:
        builder = Builder.open(settings, corpora, progress)
    print("Surveillance ; Ctrl-C pour arrêter.", file=sys.stderr, flush=True)
    try:
        watch(builder, say, full=full, force=force, as_json=as_json)
    except KeyboardInterrupt:
        print("Arrêt : l'index en service est entier.", file=sys.stderr, flush=True)


def run_rollback(settings: Settings, *, as_json: bool) -> str:
    """Goes back to the snapshot before; returns what to print. Raises BuildError."""
    identity = rollback(settings.data)
    return json.dumps({"snapshot": identity}) if as_json else f"Index en service : {identity}"


@contextmanager
def progress_shown() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal; one line per step elsewhere, so that logs stay readable."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, object] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total or None)
            bar.update(tasks[step], completed=done, total=total or None)  # type: ignore[arg-type]

        yield report


def _lines() -> Callable[[str, int, int], None]:
    seen: set[str] = set()

    def report(step: str, done: int, total: int) -> None:
        if step not in seen:
            seen.add(step)
            print(f"{step}…", file=sys.stderr, flush=True)

    return report
