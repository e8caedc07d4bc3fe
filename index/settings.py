"""Settings: environment variables `ASSISTANT_…` or a `.env` file; an unknown name is an error, not a surprise."""

from __future__ import annotations

import difflib
import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ASSISTANT_"
PROJECT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting is unknown or has a wrong value; the message names it and says what to do."""


class Settings(BaseSettings):
    """Everything a user may turn. Defaults run the product on one machine, with no model and no key."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="forbid", frozen=True)

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

    access: Literal["open", "keys"] = "open"
    """Who may read through the API: anybody, or holders of a key. Other roles always need one."""

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
