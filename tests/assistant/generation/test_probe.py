"""The probe says what is wrong with an endpoint and what to do, and nothing that is secret."""

from __future__ import annotations

import json
import traceback

import pytest

from assistant.generation.endpoint import Endpoint
from assistant.generation.probe import probe
from index.settings import SettingsError, load_settings
from tests.assistant.conftest import free_port
from tests.assistant.generation.conftest import KEY
from tests.assistant.generation.model_server import Call, ModelServer, Script, Wire, says, status_script


def endpoint(url: str, timeout: float = 20.0, model: str = "scripted") -> Endpoint:
    found = Endpoint.of(load_settings(llm_base_url=url, llm_model=model, llm_api_key=KEY, llm_timeout=timeout))
    assert found is not None
    return found


def with_models(script: Script, *names: str) -> Script:
    def answer(call: Call, wire: Wire) -> None:
        if call.path.endswith("/models"):
            wire.status(200, json.dumps({"object": "list", "data": [{"id": n, "object": "model"} for n in names]}))
        else:
            script(call, wire)

    return answer


def test_an_endpoint_that_answers_is_said_to(model: ModelServer) -> None:
    model.script = with_models(says("Bonjour."), "scripted", "other")
    found = probe(endpoint(model.url))
    assert found.ok and found.models == ("scripted", "other") and found.counts_tokens and found.first_word_ms
    assert "scripted" in found.message and "sur cette machine" in found.message and not found.remedy


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(401, "ASSISTANT_LLM_API_KEY"), (404, "ASSISTANT_LLM_MODEL"), (429, "quota"), (500, "journaux")],
)
def test_each_failure_has_its_remedy(code: int, remedy: str, model: ModelServer) -> None:
    model.script = status_script(code, f"key {KEY} refused")
    found = probe(endpoint(model.url))
    assert not found.ok and remedy in found.remedy and KEY not in repr(found)


def test_a_model_that_the_endpoint_does_not_serve_is_named_with_those_it_does(model: ModelServer) -> None:
    model.script = with_models(status_script(404), "albert-large", "albert-small")
    found = probe(endpoint(model.url, model="albert-enorme"))
    assert "albert-enorme" in found.remedy and "albert-large, albert-small" in found.remedy


def test_nobody_there_is_said_in_time() -> None:
    found = probe(endpoint(f"http://127.0.0.1:{free_port()}/v1"))
    assert not found.ok and "injoignable" in found.message and "ASSISTANT_LLM_BASE_URL" in found.remedy


def test_a_silent_endpoint_is_given_up(model: ModelServer) -> None:
    model.script = lambda call, wire: wire.wait()
    found = probe(endpoint(model.url, timeout=0.6))
    assert not found.ok and "tarde" in found.message and "ASSISTANT_LLM_TIMEOUT" in found.remedy


def test_an_endpoint_shows_no_key() -> None:
    shown = endpoint("https://u:motdepasse@albert.api.example/v1")
    assert KEY not in repr(shown) and "motdepasse" not in shown.host


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"engine": "generative"}, "ASSISTANT_LLM_BASE_URL"),
        ({"llm_base_url": "http://127.0.0.1:1/v1"}, "ASSISTANT_LLM_MODEL"),
        ({"llm_base_url": "albert"}, "ASSISTANT_LLM_BASE_URL"),
        ({"engine": "magique"}, "ASSISTANT_ENGINE"),
        ({"llm_timeout": 0}, "ASSISTANT_LLM_TIMEOUT"),
    ],
)
def test_settings_that_make_no_endpoint_are_refused_without_showing_the_key(
    given: dict[str, object], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_LLM_API_KEY", KEY)
    with pytest.raises(SettingsError, match=named) as refused:
        load_settings(**given)
    assert KEY not in "".join(traceback.format_exception(refused.value))


def test_the_settings_show_no_key() -> None:
    settings = load_settings(llm_api_key=KEY)
    assert KEY not in repr(settings) + str(settings) + settings.model_dump_json()


def test_a_key_is_no_default_of_the_environment_of_another_product(
    model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-d-un-autre")
    model.script = with_models(says("Bonjour."), "scripted")
    keyless = Endpoint.of(load_settings(llm_base_url=model.url, llm_model="scripted"))
    assert keyless is not None and probe(keyless).ok
    assert all("sk-d-un-autre" not in str(call.headers) for call in model.calls)
