"""What the server writes to its standard error: lines for people, or one JSON object per line. Never a question."""

from __future__ import annotations

import logging
import sys

from index.settings import Settings


def to_stderr(settings: Settings) -> None:
    """One form for our lines and uvicorn's, on stderr; nothing where the caller has set logging up already."""
    root = logging.getLogger()
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(settings))
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("assistant").setLevel(logging.INFO)


def _formatter(settings: Settings) -> logging.Formatter:
    if settings.log_format == "text":
        return logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    from pythonjsonlogger.json import JsonFormatter

    # What is given as `extra` becomes fields of their own: see the line of a request in assistant.http.middleware.
    return JsonFormatter(
        ["levelname", "name", "message"], rename_fields={"levelname": "level", "name": "logger"}, timestamp="time",
        json_ensure_ascii=False,
    )  # fmt: skip
