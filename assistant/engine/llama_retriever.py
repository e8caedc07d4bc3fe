"""The retriever as a LlamaIndex component: any LlamaIndex program can search a snapshot with it."""

from __future__ import annotations

import datetime as dt

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from assistant.engine.assistant import Assistant
from assistant.search.retriever import Hit
from index.documents.document import validity_at
from index.storage.node_metadata import node_metadata


class PassageRetriever(BaseRetriever):
    """The fused search of `Assistant` behind LlamaIndex's retriever interface.

    Nodes are passages: `start_char_idx` and `end_char_idx` point into the canonical text of the document that
    `metadata["document_id"]` names; the other keys are those of `index.storage.node_metadata`, and `validity`, its state today
    (`in_force`, `expired`, `superseded`, `announced`, `unknown`). Raises QuestionError for a query that is empty or too long."""

    def __init__(self, assistant: Assistant, top_k: int = 10, callback_manager: CallbackManager | None = None) -> None:
        self._assistant = assistant
        self._top_k = top_k
        super().__init__(callback_manager=callback_manager)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        programme, today = self._assistant.snapshot.programme, dt.date.today()
        identity = None if programme.is_neutral else programme.id
        return [
            NodeWithScore(node=_node(hit, identity, today), score=hit.score)
            for hit in self._assistant.hits(query_bundle.query_str, self._top_k)
        ]


def _node(hit: Hit, programme: str | None, today: dt.date) -> TextNode:
    document, passage = hit.document, hit.passage
    validity = validity_at(today, *document.stated_at(passage.start, passage.end))
    return TextNode(
        id_=passage.id,
        text=passage.text(document),
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={**node_metadata(document, passage, programme), "validity": str(validity)},
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document.id)},
    )
