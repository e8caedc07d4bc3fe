"""From a record to a document: a French text a person would read, whose spans know their sources and their period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from index.documents.canonical import TextBuilder
from index.documents.document import Attribution, Document, Frozen, Source, Status
from index.language.dates import PartialDate
from index.records.models import Event, Figure, FigureNature, Offer, Operator, Rule, Statement, Territory
from index.records.publications import Register


class _Page:
    """A text under construction with its attributions and the sources they use."""

    def __init__(self, register: Register, title: str) -> None:
        self._register = register
        self._attributions: list[Attribution] = []
        self._used: dict[str, Source] = {}
        self.builder = TextBuilder()
        self.builder.heading(title, level=1)

    def heading(self, title: str) -> None:
        self.builder.heading(title, level=2)

    def say(
        self,
        text: str | None,
        sources: Iterable[str],
        field: str,
        *,
        valid_from: PartialDate | None = None,
        valid_to: PartialDate | None = None,
        status: Status | None = None,
    ) -> None:
        """Appends a paragraph that rests on `sources`; nothing for None. Raises KeyError for an unknown source."""
        if text is None:
            return
        text = " ".join(text.split())
        start = self.builder.block(text, gap="\n\n")
        ids = tuple(sources)
        self._used.update({source_id: self._register[source_id] for source_id in ids})
        self._attributions.append(
            Attribution(
                start=start,
                end=start + len(text),
                sources=ids,
                field=field,
                valid_from=valid_from,
                valid_to=valid_to,
                status=status,
            )
        )

    def statements(self, title: str | None, statements: Sequence[Statement], field: str) -> None:
        """A headed list of statements, each with its own sources and period."""
        if not statements:
            return
        if title is not None:
            self.heading(title)
        for number, statement in enumerate(statements):
            self.say(
                statement.text, statement.sources, f"{field}[{number}].text",
                valid_from=statement.valid_from, valid_to=statement.valid_to, status=statement.status,
            )  # fmt: skip

    def document(self, record: Frozen, *, title: str, **fields: object) -> Document:
        sources = tuple(self._used.values())
        dated = [source for source in sources if source.published_on is not None]
        newest = max(dated, key=lambda source: source.published_on or PartialDate(1), default=None)
        return Document.model_validate(
            {
                "id": record.id,  # type: ignore[attr-defined]
                "kind": record.kind,  # type: ignore[attr-defined]
                "title": title,
                "text": self.builder.text(),
                "headings": tuple(self.builder.headings),
                "attributions": tuple(self._attributions),
                "sources": sources,
                "publisher": newest.publisher if newest else next((s.publisher for s in sources), None),
                "published_on": newest.published_on if newest else None,
                "url": newest.url if newest else next((s.url for s in sources if s.url), None),
                "record": record.model_dump(mode="json", exclude_none=True),
                **fields,
            }
        )


def render(record: Frozen, register: Register, operators: dict[str, str]) -> Document:
    """The document of a record. `operators` maps operator ids to their names.

    Raises KeyError for a source or operator the corpus does not define."""
    match record:
        case Event():
            return _event(record, register)
        case Figure():
            return _figure(record, register)
        case Offer():
            return _offer(record, register, operators)
        case Operator():
            return _operator(record, register)
        case Rule():
            return _rule(record, register)
        case Territory():
            return _territory(record, register)
    raise TypeError(f"no rendering for {type(record).__name__}")


def _event(record: Event, register: Register) -> Document:
    page = _Page(register, record.title)
    page.say(record.text, record.sources, "text", valid_from=record.date, status=record.status)
    page.statements(None, record.details, "details")
    return page.document(record, title=record.title, names=record.aliases, status=record.status)


def _figure(record: Figure, register: Register) -> Document:
    page = _Page(register, record.title)
    following: list[PartialDate | None] = [value.date for value in record.values[1:]]
    for number, value in enumerate(record.values):
        replaced = record.nature is FigureNature.EVOLUTION and value.status is Status.SUPERSEDED
        page.say(
            value.text, value.sources, f"values[{number}].text", valid_from=value.date,
            valid_to=following[number] if replaced and number < len(following) else None, status=value.status,
        )  # fmt: skip
    if record.reading is not None:
        page.heading("Lecture")
        # What all of them come to is told under the newest: only that one could know the others.
        sources = sorted({s for value in record.values for s in value.sources})
        sources.sort(key=lambda source: register[source].published_on or PartialDate(1), reverse=True)
        page.say(record.reading, sources, "reading")
    return page.document(record, title=record.title, names=record.aliases)


def _offer(record: Offer, register: Register, operators: dict[str, str]) -> Document:
    page = _Page(register, record.name)
    period: dict[str, Any] = {
        "valid_from": record.valid_from, "valid_to": record.valid_to, "status": record.status,
    }  # fmt: skip
    page.say(record.text, record.sources, "text", **period)
    for title, field in (
        ("Pour qui", "eligible"), ("Conditions", "conditions"), ("Montant", "amount"), ("Période", "period"),
    ):  # fmt: skip
        text = getattr(record, field)
        if text is not None:
            page.heading(title)
            page.say(text, record.sources, field, **period)
    page.statements("Précisions", record.details, "details")
    names = (*record.aliases, *(operators[operator] for operator in record.operators))
    return page.document(record, title=record.name, names=names, **period)


def _operator(record: Operator, register: Register) -> Document:
    page = _Page(register, record.name)
    page.say(record.text, record.sources, "text", status=record.status)
    if record.former_names:
        former = " et ".join(f"« {name} »" for name in record.former_names)
        page.say(f"{record.name} s'appelait auparavant {former}.", record.sources, "former_names")
    page.statements("Conventions", record.conventions, "conventions")
    page.statements("Précisions", record.details, "details")
    return page.document(
        record, title=record.name, names=(*record.aliases, *record.former_names), status=record.status,
        valid_from=record.valid_from, valid_to=record.valid_to,
    )  # fmt: skip


def _rule(record: Rule, register: Register) -> Document:
    page = _Page(register, record.subject)
    period: dict[str, Any] = {
        "valid_from": record.valid_from, "valid_to": record.valid_to, "status": record.status,
    }  # fmt: skip
    page.say(record.text, record.sources, "text", **period)
    page.statements("Conditions", record.conditions, "conditions")
    page.statements("Exceptions", record.exceptions, "exceptions")
    page.statements("À prévoir", record.evidence, "evidence")
    page.statements("Précisions", record.details, "details")
    return page.document(record, title=record.subject, names=record.aliases, **period)


def _territory(record: Territory, register: Register) -> Document:
    page = _Page(register, record.name)
    region = f", en {record.region}" if record.region else ""
    count = len(record.intercommunalities)
    noun = "intercommunalités" if count > 1 else "intercommunalité"
    page.say(f"Le Territoire d'industrie « {record.name} »{region} réunit {count} {noun}.", record.sources, "name")
    for number, member in enumerate(record.intercommunalities):
        page.say(
            f"{member.name} (SIREN {member.siren}) fait partie du Territoire d'industrie « {record.name} ».",
            record.sources, f"intercommunalities[{number}]",
        )  # fmt: skip
        if member.communes:
            page.say(
                f"Communes de {member.name} : {', '.join(member.communes)}.", record.sources,
                f"intercommunalities[{number}].communes",
            )  # fmt: skip
    return page.document(record, title=record.name)
