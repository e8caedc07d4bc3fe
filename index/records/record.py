"""What the records of every kind are made of: ids, prose, statements, and fields whose values stand in a list elsewhere.

Every text field is French prose in full sentences that can be read alone: a sentence names its subject ("La bourse
Marteau verse …", never "Elle verse …") and, where a figure or a rule changes over time, its date.
Answers quote these sentences as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field, StringConstraints

from index.documents.document import Frozen, QuestionText, Status
from index.documents.yaml_locator import Key
from index.language.dates import PartialDate

RecordId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Prose = Annotated[str, StringConstraints(min_length=10, max_length=1200)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=160)]

VocabularyName = Literal["phases", "natures", "aids", "beneficiaries"]
"""The open vocabularies of a programme, by their field of `index.programmes.programme.Programme`."""

SOURCE = "source"
"""What a mark `RefersTo` calls the publications of `sources.yaml`; of records it gives the kind."""


@dataclass(frozen=True)
class RefersTo:
    """Marks a field that holds one id or several: of publications, or of records of the kind `what`."""

    what: str


@dataclass(frozen=True)
class OfVocabulary:
    """Marks a field that holds one label or several of a programme's vocabulary; `general` ones need no declaration."""

    name: VocabularyName
    general: tuple[str, ...] = ()


SourceIds = Annotated[tuple[str, ...], RefersTo(SOURCE)]
OperatorIds = Annotated[tuple[RecordId, ...], RefersTo("operator")]
Beneficiaries = Annotated[tuple[Label, ...], OfVocabulary("beneficiaries")]


class Record(Frozen):
    """Base of all records. Each kind gives `kind` its own name as a `Literal` with that default."""

    kind: str
    id: RecordId
    questions: tuple[QuestionText, ...] = Field(default=(), description="Questions auxquelles la fiche répond.")


class Statement(Frozen):
    """One fact in one to three sentences, with what it rests on."""

    text: Prose
    sources: SourceIds = Field(min_length=1)
    date: PartialDate | None = None
    """The day, month or year the fact is about, not the publication."""
    status: Status | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None


class Contact(Frozen):
    """Where to ask."""

    label: Label
    url: str | None = None


def ends_before_it_begins(valid_from: PartialDate | None, valid_to: PartialDate | None) -> bool:
    """Whether a period is impossible whatever the unknown days of its ends."""
    return valid_from is not None and valid_to is not None and valid_to.last < valid_from.first


Mark = TypeVar("Mark", RefersTo, OfVocabulary)


def mark_of(model: type[BaseModel], field: str, mark: type[Mark]) -> Mark | None:
    """The mark of that type on a field of `model`; None where it has none."""
    return next((one for one in model.model_fields[field].metadata if isinstance(one, mark)), None)


def values_of(value: Any) -> tuple[str, ...]:
    """The labels or ids of a field that holds one, several or none."""
    return value if isinstance(value, tuple) else () if value is None else (value,)


def marked_values(node: BaseModel, mark: type[Mark]) -> Iterator[tuple[Mark, tuple[Key, ...], str]]:
    """Each value of the fields of `node` that bear such a mark, with the mark and the path of the value."""
    for field in type(node).model_fields:
        found = mark_of(type(node), field, mark)
        if found is None:
            continue
        value = getattr(node, field)
        for number, one in enumerate(values_of(value)):
            yield found, (field, number) if isinstance(value, tuple) else (field,), one
