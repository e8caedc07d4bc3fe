"""Milliseconds per stage of one answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from assistant.schema import Timings


@dataclass
class Clock:
    """Runs from its creation."""

    started: float = field(default_factory=time.perf_counter)
    last: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        """Gives the time since the last lap to a stage, on top of what it has."""
        now = time.perf_counter()
        self.stages[stage] = round(self.stages.get(stage, 0.0) + (now - self.last) * 1000, 2)
        self.last = now

    def first_sentence(self) -> None:
        """Notes when the first verified sentence of a model was there; later ones change nothing."""
        self.stages.setdefault("first_sentence", self._total())

    def timings(self) -> Timings:
        return Timings(**self.stages, total=self._total())

    def _total(self) -> float:
        return round((time.perf_counter() - self.started) * 1000, 2)
