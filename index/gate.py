"""The quality gate of a build: a snapshot that answers control questions worse than the live one does not go live."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from index.documents import Frozen
from index.errors import BuildError

if TYPE_CHECKING:
    from index.snapshot import Snapshot

_NAMED = 8
"""Questions an error names."""


class GateReport(Frozen):
    """What became of the control questions. Kept in the manifest."""

    asked: int = 0
    """Questions asked of the new snapshot."""
    available: int = 0
    """Control questions whose documents are indexed."""
    broken: tuple[str, ...] = ()
    """Questions the live snapshot answers rightly and the new one does not, as "id « question »"."""
    mended: int = 0
    """Questions that only the new one answers rightly; counted when more are broken than allowed."""
    allowed: int = 0
    """By how many right answers the new snapshot may fall behind."""
    seconds: float = 0.0
    skipped: str | None = None
    """Why nothing was asked, in French."""
    forced: bool = False
    """True where the snapshot went live against the gate's refusal (`--force`)."""

    @property
    def refused(self) -> bool:
        """Whether the new snapshot falls behind by more than is allowed."""
        return len(self.broken) - self.mended > self.allowed


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
