from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.service.answering import LiveAssistant
from assistant.web import chat, chat_texts
from index.settings import Settings

QUESTION = "Combien de Territoires d'industrie compte la phase 2 ?"


@pytest.fixture(scope="module")
def assistant(small_data: Path) -> Iterator[LiveAssistant]:
    yield LiveAssistant(Settings(data=small_data, threads=1))


def last(states: Iterator[chat.Conversation]) -> chat.Conversation:
    return list(states)[-1]


def test_a_question_appears_before_its_answer_and_sentences_come_one_by_one(assistant) -> None:
    states = [conversation[-1] for conversation in chat.respond(assistant, (), QUESTION)]
    assert states[0].pending and not states[0].sentences
    counts = [len(state.sentences) for state in states if state.answer is None]
    assert counts == sorted(counts)
    assert states[-1].answer is not None and "183" in states[-1].answer.answer


def test_a_follow_up_is_asked_with_the_conversation(assistant) -> None:
    conversation = last(chat.respond(assistant, (), QUESTION))
    conversation = last(chat.respond(assistant, conversation, "Et la phase 1 ?"))
    assert [exchange.number for exchange in conversation] == [1, 2]
    assert conversation[-1].answer is not None
    assert "Territoires d'industrie" in conversation[-1].answer.understood_as


def test_a_question_that_is_too_long_fails_in_words_and_is_not_part_of_the_history(assistant) -> None:
    conversation = last(chat.respond(assistant, (), "a" * 20_000))
    assert conversation[-1].failure and conversation[-1].answer is None
    assert chat.turns(conversation) == []


def test_a_missing_index_is_a_message_and_not_a_crash(tmp_path: Path) -> None:
    nothing = LiveAssistant(Settings(data=tmp_path))
    assert last(chat.respond(nothing, (), QUESTION))[-1].failure == chat_texts.NO_INDEX


def test_a_long_conversation_keeps_its_latest_exchanges_and_turns(assistant) -> None:
    answered = last(chat.respond(assistant, (), QUESTION))[0]
    long = tuple(
        chat.Exchange(number, f"Question {number} ?", answer=answered.answer) for number in range(1, 41)
    )
    conversation = last(chat.respond(assistant, long, QUESTION))
    assert len(conversation) == chat.MAX_EXCHANGES and conversation[-1].number == 41
    turns = chat.turns(conversation)
    assert len(turns) == chat.MAX_TURNS and turns[-2].content == QUESTION
