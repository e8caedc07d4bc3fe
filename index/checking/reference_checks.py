"""Ids and what points to them: duplicates, dead references, footnotes, sources that nothing uses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from index.checking.survey import Survey, nodes
from index.errors import Problem
from index.language.close_names import closest
from index.records.publications import REGISTER_FILE
from index.records.record import SOURCE, RefersTo, marked_values

_FOOTNOTE = re.compile(r"\[\^([\w.-]+)\]")


def duplicate_ids(surveys: Sequence[Survey]) -> Iterator[tuple[Survey, Problem]]:
    """Record and declared sheet ids used twice, over all corpora: an answer links to a document by its id."""
    seen: dict[str, str] = {}
    for survey in surveys:
        for record in survey.records:
            identity = record.value.id
            if identity in seen:
                yield survey, record.problem(_taken(identity, seen[identity]), "id")
            seen.setdefault(identity, record.file)
        for sheet in survey.sheets.values():
            declared = sheet.front.get("id")
            if not isinstance(declared, str):
                continue
            if declared in seen:
                line = sheet.line_of_field("id")
                yield survey, Problem(sheet.file, _taken(declared, seen[declared]), line, "id")
            seen.setdefault(declared, sheet.file)


def _taken(identity: str, where: str) -> str:
    return f"id {identity!r} is already used in {where}: rename one of the two."


def dead_references(surveys: Sequence[Survey]) -> Iterator[tuple[Survey, Problem]]:
    """References to sources of the same corpus, and to operators, offers and documents of any."""
    ids: dict[str, set[str]] = defaultdict(set)
    for survey in surveys:
        for record in survey.records:
            ids[record.value.kind].add(record.value.id)
    operators = ids["operator"]
    documents = {document.id for survey in surveys for document in survey.documents}
    for survey in surveys:
        own = {source.value.id for source in survey.sources}
        for record in survey.records:
            for keys, node in nodes(record.value):
                for mark, path, identity in marked_values(node, RefersTo):
                    known = own if mark.what == SOURCE else ids[mark.what]
                    if identity not in known:
                        yield survey, record.problem(_unknown(mark.what, identity, known), *keys, *path)
        for entry in survey.entries:
            if entry.value.operator is not None and entry.value.operator not in operators:
                message = _unknown("operator", entry.value.operator, operators)
                yield survey, entry.problem(message, "operator")
        for document in survey.documents:
            for number, identity in enumerate(document.replaces):
                if identity == document.id:
                    message = "a document cannot replace itself: name the older one, or remove the field."
                    yield survey, survey.problem(document, message, "replaces", number)
                elif identity not in documents:
                    message = _unknown("document", identity, documents)
                    yield survey, survey.problem(document, message, "replaces", number)


def dead_footnotes(survey: Survey) -> Iterator[Problem]:
    """Footnote marks of sheets that name no source."""
    known = {source.value.id for source in survey.sources}
    for sheet in survey.sheets.values():
        for number, line in enumerate(sheet.lines[sheet.body_starts :], sheet.body_starts + 1):
            for identity in _FOOTNOTE.findall(line):
                if identity not in known:
                    yield Problem(sheet.file, _unknown("source", identity, known), number, f"[^{identity}]")


def unused_sources(survey: Survey) -> Iterator[Problem]:
    """Sources that no record and no sheet of their corpus cites."""
    cited = {identity for sheet in survey.sheets.values() for identity in _FOOTNOTE.findall(sheet.raw)}
    for record in survey.records:
        for _, node in nodes(record.value):
            cited.update(one for mark, _, one in marked_values(node, RefersTo) if mark.what == SOURCE)
    for source in survey.sources:
        if source.value.id not in cited:
            message = f"source {source.value.id!r} is never cited: cite it or remove it."
            yield source.problem(message, "id", severity="warning")


def missing_sources(survey: Survey) -> Iterator[Problem]:
    """Free documents of which nobody can tell where they come from. Records cannot lack a source: their schema
    asks for one."""
    for document in survey.documents:
        if document.record is None and not (document.sources or document.publisher or document.url):
            message = (
                "nothing says where this document comes from: add footnotes to its sources, or `publisher` or `url`"
                " to its metadata."
            )
            yield survey.problem(document, message, severity="warning")


def _unknown(kind: str, identity: str, known: Collection[str]) -> str:
    near = closest(identity, known)
    where = f"add it to {REGISTER_FILE}" if kind == SOURCE else f"add that {kind}"
    hint = f"did you mean {near!r}? Otherwise {where}." if near else f"{where}, or correct the id."
    return f"unknown {kind} {identity!r}: {hint}"
