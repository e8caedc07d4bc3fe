"""Answers judged by the project's own reader: what answers comes first, what only comes near is said to be near."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.engine.assistant import Assistant
from assistant.engine.opening import open_reader
from assistant.reading.judging import MOST, Judge
from assistant.reading.silence import NEAR_LEAD
from assistant.replies.formats import reply
from assistant.schema import Answer, AnswerStatus
from evaluation.judging.control_questions import SETS, load_questions
from evaluation.judging.fact_matching import holds
from evaluation.judging.outcomes import facts_of
from index.encoder.prepare import reader_preparation
from index.encoder.reader import Judgement, Readable
from index.errors import SnapshotError
from index.settings import load_settings

AS_OF = dt.date(2026, 11, 28)
KNOWN = "Qui paie le poste du chef de projet ?"
NEAR = "Quel est le salaire d'un chef de projet Territoires d'industrie ?"
FAR = "Quelle est la recette du gratin dauphinois ?"


@pytest.fixture(scope="module")
def judging(shipped_data: Path, reader_folder: Path) -> Assistant:
    """The assistant over the shipped corpus as it is set up by default: with the project's reader."""
    return Assistant.open(load_settings(data=shipped_data, reader="carried"))


@pytest.fixture(scope="module")
def near(judging: Assistant) -> Answer:
    return judging.ask(NEAR, as_of=AS_OF)


def test_what_answers_is_said_with_its_probability(judging: Assistant) -> None:
    answer = judging.ask(KNOWN, as_of=AS_OF)
    assert answer.status == "answered" and "cofinance" in answer.sentences[0].text
    assert answer.sentences[0].answers is not None and answer.sentences[0].answers > 0.5
    assert answer.receipt.reader.startswith("multilingual-e5-small-reader-") and answer.timings_ms.read > 0


def test_what_comes_near_is_marked_and_is_no_answer(near: Answer) -> None:
    assert near.status == "near" and near.status.is_silent
    assert near.sentences == [] and 1 <= len(near.near) <= 2
    assert near.answer.startswith(NEAR_LEAD) and near.missing
    assert {n for sentence in near.near for n in sentence.citations} == {citation.n for citation in near.citations}


def test_quotes_of_what_comes_near_stand_in_their_documents(judging: Assistant, near: Answer) -> None:
    for citation in near.citations:
        text = judging.snapshot.document(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote


def test_another_world_is_said_where_nothing_read_speaks_of_it(judging: Assistant) -> None:
    assert judging.ask(FAR, as_of=AS_OF).intent == "out_of_scope"


def test_everyday_words_are_not_another_world(judging: Assistant) -> None:
    """Nothing of these words is in the corpus, and the reader sees what they mean."""
    answer = judging.ask("Combien de bassins retenus aujourd'hui ?", as_of=AS_OF)
    assert answer.intent != "out_of_scope"


def test_without_a_reader_nothing_is_read_and_the_receipt_says_so(shipped: Assistant) -> None:
    answer = shipped.ask(KNOWN, as_of=AS_OF)
    assert answer.receipt.reader == "off" and all(sentence.answers is None for sentence in answer.sentences)


def test_the_trace_tells_how_many_passages_were_read(judging: Assistant) -> None:
    request = judging.request(KNOWN, as_of=AS_OF)
    judging.answer(request)
    (step,) = [step for step in request.trace.steps if step.step == "read"]
    assert 1 <= step.values["passages"] <= MOST


class Sure:
    """A reader that is sure of the first sentence it sees."""

    fingerprint = "sure"

    def __init__(self) -> None:
        self.read = 0

    def judge(self, question: str, passages: list[Readable]) -> Iterator[Judgement]:
        import numpy as np

        for passage in passages:
            self.read += 1
            yield Judgement(np.full(len(passage.spans), 5.0, np.float32), 5.0)


def test_reading_stops_where_a_sentence_surely_answers(shipped: Assistant) -> None:
    reader = Sure()
    Judge(reader).read(KNOWN, shipped.hits(KNOWN, 12))
    assert 1 < reader.read < MOST


def test_nothing_found_is_nothing_read() -> None:
    reader = Sure()
    assert Judge(reader).read(KNOWN, []) == {} and reader.read == 0


def test_a_reader_that_is_not_prepared_names_the_command(shipped_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_preparation, "LEARNED_SHA256", "another")
    with pytest.raises(SnapshotError, match="assistant model prepare"):
        open_reader(load_settings(data=shipped_data, reader="carried"))


def test_golden_facts_are_kept(judging: Assistant) -> None:
    """A regression, on every fourth question of a set that its authors wrote."""
    asked = [question for question in load_questions(SETS["golden"]) if question.answerable][::4]
    right = 0
    for question in asked:
        answer = judging.ask(question.question, question.history, as_of=question.as_of or AS_OF)
        right += all(holds(answer.answer, fact) for fact in facts_of(question))
    assert right >= 0.85 * len(asked)


@pytest.mark.parametrize("format", ["email", "markdown"])
def test_a_reply_says_that_what_comes_near_does_not_answer(near: Answer, format: Any) -> None:
    content = reply(near, format, base_url="").content
    text = content.decode() if format == "markdown" else _body(content)
    said = " ".join(text.split())
    assert NEAR_LEAD in said and near.near[0].text.split(".")[0][:60] in said


def _body(message: bytes) -> str:
    part = email.message_from_bytes(message, policy=email.policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_every_status_is_either_shown_or_silent() -> None:
    shown = {AnswerStatus.ANSWERED, AnswerStatus.PARTIAL}
    assert {status for status in AnswerStatus if not status.is_silent} == shown
