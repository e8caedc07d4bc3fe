"""The whole check of corpora behind `assistant check`: schema, references, dates, pages, lexicon, texts, figures, questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from index.checking.address_checks import bad_urls, empty_sections
from index.checking.date_checks import date_problems
from index.checking.duplicates import duplicate_texts
from index.checking.figure_checks import disagreements
from index.checking.json_schemas import export_schemas
from index.checking.lexicon_checks import lexicon_problems
from index.checking.reference_checks import (
    dead_footnotes,
    dead_references,
    duplicate_ids,
    missing_sources,
    unused_sources,
)
from index.checking.survey import Survey, survey
from index.errors import Problem
from index.programmes.lexicon import load_lexicon
from index.programmes.programme import load_programmes
from index.questions.accepted import read_questions

__all__ = ["check_corpora", "export_schemas"]


def check_corpora(corpora: Sequence[Path], as_of: dt.date) -> list[Problem]:
    """All problems of the corpora, errors and warnings, ordered by file and line.

    `as_of` is the day that decides what is past and what is to come. With several corpora, files are shown below
    the name of their corpus folder."""
    surveys = [survey(corpus) for corpus in corpora]
    found: dict[int, list[Problem]] = {id(one): [] for one in surveys}
    for one in surveys:
        found[id(one)].extend(dead_footnotes(one))
        found[id(one)].extend(date_problems(one, as_of))
        for check in (bad_urls, empty_sections, missing_sources, unused_sources):
            found[id(one)].extend(check(one))
    for compare in (duplicate_ids, dead_references, lexicon_problems, duplicate_texts, disagreements):
        for one, problem in compare(surveys):
            found[id(one)].append(problem)
    problems: list[Problem] = []
    every = [document for one in surveys for document in one.documents]
    for corpus, one in zip(corpora, surveys, strict=True):
        _, unread = load_lexicon([corpus])
        unread += load_programmes([corpus])[1]
        unread += read_questions([one.root], one.documents, every).problems
        own = [*_coarse(one, unread, found[id(one)]), *found[id(one)]]
        prefix = f"{one.root.name}/" if len(surveys) > 1 else ""
        problems.extend(replace(problem, file=prefix + problem.file) for problem in own)
    return sorted(problems, key=lambda p: (p.file, p.line or 0, p.field or "", p.message))


def _coarse(one: Survey, unread: Iterable[Problem], finer: Sequence[Problem]) -> list[Problem]:
    """What reading found and no check here tells more precisely: reading stops at the first fault of a record or
    file, and names the file and the record only."""
    read = [*one.reading.problems, *unread]
    errors = [problem for problem in (*finer, *read) if problem.severity == "error"]
    kept = []
    for problem in read:
        file, _, fragment = problem.file.partition("#")
        located = _located(one, replace(problem, file=file))
        if not any(_finer(error, located, fragment) for error in errors):
            kept.append(located)
    return kept


def _finer(error: Problem, problem: Problem, fragment: str) -> bool:
    """Whether `error` tells more precisely what reading tells as `problem`: of the record `fragment` whose id is
    taken, of a sheet with a dead footnote, or of a whole record."""
    if fragment:
        return error.field is not None and error.message.startswith(f"id {fragment!r} ")
    if error.file != problem.file:
        return False
    if problem.field is None:
        return problem.line is None and error.field is not None and error.field.startswith("[^")
    return _inside(error.field, problem.field)


def _inside(field: str | None, container: str) -> bool:
    return field is not None and field.startswith((f"{container}.", f"{container}["))


def _located(one: Survey, problem: Problem) -> Problem:
    """The problem with the line of its front matter field, which reading does not know."""
    sheet = one.sheets.get(problem.file)
    if problem.line is None and problem.field is not None and sheet is not None:
        return replace(problem, line=sheet.line_of_field(problem.field.partition(".")[0]))
    return problem
