"""The provider `openai`: any address that speaks the OpenAI protocol, asked through the official client."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from assistant.generation.client import ModelClient, Usage
from assistant.generation.endpoint import Endpoint
from assistant.generation.failures import Failure, ModelError
from assistant.generation.prompt_files import Prompt

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk

MOST_BYTES = 4_000_000
"""Of one reply as it comes over the wire: a thousand times an answer; beyond, it is no answer."""
_CHARACTERS_PER_TOKEN = 8
"""More than any language has; beyond that many, an endpoint does not heed the limit it was given."""
_RETRY_S = 0.2
_LONGEST_WAIT_S = 2.0
"""A `Retry-After` longer than this is not waited for: a reader would."""
_AGAIN = (Failure.UNREACHABLE, Failure.RATE_LIMITED, Failure.SERVER_ERROR)
"""Failures that a second try may mend; they are known at once, so that it costs little."""


class OpenAIClient(ModelClient):
    """An OpenAI-compatible endpoint: its replies are bounded in time and in size."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._lock = threading.Lock()
        self._openai: OpenAI | None = None
        self._counts_tokens = True

    def stream(self, prompt: Prompt, max_tokens: int, deadline: float, usage: Usage) -> Iterator[str]:
        started = time.monotonic()
        opened = self._open(prompt, max_tokens, deadline)
        spoken, finished = 0, False
        try:
            for chunk in opened:
                if chunk.usage is not None:
                    usage.add(int(chunk.usage.prompt_tokens), int(chunk.usage.completion_tokens))
                for choice in chunk.choices[:1]:
                    finished = finished or choice.finish_reason is not None
                    text = choice.delta.content
                    if text:
                        spoken += len(text)
                        yield text
                now = time.monotonic()
                if now > deadline or (not spoken and now > started + self._silence):
                    raise ModelError(Failure.STALLED if spoken else Failure.SLOW)
                if spoken > max_tokens * _CHARACTERS_PER_TOKEN:
                    return
        except ModelError:
            raise
        except Exception as error:  # of two libraries and of any reply: each has a name here, and none is swallowed
            raise ModelError(_failure_of(error, spoken=bool(spoken), opened=True)) from None
        finally:
            opened.close()
        if not spoken:
            raise ModelError(Failure.EMPTY)
        if not finished:
            raise ModelError(Failure.CUT)

    @property
    def _silence(self) -> float:
        """Seconds without a word after which the endpoint is given up."""
        return self.endpoint.timeout / 2

    def _open(self, prompt: Prompt, max_tokens: int, deadline: float) -> Stream[ChatCompletionChunk]:
        from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

        waits: dict[str, float] = {}

        def wait(_: RetryCallState) -> float:
            return waits.get("s", _RETRY_S)

        def again(error: BaseException) -> bool:
            return isinstance(error, ModelError) and error.failure in _AGAIN and waits.get("s", 0) <= _LONGEST_WAIT_S

        retrying = Retrying(stop=stop_after_attempt(2), wait=wait, retry=retry_if_exception(again), reraise=True)
        return retrying(self._opened, prompt, max_tokens, deadline, waits)

    def _opened(
        self, prompt: Prompt, max_tokens: int, deadline: float, waits: dict[str, float]
    ) -> Stream[ChatCompletionChunk]:
        import openai

        try:
            return self._create(prompt, max_tokens, deadline)
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            if not self._counts_tokens:
                raise ModelError(Failure.REFUSED) from None
        except Exception as error:
            if isinstance(error, openai.APIStatusError):
                waits["s"] = _retry_after(error)
            raise ModelError(_failure_of(error, spoken=False, opened=False)) from None
        try:  # not every endpoint knows `stream_options`
            stream = self._create(prompt, max_tokens, deadline, count=False)
        except Exception as error:
            raise ModelError(_failure_of(error, spoken=False, opened=False)) from None
        self._counts_tokens = False
        return stream

    def _create(
        self, prompt: Prompt, max_tokens: int, deadline: float, *, count: bool = True
    ) -> Stream[ChatCompletionChunk]:
        import httpx2
        import openai

        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise ModelError(Failure.SLOW)
        silence = min(self._silence, remaining)
        return self._client().chat.completions.create(
            model=self.endpoint.model,
            messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
            temperature=self.endpoint.temperature,
            max_tokens=max_tokens,
            stream=True,
            stream_options={"include_usage": True} if count and self._counts_tokens else openai.omit,
            # `pool` bounds the whole reply as well, see `_note_deadline`.
            timeout=httpx2.Timeout(connect=min(5.0, silence), read=silence, write=silence, pool=remaining),
        )

    def models(self) -> tuple[str, ...]:
        import httpx2
        import openai

        silence = self._silence
        timeout = httpx2.Timeout(connect=min(5.0, silence), read=silence, write=silence, pool=self.endpoint.timeout)
        try:
            page = self._client().models.list(timeout=timeout)
            return tuple(str(model.id) for model in page.data)
        except (openai.APIError, httpx2.HTTPError, ModelError, ValueError, TypeError, AttributeError):
            return ()

    def prepare(self) -> None:
        # Its library takes a second to load.
        self._client()

    def _client(self) -> OpenAI:
        with self._lock:
            if self._openai is None:
                self._openai = self._connected()
            return self._openai

    def _connected(self) -> OpenAI:
        """The official client. Its own retries are off: they would wait as long as a server asks for."""
        import httpx2
        import openai

        endpoint = self.endpoint
        http = httpx2.Client(
            event_hooks={"request": [_note_deadline], "response": [_bound]},
            follow_redirects=False,  # a question goes where the settings say, nowhere else
            trust_env=not endpoint.local,  # a proxy has no business on this machine
        )
        key = endpoint.key.get_secret_value() if endpoint.key is not None else "aucune"
        return openai.OpenAI(
            api_key=key, base_url=endpoint.base_url, max_retries=0, http_client=http, default_headers=self.headers()
        )

    def headers(self) -> dict[str, str]:
        """Sent with each request, besides the key as a bearer token; none here."""
        return {}


def _note_deadline(request: httpx2.Request) -> None:
    request.extensions["deadline"] = time.monotonic() + request.extensions["timeout"]["pool"]


def _bound(response: httpx2.Response) -> None:
    response.stream = _bounded(response.stream, response.request.extensions["deadline"])


def _bounded(stream: Any, deadline: float) -> Any:
    """The bytes of a reply, up to a deadline and a size: a read timeout alone never ends a reply that drips."""
    import httpx2

    class Bounded(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            read = 0
            for part in stream:
                read += len(part)
                if read > MOST_BYTES:
                    raise ModelError(Failure.GARBAGE)
                if time.monotonic() > deadline:
                    raise httpx2.ReadTimeout("the reply takes too long")
                yield part

        def close(self) -> None:
            stream.close()

    return Bounded()


def _failure_of(error: Exception, *, spoken: bool, opened: bool) -> Failure:
    import httpx2
    import openai

    rules: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[], Failure]], ...] = (
        (ModelError, lambda: error.failure),  # type: ignore[attr-defined]
        (openai.APITimeoutError, lambda: _late(error, spoken)),
        (openai.APIConnectionError, lambda: Failure.CUT if opened else Failure.UNREACHABLE),
        ((openai.AuthenticationError, openai.PermissionDeniedError), lambda: Failure.UNAUTHORISED),
        (openai.RateLimitError, lambda: Failure.RATE_LIMITED),
        (openai.InternalServerError, lambda: Failure.SERVER_ERROR),
        (openai.APIStatusError, lambda: Failure.REFUSED),
        (openai.APIError, lambda: Failure.SERVER_ERROR),
        (httpx2.TimeoutException, lambda: _late(error, spoken)),
        (httpx2.HTTPError, lambda: Failure.CUT if opened else Failure.UNREACHABLE),
    )
    return next((failure() for kinds, failure in rules if isinstance(error, kinds)), Failure.GARBAGE)


def _late(error: Exception, spoken: bool) -> Failure:
    import httpx2

    if isinstance(error.__cause__, httpx2.ConnectTimeout):
        return Failure.UNREACHABLE
    return Failure.STALLED if spoken else Failure.SLOW


def _retry_after(error: Any) -> float:
    """Seconds that the endpoint asks to wait; a date instead of seconds is longer than we would."""
    said = error.response.headers.get("retry-after")
    if said is None:
        return _RETRY_S
    try:
        return max(0.0, float(said))
    except ValueError:
        return _LONGEST_WAIT_S + 1
