"""The LlamaIndex door to the search."""

from __future__ import annotations

from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer

from assistant.engine.assistant import Assistant
from assistant.engine.llama_retriever import PassageRetriever


def test_the_retriever_gives_the_passages_of_the_search_as_nodes(shipped: Assistant) -> None:
    query = "Quelle est la durée des prêts de la Banque des Territoires ?"
    nodes = PassageRetriever(shipped, top_k=4).retrieve(query)
    assert [node.node.node_id for node in nodes] == [result.passage_id for result in shipped.search(query, 4)]
    assert [node.score for node in nodes] == sorted((node.score for node in nodes), reverse=True)


def test_a_node_points_into_the_text_of_its_document(shipped: Assistant) -> None:
    (best, *_) = PassageRetriever(shipped).retrieve("Quand le programme a-t-il été lancé ?")
    document = shipped.snapshot.document(best.node.metadata["document_id"])
    assert document.text[best.node.start_char_idx : best.node.end_char_idx] == best.node.get_content()


def test_a_llama_index_query_engine_runs_on_it(shipped: Assistant) -> None:
    """Any LlamaIndex program can use it; the model here is LlamaIndex's own stand-in."""
    engine = RetrieverQueryEngine(
        PassageRetriever(shipped, top_k=2), get_response_synthesizer(llm=MockLLM(), response_mode="compact")
    )
    response = engine.query("Qui peut candidater ?")
    assert len(response.source_nodes) == 2
