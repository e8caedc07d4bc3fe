"""What stands under an answer: drawings, ways out of a silence, what the tab keeps, opinions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.request_errors import JournalError
from assistant.service.answering import LiveAssistant
from assistant.web import chat, feedback, tab_history
from assistant.web.chat import Exchange
from assistant.web.navigation import Place
from index.settings import Settings, load_settings

QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"


@pytest.fixture(scope="module")
def assistant(shipped_data: Path) -> Iterator[LiveAssistant]:
    yield LiveAssistant(load_settings(data=shipped_data, threads=1))


def last(assistant: LiveAssistant, *questions: str) -> Exchange:
    conversation: chat.Conversation = ()
    for question in questions:
        conversation = list(chat.respond(assistant, conversation, question))[-1]
    return conversation[-1]


def test_a_chronology_is_drawn_with_the_events_it_cites(assistant) -> None:
    exchange = last(assistant, "Quelle est la chronologie du programme ?")
    assert exchange.answer and exchange.illustration and exchange.illustration.timeline
    drawn = {mark.moment.id for lane in exchange.illustration.timeline.lanes for mark in lane.marks}
    assert drawn == {citation.document_id for citation in exchange.answer.citations}
    assert exchange.illustration.more.startswith("/chronologie?de=")


def test_a_figure_is_drawn_over_time(assistant) -> None:
    exchange = last(assistant, "Combien y a-t-il de Territoires d'industrie ?")
    assert exchange.illustration and exchange.illustration.evolution
    assert {"124 territoires", "183 territoires"} <= {row.value for row in exchange.illustration.evolution.rows}


def test_an_answer_without_dates_or_numbers_is_not_drawn(assistant) -> None:
    assert last(assistant, "Que fait l'ADEME dans le programme ?").illustration is None


def test_silence_leads_to_the_nearest_texts_and_to_whom_to_ask(assistant) -> None:
    guidance = last(assistant, "Combien de salariés emploie la Banque des Territoires ?").guidance
    assert guidance and guidance.nearest and all("/text?start=" in pointer.address for pointer in guidance.nearest)
    assert any("banquedesterritoires.fr" in pointer.address for pointer in guidance.contacts)


def test_a_number_to_prove_leads_to_the_figure_that_has_it(assistant) -> None:
    exchange = last(assistant, "Prouve-moi le chiffre de 183")
    assert exchange.answer
    offered = [*exchange.answer.suggestions, *(exchange.guidance.questions if exchange.guidance else ())]
    proved = last(assistant, next(question for question in offered if "Nombre de Territoires d'industrie" in question))
    assert proved.answer and "183" in proved.answer.answer


def test_a_territory_without_the_list_leads_to_the_view_that_explains(assistant) -> None:
    guidance = last(assistant, "Mon interco est-elle dedans ?").guidance
    assert guidance and guidance.view == Place("/membres", "Territoires")


def test_a_question_of_another_field_is_led_to_nothing_that_looks_like_an_answer(assistant) -> None:
    guidance = last(assistant, "Quelle est la recette du cassoulet ?").guidance
    assert guidance and guidance.nearest == () and guidance.contacts == ()


def test_an_answer_has_no_way_out(assistant) -> None:
    assert last(assistant, QUESTION).guidance is None


def test_what_a_tab_keeps_gives_the_conversation_back(assistant) -> None:
    exchange = last(assistant, QUESTION)
    (again,) = tab_history.restored([tab_history.kept(exchange)], assistant)
    assert (again.number, again.answer, again.illustration) == (1, exchange.answer, exchange.illustration)


@pytest.mark.parametrize("saved", [[1], ["{"], [None], [{"answer": {"id": "x"}}], ['{"answer": 3}'], [[]]])
def test_what_is_no_answer_is_left_out(assistant, saved: list[Any]) -> None:
    assert tab_history.restored(saved, assistant) == ()


def test_a_long_memory_keeps_its_latest_exchanges(assistant) -> None:
    kept = tab_history.kept(last(assistant, QUESTION))
    assert len(tab_history.restored([kept] * 40, assistant)) == chat.MAX_EXCHANGES


def test_without_an_index_a_kept_conversation_is_shown_all_the_same(assistant, tmp_path: Path) -> None:
    kept = tab_history.kept(last(assistant, QUESTION))
    (again,) = tab_history.restored([kept], LiveAssistant(Settings(data=tmp_path)))
    assert again.answer and again.illustration is None


class Broken:
    def give_feedback(self, feedback: object) -> Any:
        raise JournalError("le disque est plein")


def test_an_opinion_that_cannot_be_kept_is_said_so(assistant) -> None:
    exchange = last(assistant, QUESTION)
    (rated,) = feedback.rated((exchange,), Broken(), exchange.number, True, (), "")
    assert rated.opinion == "lost"


def test_an_opinion_with_a_reason_that_does_not_exist_is_lost_and_breaks_nothing(assistant) -> None:
    exchange = last(assistant, QUESTION)
    (rated,) = feedback.rated((exchange,), Broken(), exchange.number, False, ["<script>"], "x" * 5_000)
    assert rated.opinion == "lost"
