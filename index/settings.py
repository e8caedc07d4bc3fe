"""Settings: environment variables `ASSISTANT_…` or a `.env` file; an unknown name is an error, not a surprise."""

from __future__ import annotations

import difflib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BeforeValidator,
    Field,
    HttpUrl,
    Json,
    Secret,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)  # fmt: skip
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.storage.chroma_server import ChromaServer
from index.storage.vector_backends import BACKENDS, EMBEDDED, backend_of
from index.storage.vector_store import VectorBackend

PREFIX = "ASSISTANT_"
CARRIED_READER = "carried"
NO_READER = "off"
PROJECT = Path(__file__).resolve().parent.parent


def _split(value: object) -> object:
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Comma-separated in the environment, rather than the JSON that pydantic-settings would ask for."""

_DOTTED = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")

OIDC_NEEDS = ("oidc_issuer", "oidc_client_id", "oidc_client_secret", "public_url", "session_secret")
LOGIN_NEEDS: dict[str, tuple[str, ...]] = {"none": (), "basic": ("page_user", "page_password"), "oidc": OIDC_NEEDS}
"""Settings that each way of logging in to the page cannot do without."""


class SettingsError(ValueError):
    """A setting is unknown or has a wrong value; the message names it and says what to do."""


class Settings(BaseSettings):
    """Everything a user may turn. Defaults run the product on one machine, with no model and no key."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="forbid", frozen=True,
        hide_input_in_errors=True,  # an error about one value would otherwise print the others, a key among them
    )  # fmt: skip

    data: Path = PROJECT / "data"
    """Where models and snapshots live."""
    corpus: Path = PROJECT / "corpus"
    """The folder that is indexed when none is named."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$", max_length=500)
    """The address under which readers reach this service, for the links of replies (unset: the one they asked), and for
    `oidc`, whose provider sends browsers back there."""
    contact: str | None = Field(default=None, max_length=300)
    """Who runs the service and how to reach them, in French: shown in the help and the accessibility statement."""
    encoder: str = "multilingual-e5-small"
    """The carried model, a local sentence-transformers folder, or a hub id."""
    cross_encoder: str | None = None
    """A sentence-transformers cross-encoder (folder or hub id) that reorders the best passages; none by default."""
    reader: str = Field(default=CARRIED_READER, min_length=1)
    """What judges whether sentences answer: `carried`, the project's own; `off`, nothing; a sentence-transformers cross-encoder
    (folder or hub id), or the address of a service that speaks `/v1/rerank`."""
    reader_model: str | None = Field(default=None, min_length=1)
    """The model that such a service is asked for; unset: its own choice."""
    reader_key: SecretStr | None = None
    """Sent to it as a bearer token."""
    threads: int | None = Field(default=None, ge=1, le=256)
    """Processor threads of the encoder; unset: as many as this process may use."""
    vector_store: str = EMBEDDED.name
    """Where vectors go and are asked: a name of `index.storage.vector_backends.BACKENDS`, or the `module:Class` of any LlamaIndex
    vector store. `chroma`: in the folders of the snapshots."""
    vector_store_options: Secret[Json[dict[str, Any]]] | None = None
    """A JSON object: what that store is made with, addresses and passwords among it."""
    chroma_url: str | None = None
    """A Chroma server that holds the vectors, in place of the two settings above."""
    chroma_token: SecretStr | None = None
    """Sent to it as a bearer token, for the proxy in front of it."""
    engine: Literal["auto", "extractive", "generative"] = "auto"
    """Who writes the answers; `auto` is generative where an endpoint is named, extractive elsewhere."""
    llm_provider: str = Field(default="openai", min_length=1)
    """Whose protocol the endpoint speaks: a name of `assistant.generation.providers`."""
    llm_base_url: HttpUrl | None = None
    """The endpoint; an OpenAI-compatible one up to its `/v1`."""
    llm_model: str | None = Field(default=None, min_length=1)
    llm_api_key: SecretStr | None = None
    llm_timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds the model has for one answer, repairs included; half of them without a word and it is given up."""
    llm_temperature: float = Field(default=0.1, ge=0, le=2)
    llm_max_tokens: int = Field(default=500, ge=16, le=8_000)
    """Tokens the model may write for one answer."""
    llm_context: int = Field(default=6_000, ge=500, le=200_000)
    """Tokens of the prompt: passages that do not fit are left out, the last ranked first."""
    llm_mask: bool = True
    """Replaces what identifies a person in the question before it is sent."""

    journal_days: int = Field(default=180, ge=1, le=3650)
    """How long receipts and feedback are kept."""
    journal_questions: bool = True
    """False: receipts are kept without the text of the question, nor what may repeat it."""

    access: Literal["open", "keys"] = "open"
    """Who may read through the API: anybody, or holders of a key. Other roles always need one."""
    rate_per_address: int | None = Field(default=None, ge=0, le=1_000_000)
    """Requests a minute from one address without a key; 0: any number; unset: a usual one, this machine excepted."""
    rate_per_key: int | None = Field(default=None, ge=0, le=1_000_000)
    """Requests a minute with one key; 0 and unset likewise."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses and networks, comma-separated, of proxies whose `X-Forwarded-For` is believed; empty: none."""
    trusted_hosts: Names = ()
    """Host names the server answers to, such as `assistant.exemple.fr` or `*.exemple.fr`; empty: any."""
    cors_origins: Names = ()
    """Origins whose pages may call the API from a browser, such as `https://support.exemple.fr`; empty: none."""
    page_login: Literal["none", "basic", "oidc"] = "none"
    """How readers of the page show who they are."""
    page_user: str | None = Field(default=None, min_length=1, pattern="^[^:]+$")
    """Name for `basic`."""
    page_password: SecretStr | None = Field(default=None, min_length=12)
    """Password for `basic`."""
    oidc_issuer: str | None = Field(default=None, pattern="^https?://")
    """Address of the identity provider, for `oidc`, written as it names itself."""
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    session_secret: SecretStr | None = Field(default=None, min_length=32)
    """What sessions are signed with, for `oidc`; the same in every process."""
    concurrent_answers: int | None = Field(default=None, ge=1, le=1024)
    """Questions worked on at once; unset: as many as cores."""
    waiting_answers: int = Field(default=128, ge=0, le=10_000)
    """Questions that may wait beyond those; the next one is told to come back."""
    log_format: Literal["text", "json"] = "text"
    metrics: Literal["admin", "open"] = "admin"
    """Who may read /metrics: an administrator's key, or whoever reaches the address."""

    @model_validator(mode="after")
    def _whole_endpoint(self) -> Self:
        if self.engine == "generative" and self.llm_base_url is None:
            raise ValueError("ASSISTANT_ENGINE=generative needs an endpoint: set ASSISTANT_LLM_BASE_URL and ASSISTANT_LLM_MODEL")
        if self.llm_base_url is not None and self.llm_model is None:
            raise ValueError("ASSISTANT_LLM_BASE_URL needs a model: set ASSISTANT_LLM_MODEL to one that the endpoint serves")
        return self

    @model_validator(mode="after")
    def _one_vector_store(self) -> Self:
        if self.chroma_url and (self.vector_store != EMBEDDED.name or self.vector_store_options):
            raise ValueError("ASSISTANT_CHROMA_URL names a vector store, and so does ASSISTANT_VECTOR_STORE: keep one of them")
        return self

    @model_validator(mode="after")
    def _login_is_complete(self) -> Self:
        """A login that lacks its parts would be an open door, or a closed one."""
        for name in LOGIN_NEEDS[self.page_login]:
            if getattr(self, name) is None:
                raise ValueError(f"{PREFIX}{name.upper()} is needed with {PREFIX}PAGE_LOGIN={self.page_login}")
        return self

    @field_validator("vector_store")
    @classmethod
    def _is_a_store(cls, value: str) -> str:
        if value not in BACKENDS and not _DOTTED.fullmatch(value):
            raise ValueError(f"write one of {', '.join(BACKENDS)}, or module:Class of a LlamaIndex vector store")
        return value

    @field_validator("chroma_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if not value:
            return None  # `ASSISTANT_CHROMA_URL=` in a file of variables
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write an address such as http://chroma.exemple.fr:8001")
        if parts.username or parts.password:
            raise ValueError("leave the password out of the address: a token goes into ASSISTANT_CHROMA_TOKEN")
        return value.rstrip("/")

    @property
    def vector_backend(self) -> VectorBackend:
        """What keeps the vectors. Raises SnapshotError where that cannot be imported, or does not take its options."""
        if self.chroma_url is None:
            options = self.vector_store_options
            return backend_of(self.vector_store, options.get_secret_value() if options else {})
        token = self.chroma_token.get_secret_value() if self.chroma_token else ""
        return ChromaServer(self.chroma_url, (("Authorization", f"Bearer {token}"),) if token else ())

    @property
    def models(self) -> Path:
        """Folder of the prepared encoders."""
        return self.data / "models"

    @property
    def model_folders(self) -> tuple[Path, ...]:
        """Where a prepared encoder is looked for: this data directory, then the project's own."""
        return tuple(dict.fromkeys((self.models, PROJECT / "data" / "models")))


def load_settings(**overrides: object) -> Settings:
    """Settings of this process; `overrides` (from command-line options) win where they are not None.

    Raises SettingsError naming the variable."""
    _refuse_unknown_variables()
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        if not first["loc"]:  # about several settings, which the message names
            message = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"{message}. Correct the variables or the lines in .env.") from error
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper().removeprefix(PREFIX)
        raise SettingsError(f"{name}: {first['msg']}. Correct the variable or the line in .env.") from error


@lru_cache(maxsize=1)
def known_variables() -> frozenset[str]:
    return frozenset(PREFIX + name.upper() for name in Settings.model_fields)


def _refuse_unknown_variables() -> None:
    """pydantic-settings forbids unknown keys of the `.env` file, but ignores them in the environment."""
    for name in os.environ:
        if name.startswith(PREFIX) and name not in known_variables():
            near = difflib.get_close_matches(name, known_variables(), n=1)
            hint = f" Did you mean {near[0]}?" if near else f" Known: {', '.join(sorted(known_variables()))}."
            raise SettingsError(f"unknown setting {name}.{hint}")
