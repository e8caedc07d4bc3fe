"""From what was found for a question to a draft, or to the finding that the documents do not answer it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose.composer import compose, compose_listed
from assistant.compose.draft import Draft
from assistant.compose.extraction import extract
from assistant.compose.membership import compose_territory
from assistant.engine.filters import Selection
from assistant.engine.live import Live
from assistant.question.question import Question
from assistant.reading.abstention import Calibration, weigh
from assistant.reading.candidates import Candidate, Scorer
from assistant.search.retriever import Hit
from index.members.directory import Match

_CALIBRATION = Calibration()


@dataclass(frozen=True)
class Found:
    """What the search brought for a question, best first."""

    hits: list[Hit]
    matches: list[Match]
    """Territories and members that the question may name."""
    selection: Selection | None = None
    """What filters let through; None without filters."""
    rivals: list[Hit] | None = None
    """What the search would have brought without them."""


@dataclass(frozen=True)
class Drafted:
    """A draft, or why there is none."""

    draft: Draft | None
    """None where the documents do not answer."""
    listed: bool = False
    """A whole list of records, or a place that is in the official list or not: nothing that a model could write."""
    silence: str = ""
    """What is to be said in place of a draft, where that is known already."""
    cover: float = 0.0
    """Share of the question's words, by rarity, in the passage that holds most."""
    title: float = 0.0
    """Similarity of the nearest title."""


def draft_of(question: Question, found: Found, live: Live, as_of: dt.date) -> Drafted:
    """The draft of an answer from what was found for its question."""
    reply = compose_territory(question, found.matches, live.snapshot)
    if reply is not None and reply.draft is None:
        return Drafted(None, silence=reply.silence)
    hits, selection = found.hits, found.selection
    candidates = Scorer(question, as_of).candidates(hits)
    if selection is not None:
        candidates = [candidate for candidate in candidates if selection.allows_quote(candidate.quote)]
    evidence = weigh(question, hits, candidates, live.snapshot.keywords, as_of, found.rivals)
    cover, title = evidence.passage_cover, evidence.title
    listed = reply.draft if reply is not None else compose_listed(question, selection or live.snapshot, as_of)
    if listed is not None and selection is not None:
        listed = selection.kept(listed)
    if listed is not None:
        return Drafted(listed, listed=True, cover=cover, title=title)
    if _CALIBRATION.probability(evidence) < _CALIBRATION.threshold:
        return Drafted(None, cover=cover, title=title)
    return Drafted(_composed(question, candidates, selection, live), cover=cover, title=title)


def _composed(
    question: Question, candidates: Sequence[Candidate], selection: Selection | None, live: Live
) -> Draft:
    """The draft; under filters, what they let through of it, else what can be taken from the sentences they let through."""
    draft = compose(question, candidates, live.snapshot)
    if selection is None:
        return draft
    return selection.kept(draft) or extract(question, candidates)
