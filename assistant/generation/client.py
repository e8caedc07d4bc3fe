"""What the engine needs of whoever asks a model: one streamed call, bounded in time, each of its failures named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from assistant.generation.endpoint import Endpoint
from assistant.generation.prompt_files import Prompt


@dataclass
class Usage:
    """Tokens as the endpoint counts them, summed over calls; None until it says."""

    prompt: int | None = None
    completion: int | None = None

    def add(self, prompt: int | None, completion: int | None) -> None:
        if prompt is not None:
            self.prompt = (self.prompt or 0) + prompt
        if completion is not None:
            self.completion = (self.completion or 0) + completion


class ModelClient(Protocol):
    """One endpoint, asked in the protocol of its provider. Safe for concurrent calls; connects to nothing by itself."""

    endpoint: Endpoint

    def stream(self, prompt: Prompt, max_tokens: int, deadline: float, usage: Usage) -> Iterator[str]:
        """The reply in pieces as they come; `usage` is added to when the endpoint says.

        `deadline`: monotonic seconds. Raises ModelError, at the latest when the deadline has passed and the endpoint
        has been silent for half of its timeout more."""
        ...

    def models(self) -> tuple[str, ...]:
        """Names of the models the endpoint serves; empty where it does not say."""
        ...

    def prepare(self) -> None:
        """Loads what the first call would otherwise wait for, which is no time of the endpoint's."""
        ...

    def complete(self, prompt: Prompt, max_tokens: int, deadline: float, usage: Usage) -> str:
        """The whole reply. Raises ModelError as `stream`."""
        return "".join(self.stream(prompt, max_tokens, deadline, usage))
