"""Filters: which documents may answer, by operator, kind, validity and date of publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from assistant.compose.draft import Draft
from assistant.engine.known_names import known_kinds, known_operators
from assistant.proof.citations import backing
from assistant.question.question import Question
from assistant.reading.candidates import state_of
from assistant.schema import Model
from assistant.search.retriever import Allowed, Hit, Retriever
from index.documents.document import Document, Validity
from index.documents.quote import Quote
from index.language.dates import PartialDate
from index.language.words import fold
from index.records.registry import kinds
from index.storage.snapshot import Snapshot

_MOST = 20
"""Values of one field."""
_SPARE = 200
"""Passages read beyond those wanted: some may hold nothing that passes."""


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
Names = Annotated[
    tuple[Name, ...],
    Field(max_length=_MOST),
    BeforeValidator(_listed, json_schema_input_type=Name | Annotated[list[Name], Field(max_length=_MOST)]),
]
"""One name or a list of them."""
States = Annotated[
    tuple[Validity, ...],
    Field(max_length=_MOST),
    BeforeValidator(_listed, json_schema_input_type=Validity | Annotated[list[Validity], Field(max_length=_MOST)]),
]
"""One state or a list of them."""
Day = Annotated[dt.date | None, Field(ge=dt.date(1900, 1, 1), le=dt.date(2100, 12, 31))]


class Filters(Model):
    """Restreint les documents qui peuvent répondre. Dans un champ, une des valeurs suffit ; tous les champs donnés comptent."""

    operator: Names = Field(default=(), description="Identifiant ou nom d'un opérateur, ou liste.")
    kind: Names = Field(
        default=(), description=f"Genre de document (document, {', '.join(kind.id for kind in kinds())}…), ou liste.",
        examples=["offer"],
    )  # fmt: skip
    status: States = Field(
        default=(), description="Validité de ce qui est cité, au jour demandé, ou liste.", examples=["in_force"]
    )
    published_after: Day = Field(default=None, description="Publié ce jour ou après.", examples=["2023-01-01"])
    published_before: Day = Field(default=None, description="Publié ce jour ou avant.", examples=["2026-12-31"])

    @model_validator(mode="after")
    def _in_order(self) -> Filters:
        if self.published_after and self.published_before and self.published_before < self.published_after:
            raise ValueError("published_before est antérieur à published_after")
        return self

    @property
    def empty(self) -> bool:
        """True where nothing is filtered out."""
        return not (self.operator or self.kind or self.status or self.published_after or self.published_before)


class Selection:
    """What filters let through of one snapshot, on one day.

    Raises UnknownNameError for an operator or a kind that the snapshot does not hold."""

    def __init__(self, filters: Filters, snapshot: Snapshot, as_of: dt.date) -> None:
        self._filters = filters
        self._snapshot = snapshot
        self._as_of = as_of
        self._kinds = frozenset(map(known_kinds(snapshot).id_of, filters.kind))
        self._operators = _operators_of(filters, snapshot)
        self._names = tuple(
            f" {fold(name)} " for operator in self._operators.values() for name in (operator.title, *operator.names)
        )

    def allows(self, document: Document) -> bool:
        """Whether some part of the document may be cited."""
        spans = [(0, 0), *((a.start, a.end) for a in document.attributions)]
        return self._of_kind(document) and any(self._cites(Quote(document, start, end)) for start, end in spans)

    def allows_quote(self, quote: Quote) -> bool:
        """Whether that part of its document may be cited."""
        return self._of_kind(quote.document) and self._cites(quote)

    def allows_passage(self, hit: Hit) -> bool:
        """Whether some sentence of the passage may be cited."""
        return any(self.allows_quote(Quote(hit.document, start, end)) for start, end in hit.passage.sentences)

    def retrieve(
        self,
        retriever: Retriever,
        question: Question,
        vector: NDArray[np.float32],
        k: int,
        allowed: Allowed | None = None,
    ) -> list[Hit]:
        """The `k` best passages of which something may be cited, best first; `vector` (d,) and `allowed` as
        `Retriever.retrieve` has them. Documents are filtered inside the search; of those that pass, some passages may
        hold nothing that does."""

        def both(document: Document) -> bool:
            return (allowed is None or allowed(document)) and self.allows(document)

        hits = retriever.retrieve(question, vector, k + _SPARE, both)
        return [hit for hit in hits if self.allows_passage(hit)][:k]

    def documents(self, kind: str | None = None) -> Iterator[Document]:
        """The documents whose title and opening may both be cited: those that a list names."""
        for document in self._snapshot.documents(kind):
            first = next(((a.start, a.end) for a in document.attributions), (0, 0))
            if all(self.allows_quote(Quote(document, *span)) for span in ((0, 0), first)):
                yield document

    def kept(self, draft: Draft) -> Draft | None:
        """The draft without the sentences that cite anything else; None where that leaves none."""
        sentences = tuple(s for s in draft.sentences if all(map(self.allows_quote, s.quotes)))
        return Draft(sentences, draft.missing) if sentences else None

    @property
    def told(self) -> str:
        """What an answer says of the filters where it finds nothing."""
        return "Seuls les documents retenus par les filtres ont été lus : élargissez-les pour en savoir plus."

    def _of_kind(self, document: Document) -> bool:
        if self._kinds and document.kind not in self._kinds:
            return False
        return not self._operators or self._is_about(document)

    def _is_about(self, document: Document) -> bool:
        """A record says which operators it is about; a free text is about those that its title or issuer names."""
        record = document.record
        if record is not None:
            return bool(self._operators.keys() & {document.id, *record.get("operators", ())})
        issuers = [document.publisher, *(source.publisher for source in document.sources)]
        heads = [f" {' '.join(fold(text).split())} " for text in (document.title, *issuers) if text]
        return any(name in head for name in self._names for head in heads)

    def _cites(self, quote: Quote) -> bool:
        """Judged by what its citation would show: validity and date of publication."""
        filters = self._filters
        if filters.status and state_of(quote.document, quote.start, quote.end, self._as_of) not in filters.status:
            return False
        if filters.published_after is None and filters.published_before is None:
            return True
        source = backing(quote)
        published = source.published_on if source else quote.document.published_on
        return published is not None and self._falls_between(published)

    def _falls_between(self, published: PartialDate) -> bool:
        """A month or a year passes where one of its days would."""
        after, before = self._filters.published_after, self._filters.published_before
        return (after is None or published.last >= after) and (before is None or published.first <= before)


def _operators_of(filters: Filters, snapshot: Snapshot) -> dict[str, Document]:
    """The operators asked for, by id."""
    if not filters.operator:
        return {}
    known = known_operators(snapshot)
    return {identity: snapshot.document(identity) for identity in map(known.id_of, filters.operator)}
