"""The retriever as a LlamaIndex component: any LlamaIndex program can search a snapshot with it."""

from __future__ import annotations

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from assistant.engine.assistant import Assistant
from assistant.search.retriever import Hit


class PassageRetriever(BaseRetriever):
    """The fused search of `Assistant` behind LlamaIndex's retriever interface.

    Nodes are passages: `start_char_idx` and `end_char_idx` point into the canonical text of the document that
    `metadata["document_id"]` names. Raises QuestionError for a query that is empty or too long."""

    def __init__(self, assistant: Assistant, top_k: int = 10, callback_manager: CallbackManager | None = None) -> None:
        self._assistant = assistant
        self._top_k = top_k
        super().__init__(callback_manager=callback_manager)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            NodeWithScore(node=_node(hit), score=hit.score)
            for hit in self._assistant.hits(query_bundle.query_str, self._top_k)
        ]


def _node(hit: Hit) -> TextNode:
    document = hit.document
    return TextNode(
        id_=hit.passage.id,
        text=hit.passage.text(document),
        start_char_idx=hit.passage.start,
        end_char_idx=hit.passage.end,
        metadata={
            "document_id": document.id,
            "title": document.title,
            "section": list(document.section_at(hit.passage.start)),
            "kind": document.kind,
        },
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document.id)},
    )
