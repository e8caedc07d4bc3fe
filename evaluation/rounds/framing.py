"""Wrappers: what people write around a question, which must not change its answer."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

import yaml

from evaluation.letters import framed

FRAMES_FILE = Path(__file__).resolve().parent / "frames.yaml"
EACH = 3
"""Wrappers that each question is asked in."""
_SEED = 2026


@lru_cache(maxsize=1)
def frames() -> tuple[str, ...]:
    """The wrappers, each with a place for the question."""
    return tuple(yaml.safe_load(FRAMES_FILE.read_text("utf-8")))


def wrapped(identity: str, question: str, count: int = EACH) -> dict[int, str]:
    """The question in `count` of the wrappers, by the number of the wrapper; always the same ones for an id."""
    listed = frames()
    chosen = random.Random(f"{_SEED}/{identity}").sample(range(len(listed)), min(count, len(listed)))
    return {number + 1: framed(listed[number], question) for number in sorted(chosen)}
