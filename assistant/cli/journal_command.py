"""The journal: count, export, erase, copy."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.options import FILE as EXISTING
from assistant.cli.options import data_option, fail, failing_cleanly, json_option, print_json, settings_of

if TYPE_CHECKING:
    from assistant.journal import Journal

days_option = click.option("--days", type=click.IntRange(1, 3650), help="Des derniers jours.  [défaut : tout]")
_TITLES = {"status": "Réponses", "door": "Portes", "feedback": "Avis", "reason": "Raisons"}


@click.group()
def journal() -> None:
    """Le journal des réponses et des avis : compter, exporter, effacer, copier.

    Le service peut rester en marche.
    """


@journal.command()
@days_option
@data_option
@json_option
def stats(days: int | None, data: Path | None, as_json: bool) -> None:
    """Compter les réponses et les avis."""
    with opened_journal(data) as opened:
        counts = opened.stats(since(days))
        if as_json:
            print_json(counts)
            return
        for name, title in _TITLES.items():
            counted = ", ".join(f"{value} {count}" for value, count in counts[name].items())
            click.echo(f"{title:<10} {counted or '—'}")


@journal.command()
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire.  [défaut : sortie]"
)
@days_option
@data_option
def export(output: Path | None, days: int | None, data: Path | None) -> None:
    """Exporter en CSV, pour un tableur.

    Exemple : assistant journal export --days 30 -o journal.csv
    """
    with opened_journal(data) as opened:
        lines = opened.export(since(days) if days else None)
        if output is None:
            for line in lines:
                click.echo(line, nl=False)
            return
        header = next(lines)  # a journal that cannot be read leaves the file alone
        output.touch(mode=0o600)
        with output.open("w", encoding="utf-8", newline="") as file:
            file.write(header)
            file.writelines(lines)


@journal.command()
@click.argument("answer_id", metavar="ID")
@data_option
def erase(answer_id: str, data: Path | None) -> None:
    """Effacer la réponse ID, sa question et son avis, sans retour possible."""
    from assistant.request_errors import UnknownAnswerError

    with opened_journal(data) as opened:
        try:
            opened.erase(answer_id)
        except UnknownAnswerError:
            fail(
                f"aucune réponse {answer_id} au journal : vérifiez l'identifiant, donné par le champ « id » et par le reçu."
            )
        click.echo(f"Effacée : {answer_id}. Les sauvegardes déjà faites la contiennent encore.")


@journal.command()
@click.argument("target", metavar="FICHIER", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def backup(target: Path, data: Path | None) -> None:
    """Copier le journal dans FICHIER, entier, même service en marche.

    Exemple : assistant journal backup /sauvegardes/journal.sqlite
    """
    with opened_journal(data) as opened:
        opened.back_up(target)


@journal.command()
@click.argument("source", metavar="FICHIER", type=EXISTING)
@data_option
def restore(source: Path, data: Path | None) -> None:
    """Remettre une copie faite par « backup » à la place du journal. Ce qu'il contenait est perdu."""
    with opened_journal(data, create=True) as opened:
        opened.restore(source)
        click.echo(f"Restauré : {sum(opened.stats(since(None))['status'].values())} réponses.")


def since(days: int | None) -> dt.datetime:
    """The moment that many days ago; the beginning of times without."""
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days) if days else dt.datetime.min.replace(tzinfo=dt.UTC)


@contextlib.contextmanager
def opened_journal(data: Path | None, *, create: bool = False) -> Iterator[Journal]:
    """The journal of a data directory; there must be one already, unless it may be created."""
    from assistant.journal import Journal
    from assistant.journal.journal import FILE

    with failing_cleanly():
        settings = settings_of(data)
        path = settings.data / FILE
        if not create and not path.exists():
            fail(f"aucun journal dans {settings.data} : « assistant serve » le crée ; vérifiez --data.")
        opened = Journal.open(path, retention_days=settings.journal_days, keep_questions=settings.journal_questions)
        try:
            yield opened
        finally:
            opened.close()
