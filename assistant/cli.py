"""The command line: `assistant COMMAND`. Results on stdout, errors on stderr in one line that says what to do."""

from __future__ import annotations

import gc
import sys
from typing import Any

import click

from assistant.commands.ask import ask
from assistant.commands.check import check
from assistant.commands.doctor import doctor
from assistant.commands.evaluate import evaluate
from assistant.commands.gaps import gaps
from assistant.commands.index import index
from assistant.commands.journal import journal
from assistant.commands.keys import keys
from assistant.commands.mcp import mcp
from assistant.commands.model import model
from assistant.commands.search import search
from assistant.commands.serve import serve
from assistant.commands.territories import territories

_COLLECTION = (50_000, 20, 50)
"""Garbage is sought after so many new objects, not after 700: imports make half a million that stay."""


class _Commands(click.Group):
    """Tells a wrong usage in one line, like every other error."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "assistant"
            message = " ".join(error.format_message().split())
            click.echo(f"Erreur : {message} Voir « {command} --help ».", err=True)
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(130)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="assistant-territoires", prog_name="assistant")
def main() -> None:
    """Assistant sur les documents d'un programme public : réponses courtes, datées, prouvées.

    Exemple : assistant ask "Combien de territoires d'industrie aujourd'hui ?"
    """
    gc.set_threshold(*_COLLECTION)


for command in (index, ask, search, serve, mcp, check, doctor, keys, journal, gaps, model, territories, evaluate):
    main.add_command(command)
