"""The peer: a plain LlamaIndex + Chroma + sentence-transformers pipeline, as its documentation shows one.

Default chunks, one vector per chunk, the nearest chunks as the answer. It runs in processes of its own, so that its
cold start and memory are measured as ours are: `python -m bench.plain_pipeline build|ask …`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measure import spread
from bench.processes import resident_mb

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

TOP_K = 3
_PROMPTS = {"query": "query: ", "passage": "passage: "}


def embedding_of(model: Path) -> BaseEmbedding:
    """The sentence-transformers model of a folder as a LlamaIndex embedding, with the prompts of the E5 family."""
    from llama_index.core.embeddings import BaseEmbedding
    from sentence_transformers import SentenceTransformer

    transformer = SentenceTransformer(str(model), device="cpu")

    class TransformerEmbedding(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return transformer.encode(_PROMPTS["query"] + query, normalize_embeddings=True).tolist()

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            prompted = [_PROMPTS["passage"] + text for text in texts]
            return transformer.encode(prompted, normalize_embeddings=True).tolist()

    return TransformerEmbedding(embed_batch_size=32)


def open_index(folder: Path, embedding: BaseEmbedding) -> VectorStoreIndex:
    """The index persisted in `folder`."""
    from llama_index.core import VectorStoreIndex

    return VectorStoreIndex.from_vector_store(_vector_store(folder), embed_model=embedding)


def build(model: Path, corpus: Path, folder: Path, count: int) -> dict[str, Any]:
    """Indexes `count` documents of a corpus, evenly spaced; returns the seconds taken once the model is loaded."""
    from llama_index.core import Document, StorageContext, VectorStoreIndex

    from index.ingest.corpus_folder import read_corpora

    embedding = embedding_of(model)
    started = time.perf_counter()
    listed = [
        Document(doc_id=document.id, text=document.text, metadata={"title": document.title})
        for document in spread(read_corpora([corpus]).documents, count)
    ]
    storage = StorageContext.from_defaults(vector_store=_vector_store(folder))
    VectorStoreIndex.from_documents(listed, storage_context=storage, embed_model=embedding)
    return {"seconds": time.perf_counter() - started, "documents": len(listed)}


def ask(model: Path, folder: Path, questions: list[str]) -> dict[str, Any]:
    """Answers in this process; returns the nearest chunk to each question, milliseconds each, and memory at the end."""
    retriever = open_index(folder, embedding_of(model)).as_retriever(similarity_top_k=TOP_K)
    answers, milliseconds = [], []
    for question in questions:
        started = time.perf_counter()
        found = retriever.retrieve(question)
        milliseconds.append((time.perf_counter() - started) * 1000)
        answers.append(found[0].node.get_content())
    return {"answers": answers, "milliseconds": milliseconds, "resident_mb": resident_mb(os.getpid())}


def _vector_store(folder: Path) -> Any:
    import chromadb
    from llama_index.vector_stores.chroma import ChromaVectorStore

    collection = chromadb.PersistentClient(path=str(folder)).get_or_create_collection("plain")
    return ChromaVectorStore(chroma_collection=collection)


def main(arguments: list[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.plain_pipeline", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser("build")
    builder.add_argument("model", type=Path)
    builder.add_argument("corpus", type=Path)
    builder.add_argument("folder", type=Path)
    builder.add_argument("--count", type=int, default=sys.maxsize)
    asker = commands.add_parser("ask")
    asker.add_argument("model", type=Path)
    asker.add_argument("folder", type=Path)
    asker.add_argument("questions", nargs="+")
    options = parser.parse_args(arguments)
    if options.command == "build":
        result = build(options.model, options.corpus, options.folder, options.count)
    else:
        result = ask(options.model, options.folder, options.questions)
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
