"""The proof of a model's sentences: one quote of a cited excerpt says all of it, and is read once for all of them."""

from __future__ import annotations

import pytest

from assistant.generation.citation_proof import Prover
from assistant.generation.excerpts import Excerpt
from assistant.generation.sentence_stream import Written
from assistant.proof import verification
from assistant.proof.claims import Claims, read_claims
from index.documents.document import Document
from index.language.sentences import split_sentences
from index.language.text import Text

TEXT = "Le plan Enclume compte 136 forges. Le plan Marteau compte 183 forges. Il dure quatre ans."


@pytest.fixture()
def prover() -> Prover:
    document = Document(id="forges", title="Forges", text=TEXT)
    return Prover([Excerpt(1, document, 0, len(TEXT), tuple(split_sentences(TEXT)))])


def test_the_shortest_quote_that_proves_a_sentence_is_its_proof(prover: Prover) -> None:
    proof = prover.prove(Written("Le plan Marteau a 183 forges.", (1,)))
    assert [quote.text for quote in proof.quotes] == ["Le plan Marteau compte 183 forges."]


def test_a_sentence_that_leans_back_is_quoted_with_the_one_before(prover: Prover) -> None:
    proof = prover.prove(Written("Le plan Marteau dure quatre ans.", (1,)))
    assert [quote.text for quote in proof.quotes] == ["Le plan Marteau compte 183 forges. Il dure quatre ans."]


@pytest.mark.parametrize(
    ("said", "numbers", "kind"),
    [
        ("Le plan Enclume compte 183 forges.", (1,), "number"),
        ("Le plan Enclume compte 136 forges.", (), "quote"),
        ("Le plan Enclume compte 136 forges.", (2,), "quote"),
        ("Il compte 136 forges.", (1,), "name"),
        ("The plan Enclume has 136 of the forges.", (1,), "word"),
    ],
)
def test_what_no_quote_says_whole_is_refused_with_its_reason(said: str, numbers: tuple[int, ...], kind: str, prover: Prover) -> None:
    proof = prover.prove(Written(said, numbers))
    assert not proof and proof.findings[0].kind == kind


def test_each_quote_is_read_once_for_all_sentences(prover: Prover, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: Text) -> Claims:
        read.append(text.raw)
        return read_claims(text)

    monkeypatch.setattr(verification, "read_claims", counted)
    for count in (181, 182, 184):
        assert not prover.prove(Written(f"Le plan Marteau a {count} forges.", (1,)))
    quotes = [text for text in read if text in TEXT]
    assert len(quotes) == len(set(quotes)) == 4
