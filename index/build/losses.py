"""Records that a build would lose because of a slip in their file: no decision to remove what it says, and lists, counts and
answers would silently be short of it. A free file that is refused is one document, told and left out; it stops nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import BuildError, Problem

if TYPE_CHECKING:
    from index.storage.snapshot import Snapshot

_NAMED = 8
"""Records an error names."""


@dataclass(frozen=True)
class Loss:
    """A record of the live snapshot, and the first thing that is wrong with the file it stood in."""

    document_id: str
    problem: Problem


class LossError(BuildError):
    """The new snapshot would lack records that nobody removed; the live index is unchanged."""

    def __init__(self, losses: Sequence[Loss]) -> None:
        named = ", ".join(loss.document_id for loss in losses[:_NAMED])
        more = f" et {len(losses) - _NAMED} autre(s)" if len(losses) > _NAMED else ""
        faults = " ; ".join(dict.fromkeys(str(loss.problem) for loss in losses))
        super().__init__(
            f"{len(losses)} fiche(s) de l'index en service seraient perdues : leur fichier a une faute. L'index en service est "
            f"inchangé. Corrigez la faute ({faults}), ou passez-vous de ces fiches avec `assistant index --force`. "
            f"Perdues : {named}{more}"
        )
        self.losses = tuple(losses)


def losses_of(live: Snapshot, read: Collection[str], problems: Sequence[Problem]) -> tuple[Loss, ...]:
    """Records of `live` that are not among the ids `read`, though their file is still there, and in error."""
    refused: dict[str, Problem] = {}
    for problem in problems:
        if problem.severity == "error":
            refused.setdefault(problem.file, problem)
    if not refused:
        return ()
    kept = set(read)
    gone = [live.document(identity) for _, identity, *_ in live.store.hashes() if identity not in kept]
    return tuple(
        Loss(document.id, refused[file])
        for document in gone
        if document.record is not None and (file := document.path.partition("#")[0]) in refused
    )
