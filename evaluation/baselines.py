"""What the product's search is measured against, over the passages, tokens and vectors of the same snapshot.

BM25 alone, passage vectors alone, and their fusion as LlamaIndex does it: by reciprocal rank, or by score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from numpy.typing import NDArray

from evaluation.judging.outcomes import Hit
from index.language.words import tokens
from index.storage.snapshot import Snapshot

DEPTH = 50
"""Passages each baseline returns: enough for ten documents even where one document fills many places."""

SCORE_FUSION = "fusion (scores)"

Encode = Callable[[str], NDArray[np.float32]]
"""From a question to its vector `(d,)`."""
Score = Callable[[str], NDArray[np.float32]]
"""From a question to one score per passage, zero or below for "not found"."""


class RowRetriever(BaseRetriever):
    """Ranks the passages of a snapshot by one score."""

    def __init__(self, snapshot: Snapshot, score: Score) -> None:
        self._snapshot = snapshot
        self._score = score
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        scores = self._score(query_bundle.query_str)
        rows = np.argsort(-scores, kind="stable")[:DEPTH]
        return [self._node(int(row), float(scores[row])) for row in rows if scores[row] > 0]

    def _node(self, row: int, score: float) -> NodeWithScore:
        passage, document = self._snapshot.passage(row)
        # The fusion retriever tells nodes apart by a hash of text and metadata, hence the passage's id here.
        metadata = {"document_id": document.id, "passage_id": passage.id}
        node = TextNode(id_=passage.id, text=passage.text(document), metadata=metadata)
        return NodeWithScore(node=node, score=score)


def baselines(snapshot: Snapshot, encode: Encode) -> dict[str, Callable[[str], list[Hit]]]:
    """The three searches by name; each takes a question and returns its passages, best first."""
    found = all_baselines(snapshot, encode)
    return {name: search for name, search in found.items() if name != SCORE_FUSION}


def all_baselines(snapshot: Snapshot, encode: Encode) -> dict[str, Callable[[str], list[Hit]]]:
    """The three searches of `baselines`, and the fusion by scores brought to the same range (min-max)."""
    bm25 = RowRetriever(snapshot, lambda question: snapshot.keywords.scores(Counter(tokens(question))))
    vectors = RowRetriever(snapshot, lambda question: np.asarray(snapshot.passage_vectors[:] @ encode(question)))
    return {
        "BM25": _search(bm25),
        "vectors": _search(vectors),
        "fusion (RRF)": _search(_fused([bm25, vectors], FUSION_MODES.RECIPROCAL_RANK)),
        SCORE_FUSION: _search(_fused([bm25, vectors], FUSION_MODES.RELATIVE_SCORE)),
    }


def _fused(retrievers: list[BaseRetriever], mode: FUSION_MODES) -> BaseRetriever:
    return QueryFusionRetriever(
        retrievers,
        llm=MockLLM(),  # asked for by the constructor, never called with num_queries=1
        mode=mode,
        num_queries=1,
        similarity_top_k=DEPTH,
        use_async=False,
    )


def _search(retriever: BaseRetriever) -> Callable[[str], list[Hit]]:
    def search(question: str) -> list[Hit]:
        return [
            Hit(found.node.metadata["document_id"], found.node.get_content()) for found in retriever.retrieve(question)
        ]

    return search
