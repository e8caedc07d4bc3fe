"""Golden questions as people send them: greeted, introduced, thanked for, signed.

The frames were written by people who did not know how the product reads such texts, and are not changed to suit it: they say
nothing of what is asked, so that each answer must be the one to the bare question. Of the 107, the first 48 were used to find out
what is to be read, the others to measure it: 0.84 of the facts at first sight (0.32 before letters were read), 0.93 of them in
the bare questions. Both have been seen since."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

from evaluation.judging.control_questions import Question

FRAMES_FILE = Path(__file__).parent / "golden" / "frames.json"
ALONE, INSIDE = "{q}", "{i}"
"""Where the question stands as a sentence of its own, and where it goes on the frame's, in small letters and without its mark."""


def framed(frame: str, question: str) -> str:
    """The question in that frame."""
    inside = question.rstrip(" ?!.")
    return frame.replace(ALONE, question).replace(INSIDE, inside[:1].lower() + inside[1:])


def lettered_twins(questions: Iterable[Question], seed: int = 2018) -> list[Question]:
    """For each question of `standard` style that stands alone, its twin in a frame; its id gets `+lettre`. The same seed gives
    the same twins, whatever the other questions are."""
    frames = json.loads(FRAMES_FILE.read_text("utf-8"))
    twins = []
    for question in questions:
        if question.style == "standard" and not question.history:
            frame = random.Random(f"{seed}/{question.id}").choice(frames)
            update = {"id": f"{question.id}+lettre", "question": framed(frame, question.question), "style": "lettre"}
            twins.append(question.model_copy(update=update))
    return twins
