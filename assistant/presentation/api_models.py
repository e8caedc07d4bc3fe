"""Base of the API's own models, and the parts that several resources share."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from assistant.schema import ValidityState
from index.documents.document import Document, Validity, validity_at
from index.language.dates import PartialDate

Item = TypeVar("Item")


class Request(BaseModel):
    """Base of what a client sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Reply(BaseModel):
    """Base of what the API answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


AsOf = Annotated[
    dt.date | None,
    Field(
        ge=dt.date(1990, 1, 1), le=dt.date(2100, 12, 31), examples=["2026-11-21"],
        description="Jour pour lequel la réponse doit valoir, de 1990 à 2100 ; aujourd'hui par défaut.",
        # JSON Schema has no bounds for dates.
        json_schema_extra={"pattern": r"^(199\d|20\d\d|2100)-"},
    ),
]  # fmt: skip


class Page(Request):
    """Which part of a list."""

    page: int = Field(default=1, ge=1, le=100_000, description="Numéro de page, à partir de 1.")
    page_size: int = Field(default=20, ge=1, le=200, description="Éléments par page.")

    def cut(self, items: list[Item]) -> list[Item]:
        """The items of this page; none past the last."""
        start = (self.page - 1) * self.page_size
        return items[start : start + self.page_size]


class Listing(Reply, Generic[Item]):
    """Une page d'une liste."""

    total: int = Field(description="Nombre d'éléments, toutes pages comprises.")
    page: int
    page_size: int
    items: list[Item]


def today() -> dt.date:
    """The server's day, in its own time zone: French public servants ask in French days."""
    return dt.date.today()


def validity(document: Document, as_of: dt.date) -> ValidityState:
    """Validity of a whole document on that day, from what it says of itself."""
    state = validity_at(as_of, document.status, document.valid_from, document.valid_to)
    return period(document.valid_from, document.valid_to, state)


def period(start: PartialDate | None, end: PartialDate | None, state: Validity) -> ValidityState:
    """A state with its period, as citations have it."""
    return ValidityState.model_validate(
        {"from": start.iso() if start else None, "to": end.iso() if end else None, "state": state.value}
    )
