"""Where the weights of an encoder come from: what preparation needs of it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from index.encoder.prepare.reference_model import ReferenceModel


class EncoderSource(Protocol):
    """One origin of models, which knows its own by the name in the settings."""

    def takes(self, spec: str) -> bool:
        """Whether a model of that name comes from here."""
        ...

    def load(self, spec: str, scratch: Path) -> ReferenceModel:
        """The model of that name.

        ``scratch`` is an empty folder for whatever lies on the way; it is the caller's to remove. Raises
        :class:`ModelError`, whose message says what to do; ``OSError`` when the disk is full."""
        ...
