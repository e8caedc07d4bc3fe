"""Settings: environment variables `ASSISTANT_…` or a `.env` file; an unknown name is an error, not a surprise."""

from __future__ import annotations

import difflib
import os
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ASSISTANT_"
PROJECT = Path(__file__).resolve().parent.parent


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
    encoder: str = "multilingual-e5-small"
    """The carried model, a local sentence-transformers folder, or a hub id."""
    cross_encoder: str | None = None
    """A sentence-transformers cross-encoder (folder or hub id) that reorders the best passages; none by default."""
    threads: int | None = Field(default=None, ge=1, le=256)
    """Processor threads of the encoder; unset: as many as this process may use."""
    engine: Literal["auto", "extractive", "generative"] = "auto"
    """Who writes the answers; `auto` is generative where an endpoint is named, extractive elsewhere."""
    llm_base_url: HttpUrl | None = None
    """OpenAI-compatible endpoint, up to its `/v1`."""
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

    @model_validator(mode="after")
    def _whole_endpoint(self) -> Self:
        if self.engine == "generative" and self.llm_base_url is None:
            raise ValueError("ASSISTANT_ENGINE=generative needs an endpoint: set ASSISTANT_LLM_BASE_URL and ASSISTANT_LLM_MODEL")
        if self.llm_base_url is not None and self.llm_model is None:
            raise ValueError("ASSISTANT_LLM_BASE_URL needs a model: set ASSISTANT_LLM_MODEL to one that the endpoint serves")
        return self

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
            raise SettingsError(f"{first['msg'].removeprefix('Value error, ')}.") from error
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
