"""Commands of maintainers on a terminal: prepare the encoder, build, roll back; progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.build_report import as_dict, as_text
from index.build import Progress, Report, build, rollback
from index.encoder import Encoder
from index.model import locate, prepare
from index.settings import Settings


def prepare_encoder(settings: Settings, *, force: bool = False) -> Path:
    """The folder of the prepared encoder, prepared now if need be. Raises ModelError."""
    if not force:
        found = locate(settings.encoder, *settings.model_folders)
        if found is not None:
            return found
    with _progress() as report:
        return prepare(settings.encoder, settings.models, progress=report, force=force)


@dataclass(frozen=True)
class Builder:
    """What `assistant index` builds, again and again where it watches."""

    settings: Settings
    corpora: tuple[Path, ...]
    encoder: Encoder

    @classmethod
    def open(cls, settings: Settings, corpora: Sequence[Path] = ()) -> Builder:
        """The folders named, else the settings' corpus and the imported territories. Raises ModelError."""
        imported = settings.data / "territories"
        sources = tuple(corpora) or (settings.corpus, *([imported] if imported.is_dir() else []))
        return cls(settings, sources, Encoder.open(prepare_encoder(settings), settings.threads))

    def build(
        self, *, full: bool = False, dry_run: bool = False, force: bool = False, progress: Progress | None = None
    ) -> Report:
        """Raises IndexingError, and JsonLinesError for control questions that cannot be read."""
        from assistant.gate import QualityGate

        return build(
            self.corpora, self.settings.data, self.encoder, lexicons=[self.settings.corpus], full=full, dry_run=dry_run,
            gate=None if dry_run else QualityGate.of(self.settings, self.encoder, self.corpora), force=force,
            progress=progress, server=self.settings.chroma,
        )  # fmt: skip


def run_build(
    settings: Settings, corpora: Sequence[Path], *, full: bool, dry_run: bool, force: bool, as_json: bool
) -> str:
    """Builds and returns the report to print. Raises IndexingError."""
    builder = Builder.open(settings, corpora)
    with _progress() as progress:
        done = builder.build(full=full, dry_run=dry_run, force=force, progress=progress)
    return json.dumps(as_dict(done), ensure_ascii=False) if as_json else as_text(done, dry_run=dry_run)


def run_watch(
    settings: Settings, corpora: Sequence[Path], *, full: bool, force: bool, as_json: bool, say: Callable[[str], None]
) -> None:
    """Builds after each change until Ctrl-C, the ordinary way to end it. Raises ModelError."""
    from assistant.watching import watch

    builder = Builder.open(settings, corpora)
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
def _progress() -> Iterator[Callable[[str, int, int], None]]:
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
