"""The programme that is served, as the live snapshot declares it: asked at each request, because an index may be replaced."""

from __future__ import annotations

from fastapi import Request

from assistant.presentation.programme_texts import ProgrammeTexts
from assistant.service.answering import assistant_of
from assistant.service.answering_protocol import Answering
from index.encoder.encoder_card import EncoderError
from index.errors import SnapshotError
from index.programmes.programme import NEUTRAL, Programme


def served_programme(assistant: Answering) -> Programme:
    """The programme of the live snapshot; the neutral one while there is none. Opening an index may take a second."""
    try:
        return assistant.snapshot.programme
    except (SnapshotError, EncoderError):
        return NEUTRAL


def live_texts(request: Request) -> ProgrammeTexts:
    """Dependency: what the doors say in the name of the served programme. Synchronous: see `live_snapshot`."""
    return ProgrammeTexts(served_programme(assistant_of(request)))
