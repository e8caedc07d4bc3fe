"""Where the model is: what may be said of it, without its key."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

from pydantic import SecretStr

from index.settings import Settings


@dataclass(frozen=True)
class Endpoint:
    """The address of a model and how it is asked."""

    provider: str
    """Whose protocol it speaks: a name of `assistant.generation.providers`."""
    base_url: str = field(repr=False)  # it may hold a password
    """Without a final slash."""
    host: str
    """Host name, with the port where it is not the scheme's own; no user, no password."""
    local: bool
    """True for the loopback of this machine: what is sent there does not leave it."""
    model: str
    key: SecretStr | None
    timeout: float
    temperature: float
    max_tokens: int
    context: int
    mask: bool

    @classmethod
    def of(cls, settings: Settings) -> Endpoint | None:
        """The endpoint of these settings; None where none is named."""
        url = settings.llm_base_url
        if url is None or settings.llm_model is None:
            return None
        name = url.host or ""
        standard = {"http": 80, "https": 443}.get(url.scheme)
        return cls(
            provider=settings.llm_provider,
            base_url=str(url).rstrip("/"),
            host=name if url.port in (None, standard) else f"{name}:{url.port}",
            local=_is_loopback(name),
            model=settings.llm_model,
            key=settings.llm_api_key,
            timeout=settings.llm_timeout,
            temperature=settings.llm_temperature,
            max_tokens=settings.llm_max_tokens,
            context=settings.llm_context,
            mask=settings.llm_mask,
        )

    @classmethod
    def writing(cls, settings: Settings) -> Endpoint | None:
        """The endpoint that writes the answers of these settings; None where the extractive engine does."""
        return cls.of(settings) if settings.engine != "extractive" else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
