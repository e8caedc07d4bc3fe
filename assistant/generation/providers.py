"""Model providers: who asks the model, by the name that the settings give."""

from __future__ import annotations

from collections.abc import Callable

from assistant.generation.client import ModelClient
from assistant.generation.endpoint import Endpoint
from assistant.generation.openai_client import OpenAIClient
from assistant.request_errors import EngineError

PROVIDERS: dict[str, Callable[[Endpoint], ModelClient]] = {"openai": OpenAIClient}
"""By the value of ASSISTANT_LLM_PROVIDER."""


def client_of(endpoint: Endpoint) -> ModelClient:
    """The client for an endpoint. Raises EngineError where its provider is none of those known."""
    provider = PROVIDERS.get(endpoint.provider)
    if provider is None:
        raise EngineError(
            f"Fournisseur de modèle inconnu : {endpoint.provider} ; connus : {', '.join(PROVIDERS)}. "
            "Corrigez ASSISTANT_LLM_PROVIDER."
        )
    return provider(endpoint)
