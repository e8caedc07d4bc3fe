"""Ids of answers: readable order, no content."""

from __future__ import annotations

import datetime as dt
import secrets


def new_id() -> str:
    """A fresh id such as `20261122T101500-9f8a3c2160d5b7e4`; says nothing of the question.

    Who knows it may read the receipt, hence 64 random bits: at a thousand guesses a second, the answers of one given
    second stay hidden for half a billion years."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(8)}"
