"""Operators: an organisation that acts in the programme."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from index.documents.document import Status
from index.language.dates import PartialDate
from index.records.record import Contact, Label, Prose, Record, SourceIds, Statement
from index.records.record_kind import RecordKind
from index.records.record_text import RecordText


class Operator(Record):
    """An organisation that acts in the programme."""

    kind: Literal["operator"] = "operator"
    name: Label
    former_names: tuple[Label, ...] = Field(default=(), description="Anciens noms.")
    aliases: tuple[Label, ...] = ()
    text: Prose
    """Its role in the programme, in one or two sentences."""
    conventions: tuple[Statement, ...] = Field(default=(), description="Conventions signées.")
    details: tuple[Statement, ...] = ()
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    status: Status = Status.CURRENT
    contact: Contact | None = None
    sources: SourceIds = Field(min_length=1)


def _write(operator: Operator, text: RecordText) -> None:
    text.say(operator.text, operator.sources, "text", status=operator.status)
    if operator.former_names:
        former = " et ".join(f"« {name} »" for name in operator.former_names)
        text.say(f"{operator.name} s'appelait auparavant {former}.", operator.sources, "former_names")
    text.statements("Conventions", operator.conventions, "conventions")
    text.statements("Précisions", operator.details, "details")


KIND = RecordKind(
    Operator,
    collection="operators",
    one="Opérateur",
    many="opérateurs",
    write=_write,
    title="name",
    names=("aliases", "former_names"),
    name_rank=0,
    shown={"valid_from": "à partir de", "valid_to": "jusqu'à", "status": "statut"},
    presented=("text",),
    question="Que fait {title} dans le programme ?",
    filters=(),
)
