"""What became of the control questions of a build, as the manifest keeps it."""

from __future__ import annotations

from index.documents.document import Frozen

FALL = 0.05
"""Share of the accepted questions asked of both snapshots by which those that find their passage may fall."""


class Recall(Frozen):
    """How many accepted questions find the passage that answers them among the first ones, by their words alone."""

    asked: int = 0
    """Of those that both snapshots hold."""
    found: int = 0
    """Of these, in the new snapshot."""
    found_before: int | None = None
    """In the live one; None where it was not asked, because too few were missed to matter."""
    new: int = 0
    """Accepted since the live snapshot was built, and asked."""
    new_missed: tuple[str, ...] = ()
    """Of these, the ones that do not find their passage, although they are accepted."""

    @property
    def fell(self) -> bool:
        """Whether the new snapshot finds fewer by more than is allowed."""
        return self.found_before is not None and self.found_before - self.found > FALL * self.asked


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
    recall: Recall | None = None
    """What became of the accepted questions; None where there are none."""
    seconds: float = 0.0
    skipped: str | None = None
    """Why nothing was asked, in French."""
    forced: bool = False
    """True where the snapshot went live against the gate's refusal (`--force`)."""

    @property
    def refused(self) -> bool:
        """Whether the new snapshot falls behind by more than is allowed."""
        return len(self.broken) - self.mended > self.allowed or (self.recall is not None and self.recall.fell)
