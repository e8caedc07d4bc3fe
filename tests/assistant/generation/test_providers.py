"""Who asks the model is chosen by a setting; a name that nobody answers to is told at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.generation.client import ModelClient, Usage
from assistant.generation.endpoint import Endpoint
from assistant.generation.failures import Failure, ModelError
from assistant.generation.openai_client import OpenAIClient
from assistant.generation.prompt_files import Prompt
from assistant.generation.providers import PROVIDERS, client_of
from assistant.request_errors import EngineError
from index.settings import load_settings
from tests.assistant.generation.conftest import QUESTION, Make
from tests.assistant.generation.model_server import ModelServer


class Mute(ModelClient):
    """A provider that is always away."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    def stream(self, prompt: Prompt, max_tokens: int, deadline: float, usage: Usage) -> Iterator[str]:
        raise ModelError(Failure.UNREACHABLE)
        yield ""

    def models(self) -> tuple[str, ...]:
        return ()

    def prepare(self) -> None:
        pass


def endpoint(**settings: str) -> Endpoint:
    found = Endpoint.of(load_settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="m", **settings))
    assert found is not None
    return found


def test_an_address_speaks_the_openai_protocol_unless_told_otherwise() -> None:
    assert isinstance(client_of(endpoint()), OpenAIClient)


def test_an_unknown_provider_is_told_with_those_known(assistant_with: Make) -> None:
    for opening in (lambda: client_of(endpoint(llm_provider="oracle")), lambda: assistant_with(llm_provider="oracle")):
        with pytest.raises(EngineError, match=r"oracle.*openai.*ASSISTANT_LLM_PROVIDER"):
            opening()


def test_the_provider_that_the_settings_name_is_asked(
    assistant_with: Make, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROVIDERS, "mute", Mute)
    answer = assistant_with(llm_provider="mute").ask(QUESTION)
    assert answer.receipt.generation.fallback == "unreachable" and answer.sentences and model.calls == []
