"""Dates and periods that cannot be, and statuses that the calendar contradicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pydantic import BaseModel

from index.checking.survey import Survey, nodes
from index.documents.document import Status
from index.errors import Problem
from index.language.dates import PartialDate
from index.records.record_kind import Finding
from index.records.registry import kind_of

EARLIEST = 1900
"""A programme of today cites nothing older: an earlier year is a slip of the keyboard."""
_HORIZON = 60
"""Years ahead that a plan may name (loans run for 40 to 60 years); a later year is a slip too."""


def date_problems(survey: Survey, as_of: dt.date) -> Iterator[Problem]:
    """Problems of all dates of a corpus, seen from the day `as_of`."""
    for source in survey.sources:
        for keys, message in _findings(source.value, as_of):
            yield source.problem(message, *keys)
    for record in survey.records:
        for path, node in nodes(record.value):
            for keys, message in _findings(node, as_of):
                yield record.problem(message, *path, *keys)
        kind = kind_of(record.value.kind)
        for keys, message in kind.check(record.value, as_of) if kind else ():
            yield record.problem(message, *keys)
    for document in survey.documents:
        if document.record is None:
            for keys, message in _findings(document, as_of):
                if keys[0] not in document.inferred:
                    yield survey.problem(document, message, *keys)


def _findings(node: BaseModel, as_of: dt.date) -> Iterator[Finding]:
    """Problems of the date fields of one model, by field."""
    for name in type(node).model_fields:
        value = getattr(node, name)
        if not isinstance(value, PartialDate):
            continue
        if value.year < EARLIEST:
            yield (name,), f"{value.iso()} is before {EARLIEST}: correct the year."
        elif value.year > as_of.year + _HORIZON:
            yield (name,), f"{value.iso()} is more than {_HORIZON} years ahead: correct the year."
        elif name == "published_on" and value.first > as_of:
            message = f"{value.iso()} is in the future: a publication has the day it came out, or an earlier one."
            yield (name,), message
    yield from _period(node, as_of)


def _period(node: BaseModel, as_of: dt.date) -> Iterator[Finding]:
    begins, ends = getattr(node, "valid_from", None), getattr(node, "valid_to", None)
    if ends is None:
        return
    if begins is not None and ends.last < begins.first:
        message = f"ends on {ends.iso()}, before it begins on {begins.iso()}: swap the two or correct the year."
        yield ("valid_to",), message
    elif getattr(node, "status", None) is Status.CURRENT and ends.last < as_of:
        message = f"is marked `current`, but `valid_to` was {ends.iso()}: set `status: closed`, or a later `valid_to`."
        yield ("status",), message
