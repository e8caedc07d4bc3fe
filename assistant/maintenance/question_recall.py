"""Accepted questions before the swap: does a new snapshot still find, among its first passages, the one that answers?"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

import numpy as np

from assistant.engine.live import Live
from assistant.search.retriever import Retriever, Weights
from index.encoder.encoder import Encoder
from index.storage.gate_report import FALL, Recall
from index.storage.snapshot import Snapshot

SAMPLE = 100
"""Questions asked at most of those that both snapshots hold: the same ones at each build."""
FIRST = 5
"""Passages among which the one that answers must be."""
_BY_WORDS = Weights(question=0.0)
"""A question that is accepted finds itself: what is compared is what its words find, as if nobody had accepted it."""


def recall_of(
    candidate: Snapshot, live: Snapshot, copy: Callable[[], AbstractContextManager[Snapshot]], encoder: Encoder, until: float
) -> Recall | None:
    """What becomes of the accepted questions; None where there are none. The live snapshot is asked, through a `copy` of it,
    only where so many are missed that it may do better. `until`: when no further question is asked (`time.monotonic`)."""
    held, before = candidate.questions.numbers, live.questions.numbers
    if not held:
        return None
    shared = sorted((form for form in held if form in before), key=lambda form: hashlib.sha256(form.encode()).digest())
    fresh = [form for form in held if form not in before]
    opened = Live(candidate, encoder)
    found_now = _found(opened, shared[:SAMPLE], _BY_WORDS, until)
    fresh_now = _found(opened, fresh, Weights(), until)
    found = sum(found_now.values())
    found_before = None
    if len(found_now) - found > FALL * len(found_now):
        with copy() as copied:
            # Whatever the time: half of a comparison says nothing.
            found_before = sum(_found(Live(copied, encoder), found_now, _BY_WORDS, float("inf")).values())
    texts = candidate.questions.texts
    missed = tuple(texts[held[form]] for form, is_found in fresh_now.items() if not is_found)
    return Recall(asked=len(found_now), found=found, found_before=found_before, new=len(fresh_now), new_missed=missed)


def _found(live: Live, forms: Iterable[str], weights: Weights, until: float) -> dict[str, bool]:
    """Whether each question finds the passage that answers it; those asked in time."""
    snapshot, accepted = live.snapshot, live.snapshot.questions
    retriever = Retriever(snapshot, weights)
    told: dict[str, bool] = {}
    for form in forms:
        if time.monotonic() > until:
            break
        number = accepted.numbers[form]
        question = live.reader.read(accepted.texts[number])
        hits = retriever.retrieve(question, np.array(accepted.vectors[number]), FIRST)
        told[form] = any(hit.row == int(accepted.rows[number]) for hit in hits)
    return told
