"""The quality gate of a build: a snapshot that answers control questions worse than the live one does not go live."""

from __future__ import annotations

from collections.abc import Callable, Collection
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
        named = " ; ".join(report.broken[:_NAMED])
        more = f" ; et {len(report.broken) - _NAMED} autre(s)" if len(report.broken) > _NAMED else ""
        super().__init__(
            f"la nouvelle version répond moins bien : {len(report.broken)} question(s) témoin(s) sur {report.asked} n'ont"
            f" plus leur bonne réponse, {report.mended} la retrouve(nt), {report.allowed} de moins sont admises. "
            f"L'index en service est inchangé. Corrigez le corpus, ou imposez-la avec `assistant index --force`. "
            f"Perdues : {named}{more}"
        )
        self.report = report
