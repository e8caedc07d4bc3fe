"""What is said twice is said once, and nothing is lost by it."""

from __future__ import annotations

import pytest

from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.repetition import said_once
from index.documents.document import Document
from index.documents.quote import Quote

SHORT = "Fin septembre 2019, le plan Enclume soutient 474 projets."
LONG = "Fin septembre 2019, le plan Enclume soutient 474 projets, dont 231 déjà financés."


def sentence(text: str, document: str = "", lead: str = "") -> DraftSentence:
    return DraftSentence(text, (Quote(Document(id=document or text[:40], title="Forges", text=text), 0, len(text)),), lead)


def texts(*sentences: DraftSentence) -> list[str]:
    return [kept.text for kept in said_once(Draft(sentences)).sentences]


def test_a_sentence_that_another_tells_whole_is_left_out_wherever_it_stands() -> None:
    assert texts(sentence(SHORT), sentence(LONG)) == texts(sentence(LONG), sentence(SHORT)) == [LONG]


def test_of_two_that_tell_the_same_the_first_stays() -> None:
    first, second = "Le plan Enclume soutient 474 projets.", "474 projets : le plan Enclume les soutient."
    assert texts(sentence(first), sentence(second)) == [first]


@pytest.mark.parametrize(
    "other",
    [
        "Fin septembre 2019, le plan Enclume soutient 475 projets, dont 231 déjà financés.",
        "Fin septembre 2020, le plan Enclume soutient 474 projets, dont 231 déjà financés.",
        "Fin septembre 2019, le plan Marteau soutient 474 projets, dont 231 déjà financés.",
        "Fin septembre 2019, le plan Enclume ne soutient pas 474 projets, dont 231 déjà financés.",
    ],
)
def test_another_figure_date_or_name_and_a_denial_are_no_repetition(other: str) -> None:
    assert texts(sentence(SHORT), sentence(other)) == [SHORT, other]


def test_what_the_next_sentence_leans_on_stays() -> None:
    after = "Ils durent deux ans."
    leant_on = (sentence(LONG), sentence(SHORT, "note"), sentence(after, "note"))
    assert texts(*leant_on) == [LONG, SHORT, after]
    assert texts(sentence(LONG), sentence(SHORT, "note"), sentence(after, "autre note")) == [LONG, after]


def test_lists_are_left_as_they_are() -> None:
    listed = (sentence("Le plan Enclume soutient des projets, des forges :"), sentence("des forges ;"), sentence("des projets."))
    assert texts(*listed) == [part.text for part in listed]
    counted = (sentence(LONG, lead="2 mentions recensées :"), sentence(SHORT))
    assert texts(*counted) == [LONG, SHORT]


def test_an_answer_of_one_sentence_or_none_is_the_same() -> None:
    assert said_once(Draft(())) == Draft(()) and texts(sentence(SHORT)) == [SHORT]
