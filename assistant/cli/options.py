"""What the commands share: options, errors in one line, JSON output."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from assistant.engine.assistant import Assistant
    from assistant.engine.filters import Filters
    from index.settings import Settings

FAILED = 1
_STATES = ("in_force", "expired", "superseded", "announced", "unknown")
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


class Date(click.ParamType):
    """An ISO day."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} n'est pas une date : écrivez par exemple 2026-11-22.", param, ctx)


data_option = click.option(
    "--data", type=FOLDER, help="Dossier des modèles et de l'index.  [défaut : ASSISTANT_DATA ou data]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Sortie JSON.")


Command = TypeVar("Command", bound=Callable[..., None])


def filter_options(command: Command) -> Command:
    """Options that say which documents count; `filters_of` makes filters of their values."""
    for option in reversed((
        click.option("--operator", multiple=True, help="Seulement cet opérateur, identifiant ou nom ; répétable."),
        click.option("--kind", multiple=True, help="Seulement ce genre : offer, event, document… ; répétable."),
        click.option("--status", multiple=True, type=click.Choice(_STATES), help="Seulement cette validité ; répétable."),
        click.option("--after", "published_after", type=Date(), help="Publié ce jour ou après."),
        click.option("--before", "published_before", type=Date(), help="Publié ce jour ou avant."),
    )):  # fmt: skip
        command = option(command)
    return command


def filters_of(options: Mapping[str, object]) -> Filters:
    """Filters of the options that `filter_options` adds. Exits with code 2 for a date out of bounds or order."""
    from pydantic import ValidationError

    from assistant.engine.filters import Filters

    try:
        return Filters.model_validate(options)
    except ValidationError as error:
        first = error.errors()[0]
        reason = str(first.get("ctx", {}).get("error", first["msg"]))
        raise click.UsageError(f"{'.'.join(map(str, first['loc'])) or 'filtres'} : {reason}.") from error


@contextlib.contextmanager
def failing_cleanly() -> Iterator[None]:
    """Turns the errors a user can act on into one line on stderr and exit code 1."""
    from assistant.request_errors import AccessError, EngineError, JournalError, QuestionError
    from index.errors import IndexingError, Problem
    from index.settings import SettingsError

    try:
        yield
    except BrokenPipeError:
        sys.exit(FAILED)
    except (AccessError, EngineError, JournalError, QuestionError, IndexingError, SettingsError, Problem) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.strerror or error} : {error.filename or ''}")


def fail(message: str) -> None:
    click.echo("Erreur : " + " ".join(message.split()), err=True)
    sys.exit(FAILED)


def settings_of(data: Path | None, **overrides: object) -> Settings:
    from index.settings import load_settings

    return load_settings(data=data, **overrides)


def open_assistant(data: Path | None) -> Assistant:
    from assistant.engine.assistant import Assistant

    return Assistant.open(settings_of(data))


def one_of(argument: str | None, batch: Path | None, what: str) -> None:
    if (argument is None) == (batch is None):
        raise click.UsageError(f"Donnez {what} (l'un ou l'autre).")


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
