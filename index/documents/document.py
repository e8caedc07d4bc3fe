"""The document: one source with its metadata and the canonical text every quote is taken from."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.language.dates import PartialDate


class Authority(StrEnum):
    """Who speaks, from the closest to the decision to the farthest; the last tie-break between sources."""

    OFFICIAL = "official"  # State, ministry, agency, Parliament, Court of Auditors
    OPERATOR = "operator"  # an operator of the programme, or a local authority that runs it
    ASSOCIATION = "association"  # elected officials' and professional associations
    PRESS = "press"
    SECONDARY = "secondary"  # copies, reprints, aggregators
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 is the most authoritative."""
        return list(Authority).index(self)


class Status(StrEnum):
    """What a document or statement says of itself; its state at a date is derived by `validity_at`."""

    CURRENT = "current"  # open, in force, in use
    CLOSED = "closed"  # ended, for good
    ANNOUNCED = "announced"  # decided, not started
    ENVISAGED = "envisaged"  # considered, not decided
    SUPERSEDED = "superseded"  # replaced by a later statement
    SUSPENDED = "suspended"
    ERRONEOUS = "erroneous"  # the source is wrong, and we say why
    UNVERIFIED = "unverified"  # was true at its date; nothing says whether it still is


class Frozen(BaseModel):
    """Base of every data model here: immutable, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


QuestionText = Annotated[str, StringConstraints(min_length=3, max_length=500, strip_whitespace=True)]
"""A question as people ask it."""


class SectionQuestions(Frozen):
    """Questions that one section of a document answers."""

    section: str = Field(min_length=1, description="Titre de la section, tel que le texte l'écrit.")
    questions: tuple[QuestionText, ...] = Field(min_length=1, description="Questions auxquelles elle répond.")


class Source(Frozen):
    """A publication that a fact rests on."""

    id: str
    title: str
    publisher: str | None = None
    published_on: PartialDate | None = None
    url: str | None = None
    authority: Authority = Authority.UNKNOWN
    note: str | None = None
    """French: how the date was inferred, that it is a copy, and the like."""


class Attribution(Frozen):
    """Says which sources back `text[start:end]` of a document, and when that span holds."""

    start: int
    end: int
    sources: tuple[str, ...] = ()
    """Ids of `Document.sources`."""
    field: str | None = None
    """Path of the record's field that the span renders, such as `values[2].text`."""
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    status: Status | None = None


class Heading(Frozen):
    """A section title; its section runs to the next heading of the same or a higher level.

    One of no width is a place in the file, such as "Page 3": the text does not spell it out, a citation does."""

    start: int
    end: int
    level: int
    title: str

    @property
    def place(self) -> bool:
        """True for a page, slide, or row of the file rather than a title of its text."""
        return self.start == self.end


class Document(Frozen):
    """One source with its metadata. `text` is canonical: offsets everywhere refer to it."""

    id: str
    title: str
    text: str
    publisher: str | None = None
    published_on: PartialDate | None = None
    url: str | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    status: Status | None = None
    replaces: tuple[str, ...] = ()
    """Ids of the documents this one supersedes."""
    kind: str = "document"
    """`document`, or what is declared, for a free text; else the id of the record's kind (`index.records.registry`)."""
    language: str = "fr"
    authority: Authority = Authority.UNKNOWN
    path: Annotated[str, StringConstraints(strip_whitespace=False)] = ""
    """Where it was read, relative to its corpus folder, `/`-separated; a `#fragment` names a record in a file."""
    headings: tuple[Heading, ...] = ()
    sources: tuple[Source, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    inferred: tuple[str, ...] = ()
    """Names of the metadata fields that were read from the text rather than declared."""
    record: dict[str, Any] | None = None
    """The validated fields of a record, as JSON values; `index.records.registry` knows their model."""
    names: tuple[str, ...] = ()
    """Other names people use for the subject of the document (aliases, former names)."""
    questions: tuple[QuestionText | SectionQuestions, ...] = ()
    """Questions that it is declared to answer, as people ask them: as a whole, or by one of its sections."""
    also_at: tuple[Source, ...] = ()
    """Where the very same text stands too: one entry for each duplicate file, its path as id."""

    @property
    def titled(self) -> bool:
        """False where the title only numbers the document ("Fiche F34355", "Annexe 2") and says nothing of it."""
        parts = self.title.split()
        return len(parts) > 2 or not any(any(character.isdigit() for character in part) for part in parts)

    @property
    def search_names(self) -> tuple[str, ...]:
        """What it can be found by: its title where that says something, and its other names."""
        return (self.title, *self.names) if self.titled else self.names

    def section_at(self, offset: int) -> tuple[str, ...]:
        """Titles of the sections that contain `offset`, outermost first, and last its place in the file."""
        return tuple(heading.title for heading in self._path_at(offset))

    def titles_at(self, offset: int) -> tuple[str, ...]:
        """Titles of the sections that contain `offset`, without its place: what the words around it speak of."""
        return tuple(heading.title for heading in self._path_at(offset) if not heading.place)

    def place_at(self, offset: int) -> str | None:
        """The page, slide or row that holds `offset`; None in a file that has none."""
        path = self._path_at(offset)
        return path[-1].title if path and path[-1].place else None

    def _path_at(self, offset: int) -> tuple[Heading, ...]:
        number = bisect_right(self._heading_starts, offset)
        return self._paths[number - 1] if number else ()

    @cached_property
    def _heading_starts(self) -> list[int]:
        return [heading.start for heading in self.headings]

    @cached_property
    def _paths(self) -> list[tuple[Heading, ...]]:
        """The open sections after each heading: a catalogue has as many places as rows, and each is asked for."""
        paths: list[tuple[Heading, ...]] = []
        path: tuple[Heading, ...] = ()
        for heading in self.headings:
            while path and path[-1].level >= heading.level:
                path = path[:-1]
            path = (*path, heading)
            paths.append(path)
        return paths

    def is_heading(self, start: int, end: int) -> bool:
        """True when that span is a section title."""
        first = bisect_left(self._heading_starts, start)
        return any(heading.end == end for heading in self.headings[first : bisect_right(self._heading_starts, start)])

    def attribution_at(self, start: int, end: int) -> Attribution | None:
        """The attribution that covers most of `[start, end)`, or None where the document speaks for itself."""
        best, overlap = None, 0
        ends, starts = self._attribution_bounds
        for attribution in self.attributions[bisect_right(ends, start) : bisect_left(starts, end)]:
            common = min(end, attribution.end) - max(start, attribution.start)
            if common > overlap:
                best, overlap = attribution, common
        return best

    @cached_property
    def _attribution_bounds(self) -> tuple[list[int], list[int]]:
        """For each attribution, the last end up to it and the first start from it on: both ascend, in whatever order the
        attributions come."""
        ends = list(accumulate((attribution.end for attribution in self.attributions), max))
        starts = list(accumulate((attribution.start for attribution in reversed(self.attributions)), min))
        return ends, starts[::-1]

    def stated_at(self, start: int, end: int) -> tuple[Status | None, PartialDate | None, PartialDate | None]:
        """Status, first and last date of validity of `[start, end)`: those of its attribution where that has any, else the
        document's."""
        held = self.attribution_at(start, end)
        if held is not None and (held.status or held.valid_from or held.valid_to):
            return held.status, held.valid_from, held.valid_to
        return self.status, self.valid_from, self.valid_to

    def source(self, source_id: str) -> Source:
        """The source of that id. Raises KeyError when the document does not name it."""
        for source in self.sources:
            if source.id == source_id:
                return source
        raise KeyError(source_id)


class Validity(StrEnum):
    """State of a document or statement at a given day."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ANNOUNCED = "announced"
    UNKNOWN = "unknown"


def validity_at(
    as_of: dt.date,
    status: Status | None,
    valid_from: PartialDate | None,
    valid_to: PartialDate | None,
) -> Validity:
    """State at `as_of`, from what the source says of itself. Dates win over the status they contradict:
    an offer marked current whose period has ended has ended."""
    first = valid_from.first.toordinal() if valid_from else None
    last = valid_to.last.toordinal() if valid_to else None
    return validity_on(as_of.toordinal(), status, first, last)


def validity_on(day: int, status: Status | None, first: int | None, last: int | None) -> Validity:
    """`validity_at`, with days as ordinals (`datetime.date.toordinal`): the first it holds and the last, where known."""
    if status in (Status.SUPERSEDED, Status.ERRONEOUS):
        return Validity.SUPERSEDED
    if last is not None and last < day:
        return Validity.EXPIRED
    if first is not None and first > day:
        return Validity.ANNOUNCED
    if status in (Status.CLOSED, Status.SUSPENDED):
        return Validity.EXPIRED
    if status in (Status.ANNOUNCED, Status.ENVISAGED):
        return Validity.ANNOUNCED
    if status is Status.CURRENT or (status is None and (first or last)):
        return Validity.IN_FORCE
    return Validity.UNKNOWN


__all__ = [
    "Attribution",
    "Authority",
    "Document",
    "Field",
    "Frozen",
    "Heading",
    "Source",
    "Status",
    "Validity",
    "validity_at",
    "validity_on",
]
