"""The LlamaIndex door to the search."""

from __future__ import annotations

from pathlib import Path

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer

from assistant.engine.assistant import Assistant
from assistant.engine.llama_retriever import PassageRetriever
from index.build.builder import build
from index.encoder.encoder import Encoder
from index.settings import load_settings


@pytest.fixture
def own_assistant(encoder_folder: Path, tmp_path: Path) -> Assistant:
    """Over one document past its validity, in a corpus that declares no programme."""
    text = "---\nvalid_to: 2024\n---\nLe guichet d'aide aux forges a été ouvert par le département.\n"
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "guichet.md").write_text(text, "utf-8")
    build([tmp_path / "corpus"], tmp_path / "data", Encoder.open(encoder_folder, 1))
    return Assistant.open(load_settings(data=tmp_path / "data"))


def test_the_retriever_gives_the_passages_of_the_search_as_nodes(shipped: Assistant) -> None:
    query = "Quelle est la durée des prêts de la Banque des Territoires ?"
    nodes = PassageRetriever(shipped, top_k=4).retrieve(query)
    assert [node.node.node_id for node in nodes] == [result.passage_id for result in shipped.search(query, 4)]
    assert [node.score for node in nodes] == sorted((node.score for node in nodes), reverse=True)


def test_a_node_points_into_the_text_of_its_document(shipped: Assistant) -> None:
    (best, *_) = PassageRetriever(shipped).retrieve("Quand le programme a-t-il été lancé ?")
    document = shipped.snapshot.document(best.node.metadata["document_id"])
    assert document.text[best.node.start_char_idx : best.node.end_char_idx] == best.node.get_content()


def test_a_node_says_who_published_it_when_where_until_when_and_of_which_programme(shipped: Assistant) -> None:
    nodes = PassageRetriever(shipped, top_k=40).retrieve("Quelles offres propose la Banque des Territoires aux territoires ?")
    told = [node.node.metadata for node in nodes]
    assert {metadata["programme"] for metadata in told} == {shipped.snapshot.programme.id}
    for metadata in told:
        document = shipped.snapshot.document(metadata["document_id"])
        assert metadata["title"] == document.title and metadata["kind"] == document.kind
        assert metadata.get("publisher") == document.publisher and metadata.get("url") == document.url
        assert metadata.get("published_on") == (str(document.published_on) if document.published_on else None)
    for key in ("publisher", "published_on", "url", "valid_from", "status", "section"):
        assert any(key in metadata for metadata in told), key
    assert {metadata["validity"] for metadata in told} >= {"in_force"}


def test_the_validity_of_a_node_is_its_state_today(own_assistant: Assistant) -> None:
    nodes = PassageRetriever(own_assistant, top_k=20).retrieve("Le guichet des forges")
    (old,) = [node.node.metadata for node in nodes if node.node.metadata["document_id"] == "guichet"]
    assert (old["valid_to"], old["validity"]) == ("2024", "expired")
    assert "programme" not in old


def test_a_llama_index_query_engine_runs_on_it(shipped: Assistant) -> None:
    """Any LlamaIndex program can use it; the model here is LlamaIndex's own stand-in."""
    engine = RetrieverQueryEngine(
        PassageRetriever(shipped, top_k=2), get_response_synthesizer(llm=MockLLM(), response_mode="compact")
    )
    response = engine.query("Qui peut candidater ?")
    assert len(response.source_nodes) == 2
