"""Errors of the assistant that its callers can act on."""

from __future__ import annotations


class QuestionError(ValueError):
    """The question cannot be taken; the French message says why and what to do."""


class EngineError(ValueError):
    """The engine asked for is not there; the French message says what to do."""
