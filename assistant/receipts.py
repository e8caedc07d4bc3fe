"""Ids of answers: readable order, no content."""

from __future__ import annotations

import datetime as dt
import secrets


def new_id() -> str:
    """A fresh id such as `20261122T101500-9f8a3c21`; says nothing of the question."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
