"""The report of a build, as a program reads it and as a terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.build.builder import Report
from index.storage.gate_report import GateReport, Recall

_SHOWN = 20
"""Documents of a kind that are listed by name; more are counted. `--json` lists all of them."""


def as_dict(report: Report) -> dict[str, Any]:
    """The whole report as JSON values."""
    plan = report.plan
    return {
        "snapshot": report.snapshot,
        "built": report.built,
        "seconds": round(report.seconds, 2),
        "added": list(plan.added),
        "changed": list(plan.changed),
        "redescribed": list(plan.redescribed),
        "renamed": [{"id": entry.id, "before": entry.before, "after": entry.after} for entry in plan.renamed],
        "removed": list(plan.removed),
        "unchanged": len(plan.unchanged),
        "duplicates": [{"path": entry.path, "document_id": entry.document_id} for entry in plan.duplicates],
        "rejected": [str(problem) for problem in report.problems],
        "lost": [loss.document_id for loss in report.lost],
        "repaired": report.repaired,
        "gate": report.gate.model_dump() if report.gate else None,
        "counts": report.counts.model_dump(),
    }


def as_text(report: Report, *, dry_run: bool = False) -> str:
    """What the build did, or would do, over several lines."""
    plan = report.plan
    lines = [summary(report)]
    if report.repaired:
        lines.append(f"  L'index en service était abîmé ({report.repaired}) : tout est refait.")
    lines += _listed("ajouté", plan.added)
    lines += _listed("modifié", plan.changed)
    lines += _listed("redécrit", plan.redescribed)
    lines += _listed("renommé", [f"{entry.id} ({entry.before} → {entry.after})" for entry in plan.renamed])
    lines += _listed("retiré", plan.removed)
    lines += _listed("en double", [f"{entry.path} (même texte que {entry.document_id})" for entry in plan.duplicates])
    lines.extend(f"  problème : {problem}" for problem in report.problems)
    lines.extend(f"  perdue, par une faute dans son fichier : {loss.document_id}" for loss in report.lost)
    if report.gate is not None:
        lines.append(f"  {gate_line(report.gate)}")
    lines.append(_outcome(report, dry_run=dry_run))
    return "\n".join(lines)


def summary(report: Report) -> str:
    """Counts of everything, in one line."""
    plan = report.plan
    return (
        f"{len(plan.added)} ajouté(s), {len(plan.changed)} modifié(s), {len(plan.redescribed)} redécrit(s), "
        f"{len(plan.renamed)} renommé(s), {len(plan.removed)} retiré(s), {len(plan.unchanged)} inchangé(s), "
        f"{len(plan.duplicates)} en double, {len(report.problems)} problème(s)."
    )


def one_line(report: Report) -> str:
    """The whole report for a log: what happened, counts that are not zero, the first problem."""
    plan = report.plan
    counts = (
        ("ajouté", plan.added), ("modifié", plan.changed), ("redécrit", plan.redescribed), ("renommé", plan.renamed),
        ("retiré", plan.removed), ("en double", plan.duplicates), ("problème", report.problems),
    )  # fmt: skip
    parts = [f"{len(items)} {name}{'s' * (len(items) > 1 and name != 'en double')}" for name, items in counts if items]
    if report.problems:
        parts.append(f"le premier : {report.problems[0]}")
    return " ; ".join((_outcome(report, dry_run=False), *parts))


def gate_line(gate: GateReport) -> str:
    """What became of the control questions, in one line."""
    if gate.skipped:
        return f"Contrôle de qualité : non fait, {gate.skipped}."
    line = (
        f"Contrôle de qualité : {gate.asked} question(s) témoin(s) posée(s) sur {gate.available}, "
        f"{len(gate.broken)} perdue(s), {gate.mended} retrouvée(s), {gate.allowed} admise(s), {gate.seconds:.1f} s."
    )
    if gate.broken:
        line += " Perdues : " + " ; ".join(gate.broken[:_SHOWN])
    line += _recall_line(gate.recall) if gate.recall is not None else ""
    return line + (" Imposé par --force." if gate.forced else "")


def _recall_line(recall: Recall) -> str:
    before = f" (avant : {recall.found_before})" if recall.found_before is not None else ""
    line = f" Questions acceptées : {recall.found}{before} sur {recall.asked} trouvent leur passage par leurs seuls mots"
    found = recall.new - len(recall.new_missed)
    line += f", {found} nouvelle(s) sur {recall.new} une fois acceptées." if recall.new else "."
    return line + (f" Manquées : {' ; '.join(recall.new_missed[:_SHOWN])}" if recall.new_missed else "")


def _outcome(report: Report, *, dry_run: bool) -> str:
    if dry_run:
        refused = " Cet index serait refusé, sauf avec --force." if report.lost else ""
        return f"Rien n'a été écrit (--dry-run).{refused}"
    if not report.built:
        return f"Rien n'a changé : l'index {report.snapshot} reste en service ({report.seconds:.1f} s)."
    counts = report.counts
    return (
        f"Index {report.snapshot} en service : {counts.documents} documents, {counts.passages} passages, "
        f"{report.seconds:.1f} s."
    )


def _listed(name: str, items: Sequence[str]) -> list[str]:
    if len(items) > _SHOWN:
        return [f"  {name} : {len(items)} documents ; leur liste est dans la sortie --json"]
    return [f"  {name} : {item}" for item in items]
