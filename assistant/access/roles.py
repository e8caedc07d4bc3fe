"""What a caller may do, from least to most."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Each role may do all that the ones before it may."""

    LECTURE = "lecture"
    """Ask, search, read documents and records, take replies ready to send."""
    HELPDESK = "helpdesk"
    """And read the feedback that receipts carry."""
    ADMIN = "admin"
    """And read gaps and metrics, export and erase the journal, rebuild the index."""

    def allows(self, needed: Role) -> bool:
        """Whether this role may do what `needed` is asked for."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)
