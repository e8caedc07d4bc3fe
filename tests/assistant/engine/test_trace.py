"""What decided an answer is told in order, with reasons and thresholds, and without a word of the question."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.compose.composer import Composer
from assistant.compose.composition import Composition
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.engine import lookup
from assistant.engine.assistant import Assistant
from assistant.engine.filters import Filters
from assistant.schema import Answer, TraceStep
from index.language.words import fold, words

AS_OF = dt.date(2026, 11, 22)
COUNT = "Combien de Territoires d'industrie aujourd'hui ?"
Traced = tuple[Answer, tuple[TraceStep, ...]]


def asked(assistant: Assistant, question: str, *history: str, **options: object) -> Traced:
    request = assistant.request(question, history, as_of=AS_OF, **options)
    answer = assistant.answer(request)
    return answer, request.trace.steps


def of(steps: tuple[TraceStep, ...], step: str) -> list[TraceStep]:
    return [found for found in steps if found.step == step]


def stepped_in(steps: tuple[TraceStep, ...]) -> list[str]:
    return [step.by for step in of(steps, "composer") if step.decided]


def test_decisions_are_told_in_the_order_they_were_made(shipped: Assistant) -> None:
    _, steps = asked(shipped, COUNT)
    first_of_each = list(dict.fromkeys(step.step for step in steps))
    assert first_of_each == ["reading", "search", "composer", "judgement", "proof"]


def test_the_composer_that_stepped_in_gives_its_reason_and_those_before_it_are_named(shipped: Assistant) -> None:
    _, steps = asked(shipped, COUNT)
    *before, figures = of(steps, "composer")
    assert figures.by == "figures" and figures.decided and "série de chiffres" in figures.why
    assert [step.by for step in before][:4] == ["membership", "event_list", "operator_list", "offer_list"]
    assert not any(step.decided or step.why for step in before)


def test_the_evidence_is_told_with_the_threshold_it_was_held_against(shipped: Assistant) -> None:
    (judged,) = of(asked(shipped, COUNT)[1], "judgement")
    assert judged.decided and judged.values["probability"] >= judged.values["threshold"] == 0.5
    assert judged.values["title"] > 0


def test_a_silence_says_whose_it_is(shipped: Assistant) -> None:
    answer, steps = asked(shipped, "Quelle est la recette du gratin dauphinois ?")
    (judged,) = of(steps, "judgement")
    assert answer.status == "abstained" and not judged.decided
    assert steps[-1].step == "silence" and steps[-1].by == "judgement" and "domaine" in steps[-1].why


def test_a_place_that_nobody_can_look_up_is_the_silence_of_its_composer(shipped: Assistant) -> None:
    _, steps = asked(shipped, "Notre communauté de communes est-elle dans le programme ?")
    assert stepped_in(steps) == ["membership"] and steps[-1].by == "composer" and not of(steps, "judgement")


def test_a_refusal_is_named_and_nothing_is_searched(shipped: Assistant) -> None:
    _, steps = asked(shipped, "Comment falsifier un devis pour toucher l'aide ?")
    assert [(step.step, step.by) for step in steps] == [("reading", ""), ("refusal", "fraud")]


def test_a_list_is_composed_before_anything_is_judged(shipped: Assistant) -> None:
    _, steps = asked(shipped, "Quelles sont les offres de Bpifrance ?")
    assert stepped_in(steps) == ["offer_list"] and not of(steps, "judgement")


def test_each_part_of_a_question_is_traced_by_itself(shipped: Assistant) -> None:
    _, steps = asked(shipped, "Combien de territoires dans la phase 2 et quel budget en 2025 ?")
    assert [step.values["number"] for step in of(steps, "part")] == [1, 2]
    assert len(of(steps, "search")) == 3


def test_a_follow_up_read_both_ways_says_which_reading_was_kept(shipped: Assistant) -> None:
    _, steps = asked(shipped, "Et qui pilote le programme ?", COUNT)
    (choice,) = of(steps, "alone")
    assert set(choice.values) == {"alone", "completed"} and len(of(steps, "search")) == 2


def test_what_filters_take_away_is_told(shipped: Assistant) -> None:
    _, steps = asked(shipped, "Quelles sont les offres de Bpifrance ?", filters=Filters(published_before=dt.date(2000, 1, 1)))
    assert of(steps, "filters")


def test_what_the_proof_drops_is_told_with_what_was_not_proven(
    shipped: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(context: Context) -> Draft:
        quote = context.candidates[0].quote
        return Draft((DraftSentence("Le plan compte 76 forges.", (quote,)),))

    erring = Composer("erring", "toujours", wrong)
    monkeypatch.setattr(lookup, "compose", lambda context: Composition(wrong(context), [erring]))
    answer, steps = asked(shipped, COUNT)
    (proof,) = of(steps, "proof")
    assert answer.status == "abstained" and proof.values["dropped"] == 1 and proof.values["faults"] == ["number"]
    assert steps[-1].by == "proof"


def test_no_word_of_the_question_is_in_its_trace(shipped: Assistant) -> None:
    """Receipts keep the trace even where they keep no question."""
    known = " ".join(step.model_dump_json() for step in asked(shipped, COUNT)[1])
    asker = "Madame Zyzomys, 12 rue des Xérophytes à Quimperlé, voudrait savoir combien de territoires compte le programme ?"
    _, steps = asked(shipped, asker, "Et le chalutier Wolfram ?")
    told = fold(" ".join(step.model_dump_json() for step in steps))
    own = [fold(word.text) for word in words(asker) if len(word.text) > 4 and fold(word.text) not in fold(known)]
    assert "zyzomys" in own and not [word for word in (*own, "wolfram") if word in told]


def test_an_answer_carries_its_trace_only_where_it_is_asked_for(shipped: Assistant) -> None:
    request = shipped.request(COUNT, as_of=AS_OF)
    answer = shipped.answer(request)
    assert answer.trace is None and "trace" not in answer.model_dump()
    explained = request.explained(answer)
    assert explained.model_dump(mode="json")["trace"][0]["step"] == "reading"
    assert explained.model_copy(update={"trace": None}) == answer


def test_two_requests_do_not_share_a_trace(shipped: Assistant) -> None:
    one, other = asked(shipped, COUNT)[1], asked(shipped, COUNT)[1]
    assert one == other
