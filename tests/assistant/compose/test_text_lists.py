"""Lists of free texts: with their lead-in, whole, and by their heads where they are long."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.compose.text_lists import LIST_CEILING, bare_quote, list_around, list_from
from assistant.engine.assistant import Assistant
from assistant.reading.candidates import FEATURES, Candidate, Features
from assistant.search.retriever import Hit
from assistant.search.sentence_match import SentenceMatch
from index.documents.document import Document, Validity
from index.documents.quote import Quote
from index.storage.passages import cut

LEAD = "Le plan Enclume repose sur trois appuis :"
DETAIL = " grâce à" + " un four, une enclume, un marteau, une tenaille et une meule" * 4


def siblings_of(text: str) -> dict[int, Candidate]:
    """The sentences of a text as candidates of one passage."""
    document = Document(id="liste", title="Liste", text=text)
    passages = cut(document)
    assert len(passages) == 1
    scores = tuple(np.zeros(len(passages[0].sentences)).tolist())
    zeros = np.zeros(len(scores))
    forms, states = zeros.astype(np.uint32), np.zeros((len(scores), 3), np.int32)
    match = SentenceMatch(forms, zeros, zeros, zeros, zeros > 0, zeros, zeros, states)
    hit = Hit(0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, scores, match, passages[0], document)
    features = Features._make([0.5] * len(FEATURES))
    return {
        number: Candidate(hit, number, Quote(document, *span), features, 0, Validity.UNKNOWN, 1.0)
        for number, span in enumerate(passages[0].sentences)
    }


def listed(text: str) -> list[str]:
    siblings = siblings_of(text)
    group = list_from(siblings[0], siblings)
    for candidate in group:
        quote = candidate.quote
        assert quote.document.text[quote.start : quote.end] == quote.text
    return [bare_quote(candidate).text for candidate in group]


def test_items_with_bullets_come_with_their_lead_in_and_without_their_bullets() -> None:
    text = f"{LEAD}\n- les forges ;\n- les communes ;\n- les écoles.\n\nIl est lancé à Rivemont."
    assert listed(text) == [LEAD, "les forges ;", "les communes ;", "les écoles."]


def test_items_without_bullets_are_known_by_their_semicolons() -> None:
    text = f"{LEAD}\nles forges, au nord ;\nles communes, au sud ;\nles écoles, partout.\nIl est lancé à Rivemont."
    assert listed(text) == [LEAD, "les forges, au nord ;", "les communes, au sud ;", "les écoles, partout."]


def test_items_without_bullets_are_known_by_their_common_beginning() -> None:
    items = ["Un appui de forges au nord du pays.", "Un appui de communes au sud.", "Un appui d'écoles partout."]
    assert listed("\n".join([LEAD, *items[:2], "Le plan est lancé à Rivemont."])) == [LEAD, *items[:2]]


def test_what_follows_a_lead_in_and_is_no_list_is_one_sentence() -> None:
    text = f"{LEAD}\nLes forges en sont le premier de tous.\nIl est lancé à Rivemont le 2 mars."
    assert listed(text) == [LEAD, "Les forges en sont le premier de tous."]


def test_a_long_list_is_shown_whole_by_the_heads_of_its_items() -> None:
    items = [f"les {name},{DETAIL} ;" for name in ("forges", "communes", "écoles")]
    text = "\n".join([LEAD, *items])
    assert len(text.split()) > LIST_CEILING
    assert listed(text) == [LEAD, "les forges,", "les communes,", "les écoles"]


def test_a_long_list_without_heads_is_cut_at_the_ceiling() -> None:
    long = " ".join(["forge"] * 50)
    found = listed("\n".join([LEAD, f"- {long} ;", f"- {long} ;", f"- {long}."]))
    assert len(found) == 3 and sum(len(item.split()) for item in found) <= LIST_CEILING


@pytest.mark.parametrize("text", [f"{LEAD}", f"{LEAD}\n- les forges."])
def test_a_lead_in_with_little_behind_it_is_still_shown(text: str) -> None:
    assert listed(text)[0] == LEAD


def test_a_short_item_brings_its_whole_list_where_that_is_short(shipped: Assistant) -> None:
    """A lead-in that announces several things with one of them under it would read as the whole."""
    question = shipped.live.reader.read("Où se trouvent les communes ?")
    short = siblings_of(f"{LEAD}\n- les forges ;\n- les communes ;\n- les écoles.")
    assert len(list_around(question, short[2], short)) == 4
    long = siblings_of("\n".join([LEAD, "- les communes ;", *(f"- {'forge ' * 15};" for _ in range(6))]))
    assert [candidate.place for candidate in list_around(question, long[1], long)] == [0, 1]
