"""Puts the Gradio page on the API's application: at `/`, in French, and only what the page needs of Gradio's
routes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.http.login import Login, Wall, login_of
from assistant.web import theme, views
from assistant.web.pages import (
    chronology_page,
    help_page,
    layout,
    members_page,
    offers_page,
    operators_page,
    reply_page,
    sources_page,
)
from assistant.web.site import site_of

if TYPE_CHECKING:
    import gradio as gr

    from assistant.service.answering_protocol import Answering
    from assistant.web.feedback import Keeping

# What the page's own scripts ask for. Gradio has many more routes (uploads, files by path, proxies, code
# editing); what is not listed here does not exist.
_READ = re.compile(
    r"/(?:|config|theme\.css|(?:assets|static|svelte)/.+"
    r"|gradio_api/(?:info|queue/data|heartbeat/[\w-]+|startup-events))"
)
_WRITE = re.compile(r"/gradio_api/(?:queue/join|cancel|reset)")

PAGES = (chronology_page, offers_page, operators_page, members_page, sources_page, help_page, reply_page)
"""The views beside the chat: pages of their own, which need nothing of Gradio."""

# Gradio compiles its templates with Function(), and writes inline scripts and styles; nothing may come from
# elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)

# Gradio lets any origin read its answers, cookies included, unless the host is localhost; ours was checked before. It takes
# its own address from the other two, whoever sent them.
_KEPT_FROM_GRADIO = (b"origin", b"x-forwarded-host", b"x-gradio-server")


def mount_page(app: FastAPI, build: Callable[[Answering, Keeping], gr.Blocks]) -> None:
    """Mounts the page that `build` makes of `app.state.assistant` at `/`, and the views beside it. Gradio is imported
    here, and not before."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    for page in PAGES:
        app.include_router(page.router, dependencies=[Depends(layout.admit)])
    blocks = build(app.state.assistant.through("page"), app.state.journal)
    gr.mount_gradio_app(
        app, blocks, path="/", footer_links=[], run_history=False, ssr_mode=False, show_error=False,
        enable_monitoring=False, mcp_server=False, pwa=False, max_file_size=0,
        theme=theme.theme(), css_paths=theme.STYLE,
    )  # fmt: skip
    # Gradio mounts itself over every address that is left; the API's unknown ones must stay problems of the
    # API.
    app.state.page_login = login_of(app.state.settings)
    app.router.routes[-1] = _PageMount(app.router.routes[-1], app.state.assistant, app.state.page_login)


class _PageMount(Mount):
    """Gradio's mount, matching the addresses of the page only."""

    def __init__(self, mounted: object, assistant: Answering, login: Login) -> None:
        assert isinstance(mounted, Mount)
        super().__init__("/", Wall(_Shell(mounted.app, assistant), login))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        allowed = {"GET": _READ, "HEAD": _READ, "POST": _WRITE}.get(scope.get("method", ""))
        if scope["type"] != "http" or allowed is None or not allowed.fullmatch(scope["path"]):
            return Match.NONE, {}
        return super().matches(scope)


class _Shell:
    """Puts Gradio's page between our header and footer, in French, and sets the page's policy on every
    answer."""

    def __init__(self, app: ASGIApp, assistant: Answering) -> None:
        self._app = app
        self._assistant = assistant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name not in _KEPT_FROM_GRADIO]
        if scope["path"] != "/":
            await self._app({**scope, "headers": headers}, receive, _with_policy(send))
            return
        # Opening an index may take a second: not on the event loop.
        frame = await run_in_threadpool(_frame, self._assistant)
        # Uncompressed, to be rewritten; without the query, which asks Gradio to restore states from files.
        headers = [(name, value) for name, value in headers if name != b"accept-encoding"]
        inner = {**scope, "headers": headers, "query_string": b""}
        await self._app(inner, receive, _Rewriter(_with_policy(send), frame))


def _with_policy(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Content-Security-Policy"] = POLICY
        await send(message)

    return sending


class _Rewriter:
    """Collects the page, rewrites it, and sends it on."""

    def __init__(self, send: Send, frame: Frame) -> None:
        self._send = send
        self._frame = frame
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body") and self._start is not None:
                body = shell(self._body.decode(), self._frame).encode() if self._body else b""
                headers = MutableHeaders(scope=self._start)
                if body:
                    headers["Content-Length"] = str(len(body))
                headers["Cache-Control"] = "no-store"
                await self._send(self._start)
                await self._send({"type": "http.response.body", "body": body})


@dataclass(frozen=True)
class Frame:
    """What our page puts into and around Gradio's, as HTML; made anew for each load of the page."""

    head: str
    header: str
    footer: str
    welcome: str


def _frame(assistant: Answering) -> Frame:
    site = site_of(assistant)
    return Frame(views.head(site), views.header(site), views.footer(site, assistant.endpoint), views.welcome(site))


def shell(html: str, frame: Frame) -> str:
    """Gradio's page as ours: French, with our title instead of its own and its sharing tags, our style from the first
    paint on, our welcome, and our header and footer around the application, as landmarks of their own."""
    html = re.sub(r'<html\s+lang="en"', '<html lang="fr"', html, count=1)
    html = re.sub(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>', "", html)
    html = re.sub(r'\s*<link rel="manifest"[^>]*>', "", html)
    html = html.replace('control_page_title="true"', 'control_page_title="false"', 1)
    html = html.replace(views.WELCOME_PLACE, _in_script(frame.welcome), 1)
    html = html.replace('<meta charset="utf-8" />', '<meta charset="utf-8" />' + frame.head, 1)
    html = re.sub(r"<body\b[^>]*>", lambda body: body.group() + frame.header, html, count=1)
    return html.replace("</gradio-app>", "</gradio-app>" + frame.footer, 1)


def _in_script(text: str) -> str:
    """The text inside a JSON string of the page's script, where no `<` may end the script."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
