"""Typed records as every door lists them: filtered, in their order, with their validity on a day."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, create_model

from assistant.engine.known_names import known_values
from assistant.presentation import api_models
from assistant.presentation.links import text_url
from assistant.schema import ValidityState
from index.documents.document import Source
from index.records.record import Record
from index.records.record_kind import RecordKind
from index.storage.snapshot import Snapshot

R = TypeVar("R", bound=Record)
State = Literal["in_force", "expired", "superseded", "announced", "unknown"]


class Held(BaseModel):
    """What the product adds to each record."""

    validity: ValidityState = Field(description="Validité de la fiche au jour demandé.")
    references: list[Source] = Field(description="Les publications nommées par « sources ».")
    text_url: str = Field(description="Page lisible de la fiche.")


class RecordsQuery(api_models.Page):
    """Quelles fiches lister."""

    as_of: api_models.AsOf = None
    state: State | None = Field(
        default=None, description="Ne garder que les fiches dans cet état de validité."
    )


@lru_cache
def query_of(kind: RecordKind[Any]) -> type[RecordsQuery]:
    """The query model of a kind: a page, a day, a state, and the filters that the kind declares."""
    fields: dict[str, Any] = {}
    for one in kind.filters or ():
        if kind.model.model_fields[one.field].annotation is bool:
            fields[one.name] = (bool | None, Field(default=None, description=one.description))
        else:
            fields[one.name] = (str | None, Field(default=None, max_length=160, description=one.description))
    name = f"{kind.collection.capitalize()}Query"
    return create_model(name, __base__=RecordsQuery, __doc__=f"Quelles fiches lister : {kind.many}.", **fields)


@lru_cache
def item_of(kind: RecordKind[Any]) -> type[BaseModel]:
    """The model of a listed record of a kind: its own fields, and those of `Held`."""
    doc = f"{kind.one}, avec sa validité et ses sources."
    return create_model(f"{kind.model.__name__}Item", __base__=(kind.model, Held), __doc__=doc)


def records_of(snapshot: Snapshot, kind: RecordKind[R], query: RecordsQuery) -> list[tuple[R, Held]]:
    """Every record of a kind that passes the filters of `query`, whatever its page, in the order of the kind.

    Raises UnknownNameError for a filter that names what the index does not hold."""
    as_of = query.as_of or api_models.today()
    # A free document may declare any kind that is not registered; only a record has fields.
    documents = [document for document in snapshot.documents(kind.id) if document.record is not None]
    records = [kind.model.model_validate(document.record) for document in documents]
    wanted = _wanted(snapshot, kind, query, records)
    found = []
    for document, record in zip(documents, records, strict=True):
        validity = api_models.period(*kind.period(record, as_of))
        passes = all(asked in _as_tuple(getattr(record, field)) for field, asked in wanted)
        if passes and query.state in (None, validity.state):
            held = Held(validity=validity, references=list(document.sources), text_url=text_url(document.id))
            found.append((record, held))
    return sorted(found, key=lambda pair: kind.sort_key(pair[0]))


def list_records(snapshot: Snapshot, kind: RecordKind[Any], query: RecordsQuery) -> api_models.Listing[Any]:
    """A page of the records of a kind as the API lists them, items of `item_of`. Raises UnknownNameError."""
    found, item = records_of(snapshot, kind, query), item_of(kind)
    items = [item.model_validate({**dict(record), **dict(held)}) for record, held in query.cut(found)]
    return listing_of(kind)(total=len(found), page=query.page, page_size=query.page_size, items=items)


def listing_of(kind: RecordKind[Any]) -> type[api_models.Listing[Any]]:
    """The model of a page of such a list."""
    return api_models.Listing[item_of(kind)]  # type: ignore[misc, return-value]


def _wanted(
    snapshot: Snapshot, kind: RecordKind[Any], query: RecordsQuery, records: list[Any]
) -> list[tuple[str, object]]:
    """The fields that are filtered by, each with the value it must have or hold."""
    wanted = []
    for one in kind.filters or ():
        asked = getattr(query, one.name, None)
        if isinstance(asked, str):
            asked = known_values(snapshot, kind, one, records).id_of(asked)
        if asked is not None:
            wanted.append((one.field, asked))
    return wanted


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
