"""What the documents hold for a question: found, judged, and composed into a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose.composition import Composition, compose, compose_unjudged
from assistant.compose.context import Context
from assistant.compose.draft import Draft
from assistant.compose.extraction import extract
from assistant.engine.request import Request
from assistant.question.question import Question
from assistant.reading.abstention import Calibration, at_least, weigh
from assistant.reading.candidates import Candidate, Scorer
from assistant.search.retriever import Hit
from index.encoder.encoder import Encoder
from index.members.directory import Match

HITS = 12
"""Passages read for an answer."""
_CALIBRATION = Calibration()


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

    @property
    def is_silent(self) -> bool:
        """Whether a composer knows that there is no answer, and what is to be said."""
        return self.draft is not None and bool(self.draft.silence)


class Lookup:
    """Looks up the questions of one request."""

    def __init__(self, request: Request, encoder: Encoder) -> None:
        self._request = request
        self._encoder = encoder

    def draft(self, question: Question) -> Drafted:
        """The passages found for a question, and the draft of an answer where they hold one."""
        clock = self._request.clock
        found = self._search(question)
        clock.lap("retrieve")
        drafted = self._composed(question, found)
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

    def _composed(self, question: Question, found: Found) -> Drafted:
        candidates = self._candidates(question, found.hits)
        context = self._context(question, candidates, found.members)
        unjudged = self._kept(compose_unjudged(context))
        if unjudged is not None and unjudged.silence:
            return Drafted(found.hits, unjudged, unjudged=True)
        keywords = self._request.live.snapshot.keywords
        evidence = weigh(question, found.hits, candidates, keywords, self._request.as_of, found.rivals)
        cover, title = evidence.passage_cover, evidence.title
        if unjudged is not None:
            return Drafted(found.hits, unjudged, unjudged=True, cover=cover, title=title)
        probability = max(_CALIBRATION.probability(evidence), at_least(found.hits))
        self._request.trace.judged(evidence, _CALIBRATION, probability)
        if probability < _CALIBRATION.threshold:
            return Drafted(found.hits, None, cover=cover, title=title)
        draft = self._kept(compose(context)) or extract(question, candidates)
        return Drafted(found.hits, draft, cover=cover, title=title)

    def _candidates(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        """The sentences of the hits that filters let through, best first."""
        selection = self._request.selection
        candidates = Scorer(question, self._request.as_of).candidates(hits)
        return candidates if selection is None else [c for c in candidates if selection.allows_quote(c.quote)]

    def _context(self, question: Question, candidates: Sequence[Candidate], members: Sequence[Match]) -> Context:
        snapshot = self._request.live.snapshot
        records = self._request.selection or snapshot
        return Context(question, candidates, snapshot, records, self._request.as_of, members)

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
