"""What to update and to write next."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.journal_command import opened_journal, since
from assistant.cli.options import data_option, json_option, open_assistant, print_json

if TYPE_CHECKING:
    from assistant.gaps.finder import Gap, GapsReport, NearSentence


@click.command()
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="Des derniers jours.")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="Groupes et documents montrés."
)
@data_option
@json_option
def gaps(days: int, limit: int, data: Path | None, as_json: bool) -> None:
    """Dire ce que les documents ne disent pas : les questions sans bonne réponse.

    D'abord les documents cités alors que leur validité est passée, puis les questions groupées par le sens.

    Exemple : assistant gaps --days 30
    """
    with opened_journal(data) as journal:
        from assistant.gaps.finder import find_gaps

        report = find_gaps(open_assistant(data), journal, since(days), limit)
        if as_json:
            print_json(report.model_dump(mode="json"))
        else:
            click.echo(_text(report))


def _text(report: GapsReport) -> str:
    lines = []
    if report.outdated:
        lines.append("Cités alors que leur validité est passée :")
        lines += [
            f"  {document.answers:>4} × {_line(document.title)}  [{document.document_id}, {_end(document.validity.to)}]"
            for document in report.outdated
        ]
    if report.gaps:
        lines.append("Questions sans bonne réponse :")
        for gap in report.gaps:
            lines += _gap(gap)
    if report.total > len(report.gaps):
        lines.append(f"… et {report.total - len(report.gaps)} autres groupes : --limit.")
    if report.left_out:
        lines.append(f"{report.left_out} questions plus anciennes ne sont pas groupées : réduisez --days.")
    if report.without_text:
        lines.append(f"{report.without_text} réponses manquées, dont le journal ne garde pas la question.")
    return "\n".join(lines or ["Rien à signaler sur cette période."])


def _gap(gap: Gap) -> list[str]:
    details = [
        f"{count} {what}"
        for count, what in (
            (gap.abstained, "sans réponse"),
            (gap.partial, "incomplète"),
            (gap.judged_bad, "jugée mauvaise"),
        )
        if count
    ]
    outside = ", hors sujet" if gap.out_of_scope else ""
    near = " ; ".join(f"{_line(document.title)} [{document.document_id}]" for document in gap.nearest)
    lines = [f"  {gap.count:>4} × {_line(gap.example)}  ({', '.join(details)}{outside})", f"         proche : {near}"]
    lines += [f"         avis : {_line(comment)}" for comment in gap.comments]
    return lines + ([f"         si elle répond : {_command(gap, gap.sentence)}"] if gap.sentence else [])


def _command(gap: Gap, sentence: NearSentence) -> str:
    """What ties the question to the sentence, as a shell takes it."""
    words = ("--document", sentence.document_id, "--answer", _line(sentence.text), _line(gap.example))
    return "assistant questions add " + " ".join(map(shlex.quote, words))


def _line(text: str) -> str:
    """On one line, without what a terminal would obey: somebody else typed it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _end(day: str | None) -> str:
    return f"jusqu'au {day}" if day else "remplacé"
