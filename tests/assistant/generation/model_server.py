"""A language model that does as it is told: a real HTTP server that speaks the OpenAI protocol, and every misuse of it."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_EXCERPT = re.compile(r'<extrait n="(\d+)">\n(.*?)Texte : (.*?)\n</extrait>', re.DOTALL)


@dataclass(frozen=True)
class Call:
    """One request as the model got it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return self.body["messages"][0]["content"]

    @property
    def user(self) -> str:
        return self.body["messages"][-1]["content"]

    @property
    def kind(self) -> str:
        """`repair`, `answer` or `rewriting`, as the prompt says."""
        if "<phrase>" in self.user:
            return "repair"
        return "answer" if "<extrait" in self.user else "rewriting"

    @property
    def excerpts(self) -> list[tuple[int, str]]:
        return [(int(number), text) for number, _, text in _EXCERPT.findall(self.user)]

    @property
    def question(self) -> str:
        found = re.search(r"<question>(.*?)</question>", self.user, re.DOTALL)
        return found[1] if found else ""

    def number_of(self, words: str) -> int:
        """The number of the first excerpt that holds these words."""
        return next(number for number, text in self.excerpts if words in text)


@dataclass
class Wire:
    """The other end of one request."""

    handler: BaseHTTPRequestHandler
    stopped: threading.Event

    def status(self, code: int, body: str = '{"error": {"message": "no"}}', **headers: str) -> None:
        self.handler.send_response(code)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Content-Length", str(len(body.encode())))
        self.handler.end_headers()
        self.raw(body)

    def open(self, content_type: str = "text/event-stream") -> None:
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", content_type)
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()

    def raw(self, text: str | bytes) -> None:
        self.handler.wfile.write(text if isinstance(text, bytes) else text.encode())
        self.handler.wfile.flush()

    def piece(self, text: str | None, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": finish}
        self.data({"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]})

    def data(self, content: Any) -> None:
        self.raw(f"data: {json.dumps(content)}\n\n")

    def end(self, finish: str = "stop", usage: tuple[int, int] | None = (120, 30)) -> None:
        self.piece(None, finish)
        if usage is not None:
            counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
            self.data(
                {
                    "id": "c",
                    "object": "chat.completion.chunk",
                    "created": 0,
                    "model": "m",
                    "choices": [],
                    "usage": counted,
                }
            )
        self.raw("data: [DONE]\n\n")

    def wait(self) -> None:
        """Says nothing until the test is over."""
        self.stopped.wait(30)

    def reset(self) -> None:
        """Drops the connection as a crash does."""
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handler.connection.close()


Script = Callable[[Call, Wire], None]
Words = str | Callable[[Call], str]


def says(text: Words, size: int = 7, finish: str = "stop", usage: tuple[int, int] | None = (120, 30)) -> Script:
    """Streams a text in pieces of so many characters."""

    def script(call: Call, wire: Wire) -> None:
        whole = text if isinstance(text, str) else text(call)
        wire.open()
        for start in range(0, len(whole), size):
            wire.piece(whole[start : start + size])
        wire.end(finish, usage)

    return script


def status_script(code: int, message: str = "no", **headers: str) -> Script:
    """Answers with that status."""
    return lambda call, wire: wire.status(code, json.dumps({"error": {"message": message}}), **headers)


def in_turn(*scripts: Script) -> Script:
    """One script per request; the last one from then on."""
    lock, left = threading.Lock(), list(scripts)

    def script(call: Call, wire: Wire) -> None:
        with lock:
            current = left.pop(0) if len(left) > 1 else left[0]
        current(call, wire)

    return script


def by_kind(answer: Script, repair: Script | None = None, rewriting: Script | None = None) -> Script:
    """A script for each kind of prompt; unsaid, a repair is given up and a rewriting is empty."""
    others = {"answer": answer, "repair": repair or says("RIEN"), "rewriting": rewriting or says(" ")}
    return lambda call, wire: others[call.kind](call, wire)


def sentences_of(call: Call, most: int = 2) -> list[tuple[int, str]]:
    """Sentences of the excerpts, as an honest model would copy them."""
    found = [
        (number, sentence.strip())
        for number, text in call.excerpts
        for sentence in re.findall(r"[A-ZÀÉ][^.:\n]{20,}\.(?=\s|$)", text)
    ]
    return found[:most]


def honest(call: Call) -> str:
    """The first sentences of the excerpts, each with its number."""
    return " ".join(f"{sentence[:-1]} [{number}]." for number, sentence in sentences_of(call))


def listed(pairs: Sequence[tuple[int, str]]) -> str:
    return " ".join(f"{sentence} [{number}]" for number, sentence in pairs)


@dataclass
class ModelServer:
    """Does `script` for each request, and remembers them."""

    url: str
    script: Script = field(default=by_kind(says(honest)))
    calls: list[Call] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [call.kind for call in self.calls]


def serving() -> Iterator[ModelServer]:
    """A server on a free port of the loopback."""
    stopped = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            call = Call(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(self.rfile.read(length)))
            model.calls.append(call)
            self._do(lambda: model.script(call, Wire(self, stopped)))

        def do_GET(self) -> None:
            model.calls.append(Call(self.path, {k.lower(): v for k, v in self.headers.items()}, {}))
            self._do(lambda: model.script(model.calls[-1], Wire(self, stopped)))

        def _do(self, work: Callable[[], None]) -> None:
            with contextlib.suppress(OSError):  # the client had enough, which is what many tests are about
                work()
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model = ModelServer(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        stopped.set()
        server.shutdown()
        server.server_close()


def dripping(wire: Wire, text: str, pause: float = 0.02, most: float = 20.0) -> None:
    """Sends `text` again and again."""
    end = time.monotonic() + most
    while time.monotonic() < end and not wire.stopped.wait(pause):
        wire.raw(text)
