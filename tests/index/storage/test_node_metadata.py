"""What a node says of its source, for programs that read nodes and nothing of ours."""

from __future__ import annotations

from index.documents.document import Attribution, Document, Heading, Status
from index.language.dates import PartialDate
from index.storage.node_metadata import node_metadata
from index.storage.passages import Passage


def passage(start: int, end: int) -> Passage:
    return Passage("aide", start, end, (), ((start, end),))


def test_a_node_says_who_published_what_where_when_and_until_when() -> None:
    document = Document(
        id="aide", title="L'aide", text="Elle dure un an.", publisher="La Région", published_on=PartialDate.parse("2024-03"),
        url="https://region.example/aide", valid_from=PartialDate.parse("2024"), valid_to=PartialDate.parse("2026-12-31"),
        status=Status.CURRENT, kind="offer",
    )  # fmt: skip
    assert node_metadata(document, passage(0, 16), "plan-vigne") == {
        "document_id": "aide", "title": "L'aide", "kind": "offer", "publisher": "La Région", "published_on": "2024-03",
        "url": "https://region.example/aide", "valid_from": "2024", "valid_to": "2026-12-31", "status": "current",
        "programme": "plan-vigne",
    }  # fmt: skip


def test_what_a_document_does_not_say_has_no_key() -> None:
    told = node_metadata(Document(id="aide", title="L'aide", text="Elle dure un an."), passage(0, 16), None)
    assert told == {"document_id": "aide", "title": "L'aide", "kind": "document"}


def test_the_section_is_that_of_the_first_sentence_with_those_above_it() -> None:
    text = "Aide Montant Elle vaut cent euros."
    document = Document(
        id="aide", title="L'aide", text=text, headings=(Heading(start=0, end=4, level=1, title="Aide"), Heading(start=5, end=12, level=2, title="Montant")),
    )  # fmt: skip
    assert node_metadata(document, passage(13, 34), None)["section"] == "Aide › Montant"


def test_the_validity_of_a_passage_is_its_own_where_it_has_one() -> None:
    document = Document(
        id="aide", title="L'aide", text="Elle dure un an.", status=Status.CURRENT, valid_to=PartialDate.parse("2030"),
        attributions=(Attribution(start=0, end=16, valid_to=PartialDate.parse("2021"), status=Status.CLOSED),),
    )  # fmt: skip
    told = node_metadata(document, passage(0, 16), None)
    assert (told["valid_to"], told["status"]) == ("2021", "closed")
