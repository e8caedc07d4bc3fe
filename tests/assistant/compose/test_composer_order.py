"""Composers are asked in one declared order; one registered besides has its say before the sentences themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assistant.compose.composer import REGISTERED, Composer, register
from assistant.compose.composer_order import ORDER, composers
from assistant.compose.composition import compose, compose_unjudged
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence

Gather = Callable[[str], Context]
LAUNCH = "Qui a lancé le plan Enclume ?"


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What a test registers is forgotten after it."""
    everyone()
    known = dict(REGISTERED)
    yield
    REGISTERED.clear()
    REGISTERED.update(known)


def everyone() -> list[Composer]:
    return [*composers(needing_evidence=False), *composers(needing_evidence=True)]


def best_sentence(context: Context) -> Draft:
    quote = context.candidates[0].quote
    return Draft((DraftSentence(quote.text.strip(), (quote,)),))


def test_every_module_of_the_order_registers_a_composer() -> None:
    assert {composer.compose.__module__.rpartition(".")[2] for composer in everyone()} == set(ORDER)


def test_records_are_asked_before_the_evidence_and_sentences_last() -> None:
    assert [composer.name for composer in everyone()] == [
        "membership", "event_list", "operator_list", "offer_list", "disagreement", "comparison", "definition", "eligibility",
        "undisclosed", "figures", "extraction",
    ]  # fmt: skip


def test_every_composer_says_in_a_clause_when_it_steps_in() -> None:
    assert all(c.steps_in[0].islower() and "\n" not in c.steps_in and not c.steps_in.endswith(".") for c in everyone())


def test_a_composer_of_ones_own_steps_in_before_the_sentences_themselves(context: Gather) -> None:
    register(Composer("own", "toujours", best_sentence))
    asked = [composer.name for composer in everyone()]
    assert asked[-2:] == ["own", "extraction"]
    composed = compose(context(LAUNCH))
    assert composed.stepped_in == REGISTERED["own"] and composed.asked[-1] == REGISTERED["own"]


def test_one_that_needs_no_evidence_is_asked_before_it_is_judged(context: Gather) -> None:
    register(Composer("own", "toujours", lambda context: Draft((), silence="Je ne sais pas."), needs_evidence=False))
    composed = compose_unjudged(context(LAUNCH))
    assert composed.draft == Draft((), silence="Je ne sais pas.") and composed.stepped_in == REGISTERED["own"]


def test_one_without_a_draft_leaves_the_question_to_the_next(context: Gather) -> None:
    register(Composer("own", "jamais", lambda context: None))
    composed = compose(context(LAUNCH))
    assert REGISTERED["own"] in composed.asked and composed.stepped_in == REGISTERED["extraction"]


def test_records_that_nobody_asks_for_leave_the_question_to_the_evidence(context: Gather) -> None:
    composed = compose_unjudged(context(LAUNCH))
    assert composed.draft is None and composed.stepped_in is None and len(composed.asked) == 4


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="figures"):
        register(Composer("figures", "toujours", best_sentence))
