"""Territories: members of a programme that are made of places, as an official list gives them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from index.documents.document import Frozen
from index.records.record import Label, Record, SourceIds
from index.records.record_kind import RecordKind
from index.records.record_text import RecordText


class Intercommunality(Frozen):
    """A place that a member is made of: a group of communes, or a single one."""

    name: Label
    siren: Annotated[str, StringConstraints(pattern=r"^\d{9}$")]
    communes: tuple[Label, ...] = ()


class Territory(Record):
    """A member of the programme: a labelled territory, an agglomeration, a commune."""

    kind: Literal["territory"] = "territory"
    name: Label
    region: Label | None = None
    intercommunalities: tuple[Intercommunality, ...] = Field(min_length=1)
    sources: SourceIds = Field(min_length=1)


def _write(territory: Territory, text: RecordText) -> None:
    members = text.programme.members
    called = f"{members.the_title[:1].upper()}{members.the_title[1:]} « {territory.name} »"
    region = f", en {territory.region}" if territory.region else ""
    count = len(territory.intercommunalities)
    level = members.level_many if count > 1 else members.level
    text.say(f"{called}{region} réunit {count} {level}.", territory.sources, "name")
    for number, place in enumerate(territory.intercommunalities):
        field = f"intercommunalities[{number}]"
        member_of = f"fait partie {members.of_title} « {territory.name} »."
        text.say(f"{place.name} (SIREN {place.siren}) {member_of}", territory.sources, field)
        if place.communes:
            communes = f"Communes de {place.name} : {', '.join(place.communes)}."
            text.say(communes, territory.sources, f"{field}.communes")


KIND = RecordKind(
    Territory,
    collection="territories",
    one="Membre",
    many="membres",
    write=_write,
    title="name",
    is_member=True,
)
