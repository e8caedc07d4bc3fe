"""The quality gate of a build: a snapshot that answers control questions worse than the live one does not go live."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from index.errors import BuildError
from index.storage.gate_report import GateReport

if TYPE_CHECKING:
    from index.storage.snapshot import Snapshot

_NAMED = 8
"""Questions an error names."""


Gate = Callable[["Snapshot", "Snapshot", Collection[str]], GateReport]
"""(new snapshot, live snapshot, ids of the documents that differ) → what became of the control questions."""


class RefusedError(BuildError):
    """The gate refuses the swap; the live index is unchanged."""

    def __init__(self, report: GateReport) -> None:
        super().__init__(
            f"la nouvelle version répond moins bien : {' ; '.join(_reasons(report))}. "
            f"L'index en service est inchangé. Corrigez le corpus, ou imposez-la avec `assistant index --force`."
            f"{_lost(report)}"
        )
        self.report = report


def _reasons(report: GateReport) -> Iterator[str]:
    if report.broken:
        yield (
            f"{len(report.broken)} question(s) témoin(s) sur {report.asked} n'ont plus leur bonne réponse,"
            f" {report.mended} la retrouve(nt), {report.allowed} de moins sont admises"
        )
    recall = report.recall
    if recall is not None and recall.fell:
        yield (
            f"{recall.found} question(s) acceptée(s) sur {recall.asked} trouvent leur passage, au lieu de"
            f" {recall.found_before}"
        )


def _lost(report: GateReport) -> str:
    if not report.broken:
        return ""
    more = f" ; et {len(report.broken) - _NAMED} autre(s)" if len(report.broken) > _NAMED else ""
    return f" Perdues : {' ; '.join(report.broken[:_NAMED])}{more}"
