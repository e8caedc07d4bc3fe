"""Errors of the assistant that its callers can act on."""

from __future__ import annotations


class QuestionError(ValueError):
    """The question cannot be taken; the French message says why and what to do."""


class UnknownNameError(QuestionError):
    """A filter names what the index does not hold; the French message names the nearest that it does."""


class EngineError(ValueError):
    """The engine asked for is not there; the French message says what to do."""


class AccessError(Exception):
    """Keys cannot be read or changed as asked; the message, in French, says what to do."""


class OverloadError(Exception):
    """Too many questions wait already; asking again in a few seconds will do."""


class JournalError(Exception):
    """The journal cannot be read or written; the French message says why and what to do, and quotes no question."""


class UnknownAnswerError(LookupError):
    """The journal holds no answer of that id: it never did, its time is over, or it was erased."""
