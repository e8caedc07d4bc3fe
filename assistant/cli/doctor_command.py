"""Examine the index and its documents."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.options import FAILED, Date, data_option, failing_cleanly, json_option, print_json, settings_of

if TYPE_CHECKING:
    from index.build.doctor import Finding
    from index.settings import Settings

CITED_DAYS = 90
"""How far back citations count: a document cited last year only may well be forgotten."""
_STATES = {"ok": "bon", "warning": "alerte", "error": "erreur"}


@click.command()
@click.option("--as-of", type=Date(), help="Jour auquel juger la validité.  [défaut : aujourd'hui]")
@data_option
@json_option
def doctor(as_of: dt.date | None, data: Path | None, as_json: bool) -> None:
    """Examiner l'index et les documents : ce qui va, ce qui ne va pas, et quoi faire ; code 1 s'il y a une erreur.

    Exemple : assistant doctor --json
    """
    with failing_cleanly():
        findings = _findings(settings_of(data), as_of or dt.date.today())
        errors = sum(finding.state == "error" for finding in findings)
        warnings = sum(finding.state == "warning" for finding in findings)
        if as_json:
            listed = [dataclasses.asdict(finding) for finding in findings]
            print_json({"errors": errors, "warnings": warnings, "findings": listed})
        else:
            for finding in findings:
                click.echo(f"{_STATES[finding.state]:<7}{finding.check} : {finding.message}")
                if finding.remedy:
                    click.echo(f"       → {finding.remedy}")
            click.echo(f"{errors} erreur(s), {warnings} alerte(s).")
    if errors:
        sys.exit(FAILED)


def _findings(settings: Settings, as_of: dt.date) -> list[Finding]:
    """Everything that is examined: the index, then what is around it. A further check adds its findings here."""
    from index.build.doctor import Patient, examine
    from index.encoder.prepare.preparation import locate

    folder = locate(settings.encoder, *settings.model_folders)
    citations, unread = _citations(settings)
    findings = examine(Patient(settings.data, settings.encoder, folder, as_of, citations, settings.vector_backend))
    return [*findings, *unread, *_language_model(settings)]


def _citations(settings: Settings) -> tuple[dict[str, int] | None, list[Finding]]:
    """How often each document was cited of late; None without a journal, and a finding where it cannot be read."""
    from assistant.journal import Journal
    from assistant.journal.journal import FILE
    from assistant.request_errors import JournalError
    from index.build.doctor import Finding

    path = settings.data / FILE
    if not path.is_file():
        return None, []
    journal = Journal(path, retention_days=settings.journal_days, keep_questions=settings.journal_questions)
    try:
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=CITED_DAYS)
        return dict(journal.cited(since)), []
    except JournalError as error:
        remedy = "rétablissez-le depuis une sauvegarde, ou écartez le fichier"
        return None, [Finding("journal", "error", f"le journal ne peut pas être lu : {error}", remedy)]


def _language_model(settings: Settings) -> list[Finding]:
    """Whether the model that writes answers does, where one is set."""
    from assistant.generation.endpoint import Endpoint
    from index.build.doctor import Finding

    endpoint = Endpoint.writing(settings)
    if endpoint is None:
        return []
    from assistant.generation.probe import probe

    found = probe(endpoint)
    return [Finding("modèle", "ok" if found.ok else "error", found.message, found.remedy)]
