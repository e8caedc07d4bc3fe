"""The OpenAI protocol on both sides: its official client asks us, and we ask a model."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from tests.assistant.generation.conftest import QUESTION, Api
from tests.assistant.generation.model_server import ModelServer, by_kind, honest, says
from tests.assistant.generation.test_scenarios import cut

MODEL = "assistant"
ASKED: Any = [{"role": "user", "content": QUESTION}]


@pytest.fixture
def client(api: Api) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{api.url}/v1", api_key="aucune", max_retries=0)


def test_the_tokens_of_the_model_are_counted_once(client: openai.OpenAI, model: ModelServer) -> None:
    first = client.chat.completions.create(model=MODEL, messages=ASKED)
    again = client.chat.completions.create(model=MODEL, messages=ASKED)
    assert first.usage and (first.usage.prompt_tokens, first.usage.completion_tokens) == (120, 30)
    assert again.usage and again.usage.total_tokens == 0 and len(model.calls) == 1


def test_a_stream_of_a_model_adds_up_to_its_answer(client: openai.OpenAI, model: ModelServer) -> None:
    chunks = list(client.chat.completions.create(model=MODEL, messages=ASKED, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == client.chat.completions.create(model=MODEL, messages=ASKED).choices[0].message.content
    assert "reprise" not in text


def test_an_answer_that_is_begun_again_is_said_to_replace_the_first(client: openai.OpenAI, model: ModelServer) -> None:
    model.script = by_kind(cut)
    chunks = list(client.chat.completions.create(model=MODEL, messages=ASKED, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    before, after = text.split("\n\n**Réponse reprise**\n\n")
    assert before and after == client.chat.completions.create(model=MODEL, messages=ASKED).choices[0].message.content


def test_under_filters_no_model_writes(api: Api, model: ModelServer) -> None:
    """It would read whole passages, of which filters may let some sentences through and not others."""
    model.script = by_kind(says(honest))
    assert api.ask(QUESTION)["engine"] == "generative"
    answer = api.ask(QUESTION, filters={"published_after": "2023-01-01"}, engine="generative")
    assert answer["engine"] == "extractive" and len(model.calls) == 1
    assert {citation["published_on"] for citation in answer["citations"]} == {"2023-11-09"}
