"""Baselines search the same passages as the product, and their fusion is LlamaIndex's."""

from __future__ import annotations

import pytest

from evaluation.baselines import baselines
from index.encoder.encoder import Encoder
from index.storage.snapshot import Snapshot


@pytest.mark.parametrize("name", ["BM25", "vectors", "fusion (RRF)"])
def test_each_baseline_finds_the_document_of_a_plain_question(snapshot: Snapshot, encoder: Encoder, name: str) -> None:
    found = baselines(snapshot, encoder.encode_query)[name]("Combien d'années durent les prêts ?")
    assert found[0].document_id == "prets"
    assert "40 ans" in found[0].text


def test_bm25_returns_nothing_for_unknown_words(snapshot: Snapshot, encoder: Encoder) -> None:
    assert baselines(snapshot, encoder.encode_query)["BM25"]("gratin dauphinois") == []


def test_fusion_returns_each_passage_once(snapshot: Snapshot, encoder: Encoder) -> None:
    found = baselines(snapshot, encoder.encode_query)["fusion (RRF)"]("Combien de territoires compte la phase 2 ?")
    assert len(found) == len({(hit.document_id, hit.text) for hit in found}) == len(snapshot.passages)
