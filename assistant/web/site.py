"""What the pages show of what is served: the programme's texts, and the views that have something to show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from fastapi import Request

from assistant.presentation.programme_texts import ProgrammeTexts
from assistant.service.answering import assistant_of
from assistant.service.answering_protocol import Answering
from assistant.web import examples, navigation
from assistant.web.navigation import Place
from index.encoder.encoder_card import EncoderError
from index.errors import SnapshotError
from index.programmes.programme import NEUTRAL, Programme, Theme
from index.records.registry import kinds
from index.storage.snapshot import Snapshot


@dataclass(frozen=True)
class Site:
    """One for each request: the next may be of another index. It reads the index when asked: not on the event loop."""

    snapshot: Snapshot | None = None
    """None while there is no index."""

    @property
    def programme(self) -> Programme:
        """The neutral one while there is no index."""
        return self.snapshot.programme if self.snapshot else NEUTRAL

    @cached_property
    def texts(self) -> ProgrammeTexts:
        """What is said in the programme's name."""
        return ProgrammeTexts(self.programme)

    @cached_property
    def members(self) -> Place:
        """The view of members, under the name that the programme gives them."""
        return Place(navigation.MEMBERS.path, self.texts.members)

    @cached_property
    def menu(self) -> tuple[Place, ...]:
        """The views with something to show, in their order."""
        shown = [place for place, kind in navigation.RECORDS if self.holds(kind)]
        members = [self.members] if self.programme.members.listed or self.lists_members else []
        return (navigation.QUESTION, *shown, *members, navigation.SOURCES, navigation.HELP)

    @cached_property
    def lists_members(self) -> bool:
        """Whether the index has records of members."""
        return any(self.holds(kind.id) for kind in kinds() if kind.is_member)

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """Example questions by theme; empty where none is declared and none can be made."""
        return self.programme.themes or (examples.made_from(self.snapshot) if self.snapshot else ())

    def holds(self, kind: str) -> bool:
        """Whether the index has a record of that kind: a free document may declare any kind, but only a record has fields."""
        if self.snapshot is None or not self.snapshot.manifest.kinds.get(kind):
            return False
        return any(document.record is not None for document in self.snapshot.documents(kind))


def site_of(assistant: Answering) -> Site:
    """What that assistant serves now."""
    try:
        return Site(assistant.snapshot)
    except (SnapshotError, EncoderError):
        return Site()


def live_site(request: Request) -> Site:
    """Dependency: what the application serves, with or without an index."""
    return site_of(assistant_of(request))
