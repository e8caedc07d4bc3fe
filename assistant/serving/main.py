"""The command line: `assistant COMMAND`. Results on stdout, errors on stderr in one line that says what to do."""

from __future__ import annotations

import gc
import sys
from typing import Any

import click

from assistant.cli.ask_command import ask
from assistant.cli.check_command import check
from assistant.cli.doctor_command import doctor
from assistant.cli.gaps_command import gaps
from assistant.cli.index_command import index
from assistant.cli.journal_command import journal
from assistant.cli.keys_command import keys
from assistant.cli.members_command import members
from assistant.cli.model_command import model
from assistant.cli.questions_command import questions
from assistant.cli.search_command import search
from assistant.serving.eval_command import evaluate
from assistant.serving.mcp_command import mcp
from assistant.serving.serve_command import serve
from assistant.version import DISTRIBUTION

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
@click.version_option(package_name=DISTRIBUTION, prog_name="assistant")
def main() -> None:
    """Assistant sur les documents d'un programme public : réponses courtes, datées, prouvées.

    Exemple : assistant ask "Qui peut en bénéficier aujourd'hui ?"
    """
    gc.set_threshold(*_COLLECTION)


for command in (index, ask, search, serve, mcp, check, doctor, keys, journal, gaps, questions, model, members, evaluate):
    main.add_command(command)
