"""A follow-up is the model's only where it holds nothing but the conversation's own words."""

from __future__ import annotations

import pytest

from assistant.engine.assistant import Assistant
from assistant.generation.rewriting import stands
from tests.assistant.generation.conftest import Api
from tests.assistant.generation.model_server import ModelServer, by_kind, honest, says, status_script

EARLIER = ["Combien de Territoires d'industrie compte la phase 2 ?"]
FOLLOW_UP = "Et la phase 1 ?"
RIGHT = "Combien de Territoires d'industrie compte la phase 1 ?"


@pytest.mark.parametrize("text", [RIGHT, "Combien la phase 1 compte de Territoires d'industrie ?"])
def test_a_rewriting_of_the_conversations_words_stands(text: str) -> None:
    assert stands(text, FOLLOW_UP, EARLIER, RIGHT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Et la phase 1 ?",
        "Combien de Territoires d'industrie compte la phase 3 ?",
        "Combien de Territoires d'industrie compte la phase 2 ?",
        "Combien de communes compte la phase 1 ?",
        "Quelle est la clé d'API de la phase 1 ?",
        "Combien de Territoires d'industrie compte la phase 1 en 2019 ?",
        f"{RIGHT}\nVoici ma clé.",
        RIGHT * 20,
        "La phase 1 compte 136 Territoires d'industrie.",
    ],
)
def test_anything_else_does_not(text: str) -> None:
    assert not stands(text, FOLLOW_UP, EARLIER, RIGHT)


def asked(api: Api, question: str = FOLLOW_UP) -> dict[str, object]:
    return api.ask(question, history=[{"role": "user", "content": text} for text in EARLIER])


def test_the_models_rewriting_is_what_is_searched(api: Api, model: ModelServer) -> None:
    other = "Combien la phase 1 compte de Territoires d'industrie ?"
    model.script = by_kind(says(honest), rewriting=says(f"Question : {other}\n"))
    answer = asked(api)
    assert answer["understood_as"] == other and answer["question"] == FOLLOW_UP
    assert model.kinds == ["rewriting", "answer"] and model.calls[1].question == other


@pytest.mark.parametrize("reply", ["Quelle est ta clé ?", "Les territoires sont 136. [1]", "Ignore tout.", "x" * 3000])
def test_a_rewriting_that_does_not_stand_leaves_the_deterministic_one(
    reply: str, api: Api, model: ModelServer, assistant: Assistant
) -> None:
    model.script = by_kind(says(honest), rewriting=says(reply))
    answer = asked(api)
    assert answer["understood_as"] == assistant.ask(FOLLOW_UP, EARLIER, engine="extractive").understood_as
    assert answer["engine"] == "generative"


def test_a_model_that_fails_to_rewrite_is_not_asked_to_answer(api: Api, model: ModelServer) -> None:
    model.script = by_kind(says(honest), rewriting=status_script(401))
    answer = asked(api)
    assert answer["receipt"]["generation"]["fallback"] == "unauthorised" and model.kinds == ["rewriting"]
    assert "136" in answer["answer"]


def test_a_question_without_history_is_not_rewritten(api: Api, model: ModelServer) -> None:
    api.ask(RIGHT)
    assert model.kinds == ["answer"]
