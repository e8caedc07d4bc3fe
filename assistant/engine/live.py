"""Everything derived from one snapshot, made once and swapped as a whole when a new snapshot is live."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path

from assistant.compose.membership import SURE
from assistant.question.gazetteer import Gazetteer
from assistant.question.question import Question, Reader
from assistant.question.repair import Repairer
from assistant.search.retriever import Allowed, Reorder, Retriever
from index.encoder.encoder import Encoder
from index.encoder.encoder_card import EncoderCard
from index.errors import SnapshotError
from index.members.directory import Match, TerritoryDirectory
from index.records.registry import naming_kinds
from index.storage.chroma_server import ChromaServer
from index.storage.health import check_vectors
from index.storage.snapshot import CURRENT_FILE, Snapshot, open_current


class Live:
    """A snapshot with its reader of questions and its retriever."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder | EncoderCard, reorder: Reorder | None = None) -> None:
        stamp = snapshot.manifest.encoder
        if stamp.fingerprint != encoder.fingerprint:
            raise SnapshotError(
                f"snapshot {snapshot.id} was encoded with {stamp.name} ({stamp.fingerprint[-8:]}), the settings name "
                f"{encoder.name} ({encoder.fingerprint[-8:]}): run `assistant index --full`"
            )
        self.snapshot = snapshot
        check_vectors(snapshot)  # now: a bad store must not replace a good index
        weakref.finalize(self, snapshot.close)
        self.retriever = Retriever(snapshot, reorder=reorder)
        territories = list(snapshot.documents("territory"))
        self.directory = TerritoryDirectory.of_documents(territories, snapshot.programme) if territories else None
        """Names of the imported territories; None where the list is not imported."""
        named = [document for kind in naming_kinds() for document in snapshot.documents(kind.id)]
        self.reader = Reader(Repairer(snapshot.lexicon, snapshot.words), Gazetteer(named, snapshot.lexicon))

    def territories_named(self, question: Question) -> list[Match]:
        """The imported territories and members that a question may name, best first; none where no list is imported."""
        return self.directory.find(question.text) if self.directory is not None else []

    def allowed(self, matches: Sequence[Match]) -> Allowed | None:
        """Which documents may answer: of 183 territories that read alike, only those that the question surely names."""
        if self.directory is None:
            return None
        named = {match.territory.id for match in matches if match.score >= SURE}
        return lambda document: document.kind != "territory" or document.id in named


class LiveIndex:
    """The live snapshot of a data directory. A request takes `current` once and keeps it: a swap in between cannot
    mix two generations, and the files of the old one stay readable until its last reader lets go."""

    def __init__(
        self,
        data: Path,
        encoder: Encoder | EncoderCard,
        reorder: Reorder | None = None,
        server: ChromaServer | None = None,
    ) -> None:
        self._data = data
        self._stamped = str(data / CURRENT_FILE)
        self._server = server
        self._encoder = encoder
        self._reorder = reorder
        self._lock = threading.Lock()
        self._stamp = self._read_stamp()
        self._live = Live(open_current(data, server), encoder, reorder)

    def current(self) -> Live:
        """The newest whole snapshot; the one held stays when a newer one cannot be opened."""
        if self._read_stamp() == self._stamp:
            return self._live
        # Others go on with the snapshot held while one of them opens the new one, unless its files are gone already.
        if self._lock.acquire(blocking=not self._live.snapshot.folder.exists()):
            try:
                stamp = self._read_stamp()
                if stamp != self._stamp:
                    self._live = Live(open_current(self._data, self._server), self._encoder, self._reorder)
                    self._stamp = stamp
            except SnapshotError:
                pass  # being replaced right now, or made with another encoder: the next question looks again
            finally:
                self._lock.release()
        return self._live

    def _read_stamp(self) -> tuple[int, int]:
        try:
            status = os.stat(self._stamped)
        except OSError:
            return 0, 0
        return status.st_mtime_ns, status.st_ino


class HeldIndex:
    """One snapshot, whatever is live: what the quality gate asks before the swap."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def current(self) -> Live:
        return self._live
