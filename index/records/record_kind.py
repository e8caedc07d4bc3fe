"""A kind of record: all that the product knows of it, declared once in the file of its model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from index.documents.document import Document, Validity, validity_at
from index.documents.yaml_locator import Key
from index.language.dates import PartialDate
from index.programmes.programme import NEUTRAL, Programme
from index.records.publications import Register
from index.records.record import Record
from index.records.record_text import RecordText

R = TypeVar("R", bound=Record)

Finding = tuple[tuple[Key, ...], str]
"""The path of a field, and what is wrong with it and what to do."""


class Period(NamedTuple):
    """When a record holds, and its state on the day asked."""

    first: PartialDate | None
    last: PartialDate | None
    state: Validity


class Filter(NamedTuple):
    """A parameter by which the records of a kind are listed: those whose `field` is, or holds, its value."""

    name: str
    field: str
    description: str
    """French."""


def stated_period(record: Record, as_of: dt.date) -> Period:
    """What the record says of itself in `valid_from`, `valid_to` and `status`, where it has them."""
    first, last = getattr(record, "valid_from", None), getattr(record, "valid_to", None)
    return Period(first, last, validity_at(as_of, getattr(record, "status", None), first, last))


def _nothing_found(record: Record, as_of: dt.date) -> Iterator[Finding]:
    yield from ()


@dataclass(frozen=True, eq=False)
class RecordKind(Generic[R]):
    """One kind. `model.kind` is its id; every field below `write` may be left out."""

    model: type[R]
    collection: str
    """Key of its list in a YAML file, and the end of its address in the API: "offers"."""
    one: str
    """French label, as a title: "Offre"."""
    many: str
    """French plural inside a sentence: "offres"."""
    write: Callable[[R, RecordText], None]
    """Adds the text below the title. Raises KeyError for an unknown source."""
    title: str = "title"
    """Field that titles it."""
    names: tuple[str, ...] = ("aliases",)
    """Fields of the other names it is found by; those that the model lacks do not count."""
    named_after: str | None = None
    """Field of the operators whose names it is found by besides."""
    name_rank: int | None = None
    """Of a kind whose titles are names that questions use: which kind has a name that two share, the lowest first. None
    for titles that are noun phrases ("Budget annuel"), which would take ordinary words for names."""
    shown: Mapping[str, str] = field(default_factory=dict)
    """Fields shown beside the text where a language model reads it, with their French names."""
    presented: tuple[str, ...] = ()
    """Prose fields that present it, the most telling first; empty where nothing asks what it is."""
    question: str | None = None
    """A question about one of them, to suggest: "Que propose « {title} » ?"."""
    filters: tuple[Filter, ...] | None = None
    """What the API lists it by under `collection`; None where it has no list there."""
    ordered_by: str | None = None
    """Field of the date that lists are ordered by; None: by title."""
    period: Callable[[R, dt.date], Period] = stated_period
    check: Callable[[R, dt.date], Iterator[Finding]] = _nothing_found
    """What is wrong with a valid record on a day, besides its dates and references, which are checked for all kinds."""
    is_history: bool = False
    """Whether it tells what is over: nobody has to bring it up to date."""
    is_member: bool = False
    """Whether each stands for a member of the programme, by whose word they are then called. They are entries of one
    list, alike by design: neither compared as texts, nor cited unless a question names them."""

    @property
    def id(self) -> str:
        """What `kind` says in records and documents."""
        identity: str = self.model.model_fields["kind"].default
        return identity

    def labels(self, programme: Programme) -> tuple[str, str]:
        """Its French label and plural in that programme."""
        if not self.is_member:
            return self.one, self.many
        one = programme.members.one
        return one[:1].upper() + one[1:], programme.members.many

    def title_of(self, record: R) -> str:
        """What a record is called."""
        title: str = getattr(record, self.title)
        return title

    def names_of(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """The other names of a record's own, from its fields as `Document.record` has them."""
        return tuple(name for held in self.names for name in fields.get(held, ()))

    def sort_key(self, record: R) -> tuple[Any, str]:
        """Where a record stands in a list: by date, else by title whatever its case, then by id."""
        first = getattr(record, self.ordered_by) if self.ordered_by else self.title_of(record).casefold()
        return first, record.id

    def document(
        self, record: R, register: Register, operators: Mapping[str, str], programme: Programme = NEUTRAL
    ) -> Document:
        """The document of a record. `operators` maps ids of operators to their names; `programme` is the one that the
        record belongs to.

        Raises KeyError for a source, or an operator it is named after, that the corpus does not define."""
        text = RecordText(register, self.title_of(record), programme)
        self.write(record, text)
        fields = record.model_dump(mode="json", exclude_none=True)
        after: Iterable[str] = getattr(record, self.named_after) if self.named_after else ()
        stated: dict[str, Any] = {name: getattr(record, name, None) for name in ("status", "valid_from", "valid_to")}
        return Document(
            id=record.id, kind=self.id, title=self.title_of(record), record=fields, **stated, **text.document_fields(),
            questions=record.questions,
            names=(*self.names_of(fields), *(operators[operator] for operator in after)),
        )  # fmt: skip
