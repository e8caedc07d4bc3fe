"""GET /api/v1/events, /offers, /operators: the records of each kind that is listed, with their validity on a day."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from assistant.http import problem_kinds, problems
from assistant.presentation import api_models
from assistant.request_errors import UnknownNameError
from assistant.service.answering import live_snapshot
from assistant.service.record_listing import RecordsQuery, list_records, listing_of, query_of
from index.records.record_kind import RecordKind
from index.records.registry import kinds
from index.storage.snapshot import Snapshot

router = APIRouter(tags=["Fiches"])

_PROBLEMS = problems.documented(problem_kinds.INVALID, problem_kinds.NO_INDEX)


def add_route(to: APIRouter, kind: RecordKind[Any]) -> None:
    """Adds the list of a kind, under the name of its collection."""

    def endpoint(query: RecordsQuery, snapshot: Snapshot) -> api_models.Listing[Any]:
        try:
            return list_records(snapshot, kind, query)
        except UnknownNameError as error:
            raise problems.ProblemError(problem_kinds.INVALID, str(error)) from None

    endpoint.__name__ = f"list_{kind.collection}"
    # FastAPI reads what a route takes and gives from its annotations, which here are the kind's.
    endpoint.__annotations__ = {
        "query": Annotated[query_of(kind), Query()],
        "snapshot": Annotated[Snapshot, Depends(live_snapshot)],
        "return": listing_of(kind),
    }
    order = "Par ordre chronologique." if kind.ordered_by else "Par ordre alphabétique."
    to.get(f"/{kind.collection}", summary=f"Liste les {kind.many}", description=order, responses=_PROBLEMS)(endpoint)


for _kind in kinds():
    if _kind.filters is not None:
        add_route(router, _kind)
