"""Finding: evidence of titles, passages, sentences, keywords and accepted questions, fused into one ranking of passages; then
the best are read for what the question asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.question.question import Question
from assistant.search.question_match import QuestionMatch
from assistant.search.sentence_match import AnswerMatcher, SentenceMatch
from index.cores import available_cores
from index.documents.document import Document
from index.storage.arrays import run_rows, single_precision
from index.storage.passages import Passage
from index.storage.snapshot import Snapshot

POOL = 60
"""Candidates taken from each of the two first-stage searches."""
TITLE_POOL = 20
"""Documents whose title is nearest; all of their passages are candidates."""
LONG = 50
"""Passages of one such document from which only that many, with the best words, are candidates: a book with a fitting
title must not cost what its pages do."""
MANY_TITLES = 10_000
"""From which the scan of all titles takes half as long as the search for neighbours, and each gets a core: below, handing it
over costs what it spares."""
_WIDER = 8
"""Growth of the searches while a filter lets too little pass."""
READ = 40
"""Passages of the fused ranking that are read."""

Allowed = Callable[[Document], bool]
Reorder = Callable[[str, Sequence["Hit"]], list["Hit"]]
"""From what is searched and the passages read, best first, to the same in a better order."""


@dataclass(frozen=True)
class Weights:
    """Share of each kind of evidence in the fused score; see docs/decisions for how they were chosen."""

    passage: float = 0.20
    """Cosine of the passage."""
    sentence: float = 0.20
    """Cosine of its nearest sentence or heading."""
    keywords: float = 0.25
    """BM25 of the passage."""
    document: float = 0.35
    """BM25 of its document."""
    title: float = 0.05
    """Cosine of the document's nearest title or name."""
    opening: float = 0.30
    """In place of the title where that says nothing: cosine of the document's first passage."""
    question: float = 0.10
    """Nearness of an accepted question that the passage answers."""
    cover: float = 0.10
    """Read: share of the question's words in the passage, its title and its section."""
    type: float = 0.10
    """Read: whether one of its sentences holds a thing of the type asked for, where one is."""
    period: float = 0.185
    """Read: whether one of its sentences falls in the period asked for, where one is."""


FLOOR, SPAN = 0.78, 0.14
"""Cosines of the carried encoder live between 0.78 and 0.92: this maps them to 0–1."""


@dataclass(frozen=True)
class Hit:
    """A passage with its evidence, each kind between 0 and about 1, and their fusion."""

    row: int
    score: float
    """What orders hits."""
    fused_score: float
    """The same before the passage was read."""
    passage_score: float
    sentence_score: float
    keyword_score: float
    document_score: float
    title_score: float
    """Of the title, or of the opening where the title says nothing."""
    cover_score: float
    type_score: float
    period_score: float
    """What was read in it; 0 for all three below the first `READ`."""
    sentence_scores: tuple[float, ...]
    """Rescaled cosine of each sentence of the passage."""
    sentence_match: SentenceMatch
    """What was read in each of its sentences."""
    passage: Passage
    document: Document
    question_score: float = 0.0
    """Of the nearest accepted question that it answers; 0 where none is near."""
    question_spans: tuple[tuple[tuple[int, int], float], ...] = ()
    """Its sentences that answer accepted questions near, with how near: to be preferred."""


class _Evidence(NamedTuple):
    """The evidence for `c` candidate passages."""

    columns: dict[str, NDArray[np.float32]]
    """By field of `Hit`, `(c,)` each; `fused_score` among them."""
    counts: NDArray[np.int64]
    """`(c,)`: number of sentences of each."""
    sentences: NDArray[np.float32]
    """Rescaled cosines of all their sentences, one passage after the other."""

    @property
    def fused(self) -> NDArray[np.float32]:
        return self.columns["fused_score"]


class Retriever:
    """Searches one snapshot."""

    def __init__(self, snapshot: Snapshot, weights: Weights | None = None, reorder: Reorder | None = None) -> None:
        self._snapshot = snapshot
        self._weights = weights or Weights()
        self._reorder = reorder
        many = len(snapshot.title_vectors) >= MANY_TITLES
        self._beside = ThreadPoolExecutor(available_cores(), thread_name_prefix="titles") if many else None

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    def retrieve(
        self, question: Question, vector: NDArray[np.float32], k: int = 10, allowed: Allowed | None = None
    ) -> list[Hit]:
        """The `k` best passages for a question whose query vector is `vector` (d,), best first.

        `allowed` filters documents inside the search: `k` counts what passes."""
        keyword = self._normalised(question, self._snapshot.keywords.scores(_weights(question)))
        asked = QuestionMatch.of(self._snapshot.questions, question, vector)
        titles, nearest = self._titles_and_nearest(vector)
        nearest = np.concatenate([nearest, asked.rows])
        titled = _top(titles, TITLE_POOL)
        rows = self._candidates(nearest, keyword, titled, POOL)
        if allowed is not None:
            rows = self._filtered(
                rows,
                allowed,
                lambda pool: self._candidates(
                    np.concatenate([self._snapshot.nearest(vector, pool), asked.rows]), keyword, titled, pool
                ),
            )
        if not len(rows):
            return []
        return self._ranked(question, rows, vector, keyword, titles, asked, k)

    def _normalised(self, question: Question, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """BM25 over what a short passage with each of the question's words twice would get."""
        idf = self._snapshot.keywords.idf
        ceiling = 1.6 * sum(weight * idf(token) for token, weight in question.terms.items())
        return scores / max(ceiling, 1e-6)

    def _titles_and_nearest(self, vector: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Scores of all titles, and rows of the `POOL` nearest passages: side by side where both take their time."""
        if self._beside is None:
            return self._title_scores(vector), self._snapshot.nearest(vector, POOL)
        titles = self._beside.submit(self._title_scores, vector)
        nearest = self._snapshot.nearest(vector, POOL)
        return titles.result(), nearest

    def _title_scores(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Best rescaled cosine of the title and names of each document, `(documents,)`; 0 for one without any."""
        snapshot = self._snapshot
        best = np.zeros(snapshot.manifest.counts.documents, dtype=np.float32)
        documents, starts = snapshot.titles_of
        if len(documents):
            best[documents] = _rescaled(np.maximum.reduceat(snapshot.title_vectors @ vector, starts))
        return best

    def _candidates(
        self, nearest: NDArray[np.int64], keyword: NDArray[np.float32], titles: NDArray[np.int64], pool: int
    ) -> NDArray[np.int64]:
        """Rows of the `nearest`, of the `pool` passages with the best words, and of the documents in `titles`."""
        snapshot = self._snapshot
        firsts = snapshot.passages_of[titles]
        counts = snapshot.passages_of[titles + 1] - firsts
        runs = [run_rows(firsts[counts <= LONG], counts[counts <= LONG])]
        for first, count in zip(firsts[counts > LONG].tolist(), counts[counts > LONG].tolist(), strict=True):
            runs.append(first + _top(keyword[first : first + count], LONG))
        return np.unique(np.concatenate([nearest, _top(keyword, pool), *runs]))

    def _filtered(
        self, rows: NDArray[np.int64], allowed: Allowed, wider: Callable[[int], NDArray[np.int64]]
    ) -> NDArray[np.int64]:
        """Candidates that pass; while few do, wider searches give more, to the whole snapshot in the end."""
        snapshot = self._snapshot
        verdict: dict[int, bool] = {}

        def passes(ordinal: int) -> bool:
            if ordinal not in verdict:
                verdict[ordinal] = allowed(snapshot.store.at(ordinal))
            return verdict[ordinal]

        pool = POOL
        while True:
            kept = rows[[passes(ordinal) for ordinal in snapshot.passages[rows, 0].tolist()]]
            if len(kept) >= POOL // 4 or len(rows) == len(snapshot.passages):
                return kept
            pool *= _WIDER
            everything = pool >= len(snapshot.passages)
            rows = np.arange(len(snapshot.passages)) if everything else wider(pool)

    def _ranked(
        self,
        question: Question,
        rows: NDArray[np.int64],
        vector: NDArray[np.float32],
        keyword: NDArray[np.float32],
        titles: NDArray[np.float32],
        asked: QuestionMatch,
        k: int,
    ) -> list[Hit]:
        """The `k` best of the candidates: fused, the best of them read for what the question asks, ordered anew."""
        found = self._evidence(question, rows, vector, keyword, titles, asked)
        best = np.argsort(-found.fused.round(6), kind="stable")[: max(k, READ)]
        match, told = AnswerMatcher(question, self._snapshot).read(rows[best])
        for promoting in (match.cover, match.type, match.period):
            promoting[READ:] = 0.0
        weights = self._weights
        score = found.fused[best] + weights.cover * match.cover + weights.type * match.type + weights.period * match.period
        order = np.argsort(-score.round(6), kind="stable")[: k if self._reorder is None else max(k, READ)]
        kept = best[order]
        columns: dict[str, NDArray[np.floating]] = {
            "score": score[order],
            **{name: values[kept] for name, values in found.columns.items()},
            "cover_score": match.cover[order],
            "type_score": match.type[order],
            "period_score": match.period[order],
        }
        told_ends = np.cumsum(found.counts[best])[order]
        hits = self._hits(rows[kept], columns, found, kept, told, told_ends, asked)
        if self._reorder is not None:
            hits[:READ] = self._reorder(question.searched, hits[:READ])
        return hits[:k]

    def _evidence(
        self,
        question: Question,
        rows: NDArray[np.int64],
        vector: NDArray[np.float32],
        keyword: NDArray[np.float32],
        titles: NDArray[np.float32],
        asked: QuestionMatch,
    ) -> _Evidence:
        """What title, passage, sentences, keywords and accepted questions say of each candidate, and their fusion."""
        snapshot, weights = self._snapshot, self._weights
        passage = _rescaled(snapshot.cosines(rows, vector))
        ordinals = snapshot.passages[rows, 0]
        titled = snapshot.has_title[ordinals]
        documents, places = np.unique(ordinals, return_inverse=True)
        opening = _rescaled(snapshot.cosines(snapshot.passages_of[documents], vector))[places]
        title = np.where(titled, titles[ordinals], opening)
        worded = snapshot.document_keywords.scores_of(ordinals, _weights(question))
        document = np.minimum(self._normalised(question, worded), 1.0)
        firsts, counts = snapshot.passages[rows, 3].astype(np.int64), snapshot.passages[rows, 4].astype(np.int64)
        sentences = self._sentence_scores(firsts, counts, vector)
        sentence = _best_of_runs(sentences, counts, 0.0)
        words = np.minimum(keyword[rows], 1.0)
        known = asked.of_passages(rows)
        fused = (
            weights.passage * passage
            + weights.sentence * sentence
            + weights.keywords * words
            + weights.document * document
            + np.where(titled, weights.title, weights.opening) * title
            + weights.question * known
        )
        columns = {
            "fused_score": fused,
            "passage_score": passage,
            "sentence_score": sentence,
            "keyword_score": words,
            "document_score": document,
            "title_score": title,
            "question_score": known,
        }
        return _Evidence(columns, counts, sentences)

    def _hits(
        self,
        rows: NDArray[np.int64],
        columns: dict[str, NDArray[np.floating]],
        found: _Evidence,
        kept: NDArray[np.int64],
        told: SentenceMatch,
        told_ends: NDArray[np.int64],
        asked: QuestionMatch,
    ) -> list[Hit]:
        """The passages in `rows` with their numbers; `kept`: their places among the candidates, `told_ends`: where what was
        read of the sentences of each ends in `told`."""
        numbers = np.stack(list(columns.values()), axis=1).tolist()
        spans = np.stack([rows, found.counts[kept], np.cumsum(found.counts)[kept], told_ends], axis=1).tolist()
        hits = []
        for (row, count, end, told_end), known in zip(spans, numbers, strict=True):
            passage, document = self._snapshot.passage(row)
            hits.append(
                Hit(
                    row=row,
                    **dict(zip(columns, known, strict=True)),
                    sentence_scores=tuple(found.sentences[end - count : end].tolist()),
                    sentence_match=told.part(told_end - count, told_end),
                    passage=passage,
                    document=document,
                    question_spans=asked.spans_of(row),
                )
            )
        return hits

    def _sentence_scores(
        self, firsts: NDArray[np.int64], counts: NDArray[np.int64], vector: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Rescaled cosines of the sentences of several passages, one passage after the other."""
        return _rescaled(single_precision(self._snapshot.sentence_vectors.runs(firsts, counts)) @ vector)


def _weights(question: Question) -> dict[str, float]:
    """What keyword search looks for. Other names of what the question mentions count for half: they were not typed."""
    return {**dict.fromkeys(question.expansions, 0.5), **question.terms}


def _best_of_runs(values: NDArray[np.float32], counts: NDArray[np.int64], empty: float) -> NDArray[np.float32]:
    """The highest value of each of the runs that `values` consists of; `empty` for a run without any."""
    best = np.full(len(counts), empty, dtype=np.float32)
    filled = counts > 0
    if len(values):
        best[filled] = np.maximum.reduceat(values, (np.cumsum(counts) - counts)[filled])
    return best


def _rescaled(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.clip((cosines - FLOOR) / SPAN, 0.0, 1.2)


def _top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Rows of the `k` highest positive scores; ties go to the lower row."""
    if len(scores) > k:
        rows = np.argpartition(-scores, k - 1)[:k]
        rows = np.sort(rows)
    else:
        rows = np.arange(len(scores))
    return rows[scores[rows] > 0].astype(np.int64)
