"""Timeline: in order, bounded by the period or phase asked, without neighbours and without what was only envisaged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.compose.context import Context
from assistant.compose.event_list import compose_timeline
from assistant.engine.assistant import Assistant
from assistant.schema import Answer
from index.records.kinds.event import Event

Ask = Callable[[str], Answer]


def events_of(answer: Answer, assistant: Assistant) -> list[Event]:
    ids = dict.fromkeys(citation.document_id for citation in answer.citations)
    documents = [assistant.snapshot.document(identity) for identity in ids]
    return [Event.model_validate(document.record) for document in documents if document.kind == "event"]


def test_events_come_in_order(ask: Ask, forges: Assistant) -> None:
    events = events_of(ask("Quelle est la chronologie du plan Enclume ?"), forges)
    assert len(events) == 6 and [e.date for e in events] == sorted(e.date for e in events)


def test_neighbouring_schemes_and_mere_intentions_are_left_out(ask: Ask) -> None:
    cited = {citation.document_id for citation in ask("Quelle est la chronologie du plan Enclume ?").citations}
    assert not cited & {"moulin-voisin", "musee-envisage"}


def test_a_whole_chronology_is_answered_and_lacks_nothing(ask: Ask) -> None:
    answer = ask("Quelle est la chronologie du plan Enclume ?")
    assert (answer.status, answer.missing) == ("answered", [])


def test_a_long_history_is_told_by_what_marks_it_most(ask_shipped: Ask, shipped: Assistant) -> None:
    """In the order in which the programme declares its natures of events."""
    natures = [nature.id for nature in shipped.snapshot.programme.natures]
    told = events_of(ask_shipped("Quelles sont les grandes étapes du programme ?"), shipped)
    records = [Event.model_validate(d.record) for d in shipped.snapshot.documents("event")]
    ranks = sorted(natures.index(e.nature) for e in records if e.phase != "voisin" and e.status != "envisaged")
    assert told and max(natures.index(event.nature) for event in told) <= ranks[5] < ranks[-1]


def test_a_year_bounds_the_chronology(ask: Ask) -> None:
    cited = {citation.document_id for citation in ask("Que s'est-il passé en 2022 ?").citations}
    assert cited == {"relance-enclume", "appel-aux-forges"}


@pytest.mark.parametrize("when", ["en 2021", "en mars 2019", "en novembre 2023", "en 2024"])
def test_every_event_shown_meets_the_period_asked(when: str, ask_shipped: Ask, shipped: Assistant) -> None:
    question = f"Que s'est-il passé {when} ?"
    (period,) = shipped.live.reader.read(question).period
    events = events_of(ask_shipped(question), shipped)
    assert events
    assert all(e.date.first <= period.last and period.first <= (e.end or e.date).last for e in events)


@pytest.mark.parametrize(("words", "phase"), [("phase 1", "1"), ("phase 2", "2")])
def test_a_phase_bounds_the_chronology(words: str, phase: str, ask_shipped: Ask, shipped: Assistant) -> None:
    events = events_of(ask_shipped(f"Quelles sont les grandes étapes de la {words} ?"), shipped)
    assert len(events) >= 3 and {event.phase for event in events} == {phase}


@pytest.mark.parametrize("words", ["phase deux", "phase II", "seconde phase"])
def test_a_phase_bounds_the_chronology_however_it_is_written(words: str, ask_shipped: Ask, shipped: Assistant) -> None:
    events = events_of(ask_shipped(f"Quelles sont les grandes étapes de la {words} ?"), shipped)
    assert len(events) >= 3 and {event.phase for event in events} == {"2"}


def test_a_long_history_is_cut_and_says_so(ask_shipped: Ask) -> None:
    answer = ask_shipped("Quelles sont les dates clés de la phase 1 ?")
    assert answer.status == "partial" and len(answer.sentences) <= 6
    assert len(answer.missing) == 1 and "autres événements" in answer.missing[0]


def test_the_launch_is_never_cut_from_a_history(ask_shipped: Ask) -> None:
    assert ask_shipped("Quelle est la chronologie de Territoires d'industrie ?").citations[0].document_id == (
        "lancement-programme-2018"
    )


def test_a_single_event_is_told_in_full(ask: Ask) -> None:
    answer = ask("Que s'est-il passé en mars 2015 ?")
    assert "Octave Lerond" in answer.answer and "300 forgerons" in answer.answer
    assert {citation.document_id for citation in answer.citations} == {"lancement-enclume"}


def test_a_shipped_event_alone_in_its_month_is_told_in_full(ask_shipped: Ask) -> None:
    answer = ask_shipped("Que s'est-il passé en novembre 2023 ?")
    assert {citation.document_id for citation in answer.citations} == {"assemblee-generale-chalon-2023"}
    assert len(answer.sentences) >= 3 and "183" in answer.answer


def test_a_period_without_events_has_no_chronology(context: Callable[[str], Context]) -> None:
    assert compose_timeline(context("Que s'est-il passé en 1995 ?")) is None


def test_a_question_for_one_date_is_no_chronology(context: Callable[[str], Context]) -> None:
    assert compose_timeline(context("Quand le plan Enclume a-t-il été lancé ?")) is None


def test_the_chronology_of_the_programme_can_be_asked_for_in_few_words(ask_shipped: Ask) -> None:
    assert ask_shipped("Donne-moi la chronologie du programme").citations
