"""The clients of the providers, through LangChain: one per model, told to try once and to go nowhere but to the model's own address."""

from __future__ import annotations

import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from agents.model.choice import Model, Provider
from agents.silence import be_silent

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CONNECT_SECONDS: Final = 10.0
LONGEST_REPLY: Final = 200_000
"""Characters. What goes on beyond that is no letter."""
MOST_BYTES: Final = 4_000_000
"""Of one answer over the wire, with all that surrounds its words; what a line of it can take up in memory."""
RETRIED: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""What a provider answers that may answer otherwise in a while."""
_MAKING: Final = threading.Lock()
BEGUN_AND_BROKEN: Final = 200
"""A stream that began well and then told of an error."""


class LongReplyError(Exception):
    """The reply is longer than any reply should be, or packed, so that nobody knows how long it is."""


@dataclass(slots=True)
class Heard:
    """What has come of one reply so far."""

    text: str = ""
    stop_reason: str = ""
    input_tokens: int = 0
    output_tokens: int = 0

    def add(self, chunk: Any) -> None:
        """Takes a piece in. Raises LongReplyError."""
        self.text += str(chunk.text)
        said = chunk.response_metadata or {}
        self.stop_reason = str(said.get("finish_reason") or said.get("stop_reason") or self.stop_reason)
        usage = chunk.usage_metadata or {}
        self.input_tokens += int(usage.get("input_tokens") or 0)
        self.output_tokens += int(usage.get("output_tokens") or 0)
        if len(self.text) > LONGEST_REPLY:
            raise LongReplyError


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try brought nothing: in words, whether another may, and how many seconds the provider wants to be left alone."""

    reason: str
    again: bool
    wait: float = 0.0
    charged: bool = True
    """Whether the provider may have read the question, so that it may have to be paid."""
    late: bool = False


def client_of(model: Model) -> BaseChatModel:
    """The client of a model, made once per process. Its own retries are off: there is one layer of them, and it is ours."""
    with _MAKING:
        return _made(model)


@cache
def _made(model: Model) -> BaseChatModel:
    be_silent()
    if model.provider is Provider.ANTHROPIC:
        return _anthropic(model)
    return _openai(model)


def failure_of(error: Exception) -> Failure:
    """What an exception of a client means. The provider's words are not repeated: they may quote what was sent."""
    status = getattr(error, "status_code", None)
    if any(isinstance(one, LongReplyError) for one in _behind(error)):
        return Failure("the reply was longer than any should be", again=False)
    if isinstance(status, int) and status != BEGUN_AND_BROKEN:
        return Failure(_said(status), again=status in RETRIED, wait=_retry_after(error), charged=False)
    if "timeout" in type(error).__name__.lower():
        return Failure("no answer in time", again=True, late=True)
    if "connect" in type(error).__name__.lower():
        return Failure("no connection, or it broke", again=True, charged=False)
    if "protocol" in type(error).__name__.lower():
        return Failure("the connection broke within the reply", again=True)
    return Failure(f"an answer that cannot be read ({type(error).__name__})", again=True)


def _behind(error: BaseException) -> Iterator[BaseException]:
    """An exception and what led to it: the clients wrap what is raised beneath them, more than once."""
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__ or one.__context__


def _said(status: int) -> str:
    match status:
        case 401 | 403:
            return f"the provider refuses the key ({status})"
        case 404:
            return "the provider does not know this model or address (404)"
        case 429:
            return "the provider wants fewer calls for now (429)"
        case 503 | 529:
            return f"the provider is overloaded ({status})"
        case _:
            return f"the provider answered {status}"


def _retry_after(error: Exception) -> float:
    """Seconds of a Retry-After header, 0 where there is none or it names a day instead."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return 0.0


def _key(model: Model) -> Any:
    from pydantic import SecretStr  # noqa: PLC0415 - beside the clients, loaded in workers alone

    return model.key or SecretStr("none")


def _openai(model: Model) -> BaseChatModel:
    import openai  # noqa: PLC0415 - dear to load, and only workers ask
    from langchain_openai import ChatOpenAI  # noqa: PLC0415 - the same
    from langchain_openai.chat_models.base import BaseChatOpenAI  # noqa: PLC0415 - the same

    options: dict[str, Any] = {
        "model": model.model_id,
        "base_url": model.base_url,
        "api_key": _key(model),
        "temperature": model.temperature,
        "timeout": model.seconds,
        "max_retries": 0,
        "stream_usage": True,
        "use_responses_api": False,
        "http_async_client": openai.DefaultAsyncHttpxClient(**_wire(model), event_hooks=BOUND),
        "http_client": openai.DefaultHttpxClient(**_wire(model)),
    }
    # Servers of one's own often know `max_tokens` alone, which OpenAI has renamed.
    return BaseChatOpenAI(**options) if model.provider is Provider.LOCAL else ChatOpenAI(**options)


def _anthropic(model: Model) -> BaseChatModel:
    import anthropic  # noqa: PLC0415 - dear to load, and only workers ask
    from langchain_anthropic import ChatAnthropic  # noqa: PLC0415 - the same

    class OwnWire(ChatAnthropic):
        """The client with an HTTP connection of our own making: it takes none as an argument, unlike OpenAI's."""

        @cached_property
        def _async_client(self) -> anthropic.AsyncAnthropic:
            return anthropic.AsyncAnthropic(
                **self._client_params, http_client=anthropic.DefaultAsyncHttpxClient(**_wire(model), event_hooks=BOUND)
            )

    return OwnWire(
        model_name=model.model_id,
        base_url=model.base_url,
        api_key=_key(model),
        temperature=model.temperature,
        timeout=model.seconds,
        max_retries=0,
        stop=None,
    )


def _wire(model: Model) -> dict[str, Any]:
    """How connections are made: to the model's address alone, past no proxy of the environment, following nobody elsewhere."""
    wire: dict[str, Any] = {
        "base_url": model.base_url,
        "timeout": model.seconds,
        "trust_env": False,
        "follow_redirects": False,
        "headers": {"Accept-Encoding": "identity"},
    }
    if model.base_url.startswith("http://"):
        # No certificate is looked at there: the world's need not be loaded.
        wire["verify"] = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return wire


async def _bound(response: Any) -> None:
    """Lets no more of an answer in than an answer can take. Raises LongReplyError for one that is packed."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise LongReplyError
    stream = response.stream
    # The clients' HTTP library is theirs and no dependency of ours: its class of streams is found by its name.
    base = next(kind for kind in type(stream).__mro__ if kind.__name__ == "AsyncByteStream")
    response.stream = _bounded(base)(stream)


BOUND: Final[dict[str, list[Any]]] = {"response": [_bound]}


@cache
def _bounded(base: type[Any]) -> type[Any]:
    class Bounded(base):  # type: ignore[misc]  # the base is known when an answer comes
        """A stream of bytes that ends with an error when it does not end by itself in time."""

        def __init__(self, inner: Any) -> None:
            self._inner = inner

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for part in self._inner:
                read += len(part)
                if read > MOST_BYTES:
                    raise LongReplyError
                yield part

        async def aclose(self) -> None:
            await self._inner.aclose()

    return Bounded
