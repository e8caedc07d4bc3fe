"""A report as tables on one screen, and the story of one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from evaluation.judging.outcomes import Outcome
from evaluation.report import Report, row_of

_SHOWN_RANKS = 10
_HEADINGS = {
    "questions": "of",
    "fact_recall": "facts",
    "fully_right": "right",
    "false_silence": "wrongly silent",
    "false_answers": "wrongly answered",
    "words_median": "words",
}


def tables(report: Report) -> RenderableType:
    """Answers, searches, then the same by category and by style where there are several."""
    parts = [_answers(report)]
    if searches := report.searches():
        parts.append(_table("Search", searches))
    by_category = report.groups(lambda outcome: outcome.question.category)
    by_style = report.groups(lambda outcome: outcome.question.style)
    for title, groups in (("By category", by_category), ("By style", by_style)):
        if len(groups) > 1:
            parts.append(_table(title, {name: row_of(groups[name]) for name in sorted(groups)}))
    return Group(*parts)


def _answers(report: Report) -> Table:
    made = ", ".join(f"{key} {value}" for key, value in report.produced_by.items())
    table = Table(title=f"{escape(report.name)}: {len(report.outcomes)} questions", caption=escape(made), min_width=70)
    table.add_column("Answers")
    for heading in ("value", "aim", "of"):
        table.add_column(heading, justify="right")
    holding = [measure for measure in report.robustness().values() if measure.value is not None]
    for measure in (*report.answers().values(), *holding):
        table.add_row(measure.label, measure.shown(), measure.aim, str(measure.count))
    return table


def _table(title: str, rows: Mapping[str, Mapping[str, Any]]) -> Table:
    """One line per row, without the columns that were measured nowhere."""
    table = Table(title=title)
    table.add_column("", no_wrap=True)
    columns = [key for key in next(iter(rows.values())) if any(row[key] is not None for row in rows.values())]
    for column in columns:
        table.add_column(_HEADINGS.get(column, column), justify="right")
    for name, row in rows.items():
        table.add_row(escape(name), *(_shown(column, row[column]) for column in columns))
    return table


def _shown(column: str, value: float | int | None) -> str:
    if value is None:
        return "—"
    return f"{value:.0f}" if column in ("questions", "words_median") else f"{value:.3f}"


def explain(outcome: Outcome) -> RenderableType:
    """What was understood, answered and expected, and where each search found the document."""
    lines = [*_asked(outcome), *_judged(outcome), *_cited(outcome), *_ranked(outcome)]
    return Panel("\n".join(lines), title=escape(outcome.question.id), title_align="left")


def _asked(outcome: Outcome) -> Sequence[str]:
    question, answer = outcome.question, outcome.answer
    return [
        *(f"[dim]before:[/] {escape(earlier)}" for earlier in question.history),
        f"[bold]{escape(question.question)}[/]",
        f"[dim]understood as:[/] {escape(answer.understood_as)} [dim]({answer.intent.value})[/]",
        f"[dim]{answer.status.value}, {outcome.words} words:[/] {escape(answer.answer)}",
        *(f"[dim]missing:[/] {escape(missing)}" for missing in answer.missing),
    ]


def _judged(outcome: Outcome) -> Sequence[str]:
    lines = [f"[green]found:[/] {escape(fact)}" for fact in outcome.facts_found]
    lines += [f"[red]not found:[/] {escape(fact)}" for fact in outcome.facts_missing]
    if outcome.false_answer:
        lines.append("[red]should have stayed silent[/]")
    if outcome.false_silence:
        lines.append("[red]should have answered[/]")
    return lines


def _cited(outcome: Outcome) -> Sequence[str]:
    return [
        escape(f"[{citation.n}] {citation.document_id}: « {citation.quote} »")
        + ("" if exact else " [red](not exact)[/]")
        for citation, exact in zip(outcome.answer.citations, outcome.quotes_exact, strict=True)
    ]


def _ranked(outcome: Outcome) -> Sequence[str]:
    if not outcome.question.documents:
        return []
    known = ", ".join(sorted(outcome.relevant)) or "none of the documents named is indexed"
    lines = [f"[dim]stands in:[/] {escape(known)}"]
    for name, ranking in outcome.rankings.items():
        listed = (
            f"[green]{escape(identity)}[/]" if identity in outcome.relevant else escape(identity)
            for identity in ranking.documents[:_SHOWN_RANKS]
        )
        lines.append(f"[dim]{escape(name)}:[/] {', '.join(listed) or '—'}")
    return lines
