"""What became of the control questions of a build, as the manifest keeps it."""

from __future__ import annotations

from index.documents.document import Frozen


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
