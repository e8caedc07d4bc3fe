"""Commands of maintainers on a terminal: prepare the encoder, build, roll back; progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.build import Report, build, rollback
from index.encoder import Encoder
from index.model import locate, prepare
from index.settings import Settings

_SHOWN = 20


def prepare_encoder(settings: Settings, *, force: bool = False) -> Path:
    """The folder of the prepared encoder, prepared now if need be. Raises ModelError."""
    if not force:
        found = locate(settings.encoder, *settings.model_folders)
        if found is not None:
            return found
    with _progress() as report:
        return prepare(settings.encoder, settings.models, progress=report, force=force)


def run_build(settings: Settings, corpora: list[Path], *, full: bool, dry_run: bool, as_json: bool) -> str:
    """Builds and returns the report to print. Raises IndexingError."""
    encoder = Encoder.open(prepare_encoder(settings), settings.threads)
    sources = corpora or [settings.corpus]
    imported = settings.data / "territories"
    if imported.is_dir() and not corpora:
        sources = [*sources, imported]
    with _progress() as report:
        done = build(
            sources, settings.data, encoder, lexicons=[settings.corpus], full=full, dry_run=dry_run, progress=report
        )
    return json.dumps(_as_dict(done), ensure_ascii=False) if as_json else _as_text(done, dry_run=dry_run)


def run_rollback(settings: Settings, *, as_json: bool) -> str:
    """Goes back to the snapshot before; returns what to print. Raises BuildError."""
    identity = rollback(settings.data)
    return json.dumps({"snapshot": identity}) if as_json else f"Index en service : {identity}"


def _as_dict(report: Report) -> dict[str, object]:
    plan = report.plan
    return {
        "snapshot": report.snapshot, "built": report.built, "seconds": round(report.seconds, 2),
        "added": list(plan.added), "changed": list(plan.changed), "described": list(plan.described),
        "removed": list(plan.removed), "unchanged": len(plan.unchanged),
        "rejected": [str(problem) for problem in report.problems], "counts": report.counts.model_dump(),
    }  # fmt: skip


def _as_text(report: Report, *, dry_run: bool) -> str:
    plan = report.plan
    lines = [
        f"{len(plan.added)} ajouté(s), {len(plan.changed)} modifié(s), {len(plan.described)} redécrit(s), "
        f"{len(plan.removed)} retiré(s), {len(plan.unchanged)} inchangé(s), {len(report.problems)} problème(s)."
    ]
    for name, ids in (
        ("ajouté", plan.added),
        ("modifié", plan.changed),
        ("redécrit", plan.described),
        ("retiré", plan.removed),
    ):
        if len(ids) <= _SHOWN:
            lines.extend(f"  {name} : {identity}" for identity in ids)
    lines.extend(f"  problème : {problem}" for problem in report.problems)
    if dry_run:
        lines.append("Rien n'a été écrit (--dry-run).")
    elif not report.built:
        lines.append(f"Rien n'a changé : l'index {report.snapshot} reste en service.")
    else:
        counts = report.counts
        lines.append(
            f"Index {report.snapshot} en service : {counts.documents} documents, {counts.passages} passages, "
            f"{report.seconds:.1f} s."
        )
    return "\n".join(lines)


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
