"""What the documents hold for a question: found, judged, and composed into a draft."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.compose.composition import Composition, compose, compose_unjudged
from assistant.compose.context import Context
from assistant.compose.draft import Draft
from assistant.compose.extraction import extract, nearest
from assistant.engine.request import Request
from assistant.question.question import Question
from assistant.reading.abstention import CALIBRATION, OTHER_WORLD, UNREAD_CALIBRATION, at_least, weigh
from assistant.reading.candidates import Candidate, Scorer
from assistant.reading.judging import Judge, Judged
from assistant.search.retriever import Hit
from index.encoder.encoder import Encoder
from index.encoder.reader import ReaderError
from index.members.directory import Match

_log = logging.getLogger(__name__)

HITS = 12
"""Passages read for an answer."""


@dataclass(frozen=True)
class Found:
    """What the search brought for a question, best first."""

    hits: list[Hit]
    rivals: list[Hit] | None
    """What it would have brought without filters; None where there are none."""
    members: list[Match]
    """Members and their parts that the question may name."""


@dataclass(frozen=True)
class Drafted:
    """What the documents hold for a question."""

    hits: list[Hit]
    """The passages found, best first."""
    draft: Draft | None
    """None where they do not answer."""
    unjudged: bool = False
    """A whole list of records, or a place that is in the official list or not: nothing that a model could write."""
    cover: float = 0.0
    """Share of the question's words, by rarity, in the passage that holds most."""
    title: float = 0.0
    """Similarity of the nearest title."""
    far: bool = True
    """Whether nothing that was read speaks of the question's world; where nothing was read, nobody knows better."""
    near: Draft | None = None
    """What comes near where nothing answers."""
    answers: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """Probability that it answers of each sentence that was read, by document and start."""

    @property
    def is_silent(self) -> bool:
        """Whether a composer knows that there is no answer, and what is to be said."""
        return self.draft is not None and bool(self.draft.silence)


class Lookup:
    """Looks up the questions of one request."""

    def __init__(self, request: Request, encoder: Encoder, judge: Judge | None) -> None:
        """`judge`: what reads the passages found; None where nothing does."""
        self._request = request
        self._encoder = encoder
        self._judge = judge

    def draft(self, question: Question) -> Drafted:
        """The passages found for a question, and the draft of an answer where they hold one."""
        clock = self._request.clock
        found = self._search(question)
        clock.lap("retrieve")
        judged = self._read(question, found.hits)
        clock.lap("read")
        drafted = self._composed(question, found, judged)
        clock.lap("compose")
        return drafted

    def _search(self, question: Question) -> Found:
        live, selection = self._request.live, self._request.selection
        vector = self._encoder.encode_query(question.searched)
        self._request.clock.lap("encode")
        members = live.territories_named(question)
        allowed = live.allowed(members)
        hits = live.retriever.retrieve(question, vector, HITS, allowed)
        rivals = None
        if selection is not None:
            hits, rivals = selection.retrieve(live.retriever, question, vector, HITS, allowed), hits
        self._request.trace.searched(hits)
        return Found(hits, rivals, members)

    def _read(self, question: Question, hits: Sequence[Hit]) -> Judged | None:
        if self._judge is None:
            return None
        try:
            judged = self._judge.read(question.text, hits)
        except ReaderError as error:
            _log.warning("nothing was read: %s", error)
            self._request.trace.not_read()
            return None
        self._request.trace.note("read", decided=bool(judged), passages=len(judged))
        return judged

    def _composed(self, question: Question, found: Found, judged: Judged | None) -> Drafted:
        candidates = self._candidates(question, found.hits, judged)
        context = self._context(question, candidates, found.members, judged=judged is not None)
        unjudged = self._kept(compose_unjudged(context))
        if judged is None and unjudged is not None and unjudged.silence:
            return Drafted(found.hits, unjudged, unjudged=True)
        keywords = self._request.live.snapshot.keywords
        evidence = weigh(question, found.hits, candidates, keywords, self._request.as_of, found.rivals)
        cover, title = evidence.passage_cover, evidence.title
        if unjudged is not None and not unjudged.silence:
            return Drafted(found.hits, unjudged, unjudged=True, cover=cover, title=title)
        calibration = UNREAD_CALIBRATION if judged is None else CALIBRATION
        probability = max(calibration.probability(evidence), at_least(found.hits))
        self._request.trace.judged(evidence, calibration, probability)
        if probability < calibration.threshold:
            if unjudged is not None:
                return Drafted(found.hits, unjudged, unjudged=True)
            near = nearest(candidates) if probability >= calibration.near else None
            far = judged is None or evidence.holds < OTHER_WORLD
            return Drafted(found.hits, None, cover=cover, title=title, near=near, far=far)
        draft = self._kept(compose(context)) or extract(question, candidates, judged=judged is not None)
        answers = {c.key: c.probability for c in candidates if c.hit.row in (judged or {})}
        return Drafted(found.hits, draft, cover=cover, title=title, answers=answers)

    def _candidates(self, question: Question, hits: Sequence[Hit], judged: Judged | None) -> list[Candidate]:
        """The sentences of the hits that filters let through, best first."""
        selection = self._request.selection
        candidates = Scorer(question, self._request.as_of, judged).candidates(hits)
        return candidates if selection is None else [c for c in candidates if selection.allows_quote(c.quote)]

    def _context(
        self, question: Question, candidates: Sequence[Candidate], members: Sequence[Match], *, judged: bool
    ) -> Context:
        snapshot = self._request.live.snapshot
        records = self._request.selection or snapshot
        return Context(question, candidates, snapshot, records, self._request.as_of, judged, members)

    def _kept(self, composition: Composition) -> Draft | None:
        """What filters let through of a draft; None where there is none, or nothing of it is left."""
        trace, selection, draft = self._request.trace, self._request.selection, composition.draft
        trace.composed(composition)
        if selection is None or draft is None or draft.silence:
            return draft
        kept = selection.kept(draft)
        left = len(kept.sentences) if kept is not None else 0
        trace.note("filters", decided=left < len(draft.sentences), kept=left, dropped=len(draft.sentences) - left)
        return kept
