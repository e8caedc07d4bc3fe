"""Asking the endpoint what it is, for those who set it up: `assistant doctor` prints it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from assistant.generation.client import Usage
from assistant.generation.endpoint import Endpoint
from assistant.generation.failures import Failure, ModelError
from assistant.generation.prompt_files import Prompt
from assistant.generation.providers import client_of

_PROMPT = Prompt("Répondez en français, en une phrase.", "Dites bonjour.")
_TOKENS = 16
_REMEDIES = {
    Failure.UNREACHABLE: "vérifiez ASSISTANT_LLM_BASE_URL (jusqu'à /v1), que le service tourne et que le pare-feu le permet",
    Failure.UNAUTHORISED: "vérifiez ASSISTANT_LLM_API_KEY et les droits de la clé",
    Failure.REFUSED: "vérifiez ASSISTANT_LLM_MODEL et que ASSISTANT_LLM_BASE_URL va jusqu'à /v1",
    Failure.RATE_LIMITED: "attendez, ou demandez un quota plus large",
    Failure.SLOW: "augmentez ASSISTANT_LLM_TIMEOUT ou prenez un modèle plus petit",
}
_OTHERWISE = "consultez les journaux du service, ou mettez ASSISTANT_ENGINE=extractive en attendant"


@dataclass(frozen=True)
class Probe:
    """What one short question to the endpoint showed; nothing of it is secret."""

    ok: bool
    message: str
    """French, one line."""
    remedy: str = ""
    """French, what to do; empty where nothing is."""
    models: tuple[str, ...] = ()
    """Names that the endpoint says it serves; empty where it does not say."""
    first_word_ms: float | None = None
    counts_tokens: bool = False


def probe(endpoint: Endpoint) -> Probe:
    """Asks which models there are, then for one sentence. Takes at most about twice the endpoint's timeout.

    Raises EngineError for a provider that is not known."""
    client = client_of(endpoint)
    models = client.models()
    usage = Usage()
    client.prepare()
    began = time.monotonic()
    first: float | None = None
    try:
        for _ in client.stream(_PROMPT, _TOKENS, began + endpoint.timeout, usage):
            first = first if first is not None else round((time.monotonic() - began) * 1000, 1)
    except ModelError as error:
        return Probe(
            ok=False,
            message=f"{endpoint.model} sur {endpoint.host} : {error.failure.cause}",
            remedy=_remedy(error.failure, endpoint, models),
            models=models,
        )
    where = "sur cette machine" if endpoint.local else "hors de cette machine"
    counted = "compte ses jetons" if usage.prompt is not None else "ne compte pas ses jetons"
    return Probe(
        ok=True,
        message=f"{endpoint.model} sur {endpoint.host} ({where}) répond, premier mot en {first:.0f} ms, {counted}",
        models=models,
        first_word_ms=first,
        counts_tokens=usage.prompt is not None,
    )


def _remedy(failure: Failure, endpoint: Endpoint, models: tuple[str, ...]) -> str:
    if models and endpoint.model not in models:
        return f"ce service ne connaît pas {endpoint.model} ; il sert : {', '.join(models[:5])}"
    return _REMEDIES.get(failure, _OTHERWISE)
