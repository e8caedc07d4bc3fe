"""The encoder inside LlamaIndex programs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import TextNode

from index.encoder.llama_embedding import E5Embedding

TEXTS = [
    "Le programme Territoires d'industrie a été lancé en 2018.",
    "La tarte aux pommes cuit quarante minutes.",
    "L'ADEME finance des études de décarbonation.",
]


def test_queries_and_texts_get_the_vectors_of_the_encoder(embedding: E5Embedding) -> None:
    query = embedding.get_query_embedding(TEXTS[0])
    assert query == embedding.encoder.encode_query(TEXTS[0]).tolist()
    (encoded,) = embedding.encoder.encode_passages([TEXTS[0]])
    assert embedding.get_text_embedding(TEXTS[0]) == encoded.whole.tolist()


def test_a_query_and_a_text_have_different_prompts(embedding: E5Embedding) -> None:
    assert embedding.get_query_embedding(TEXTS[0]) != embedding.get_text_embedding(TEXTS[0])


def test_a_batch_equals_its_texts_one_by_one(embedding: E5Embedding) -> None:
    assert embedding.get_text_embedding_batch(TEXTS) == [embedding.get_text_embedding(text) for text in TEXTS]


def test_asynchronous_calls_equal_synchronous_ones(embedding: E5Embedding) -> None:
    async def all_three() -> tuple[list[float], list[float], list[list[float]]]:
        return (
            await embedding.aget_query_embedding(TEXTS[0]),
            await embedding.aget_text_embedding(TEXTS[1]),
            await embedding.aget_text_embedding_batch(TEXTS),
        )

    # In a thread of its own: the browser tests of the same session leave an event loop running in the main one.
    with ThreadPoolExecutor(1) as pool:
        query, text, batch = pool.submit(asyncio.run, all_three()).result()
    assert query == embedding.get_query_embedding(TEXTS[0])
    assert text == embedding.get_text_embedding(TEXTS[1])
    assert batch == embedding.get_text_embedding_batch(TEXTS)


def test_a_llama_index_retriever_finds_the_right_node(embedding: E5Embedding) -> None:
    index = VectorStoreIndex([TextNode(text=text) for text in TEXTS], embed_model=embedding)
    (best,) = index.as_retriever(similarity_top_k=1).retrieve("Qui aide à réduire les émissions de carbone ?")
    assert best.node.get_content() == TEXTS[2]


@pytest.fixture(scope="module")
def embedding(encoder_folder: Path) -> E5Embedding:
    return E5Embedding.open(encoder_folder, threads=1)
