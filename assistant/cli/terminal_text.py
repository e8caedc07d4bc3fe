"""Answers and search results as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.presentation.labels import VALIDITY, french_date
from assistant.presentation.trace_text import trace_lines
from assistant.schema import Answer, Citation, SearchResult


def answer_text(answer: Answer) -> str:
    """The answer, its sources, what is missing, what could be asked next, and what decided it where it says so."""
    blocks = [*([answer.notice] if answer.notice else []), answer.answer]
    if answer.citations:
        blocks.append("Sources\n" + "\n".join(_source(citation) for citation in answer.citations))
    if answer.missing:
        blocks.append("Manque\n" + "\n".join(f"  {item}" for item in answer.missing))
    if answer.suggestions:
        blocks.append("Voir aussi\n" + "\n".join(f"  {item}" for item in answer.suggestions))
    if answer.trace is not None:
        lines = (f"Question comprise : {answer.understood_as}", *trace_lines(answer.trace))
        blocks.append("Décisions\n" + "\n".join(f"  {line}" for line in lines))
    return "\n\n".join(blocks)


def _source(citation: Citation) -> str:
    date = french_date(citation.published_on) or "date inconnue"
    where = " › ".join((citation.title, *citation.section))
    lines = [f"  [{citation.n}] {where} — {citation.publisher or 'éditeur non identifié'}, {date}"]
    lines.append(f"      « {' '.join(citation.quote.split())} » ({VALIDITY[citation.validity.state].lower()})")
    if citation.url:
        lines.append(f"      {citation.url}")
    lines.extend(
        f"      même texte : {' — '.join(filter(None, (other.publisher, other.title, other.url)))}"
        for other in citation.also_at
    )
    return "\n".join(lines)


def results_text(results: Sequence[SearchResult]) -> str:
    """Passages with their score, best first."""
    if not results:
        return "Aucun passage."
    return "\n\n".join(
        f"{number}. {' › '.join((result.title, *result.section))}  [{result.document_id}, {result.score:.3f}]\n"
        f"   {' '.join(result.text.split())}"
        for number, result in enumerate(results, 1)
    )
