"""What all views share: their frame (header, menu, footer), their policy, and what they say when they cannot be shown."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Coroutine
from functools import lru_cache
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from assistant.http.login import refuse_other_origins
from assistant.request_errors import UnknownNameError
from assistant.web import navigation, page_templates, theme, view_texts
from assistant.web.navigation import Place
from assistant.web.site import Site, live_site
from index.encoder.encoder_card import EncoderError
from index.errors import SnapshotError


class PageRoute(APIRoute):
    """A route whose failures are pages in French: no index, or an address with a filter that does not exist."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handling(request: Request) -> Response:
            try:
                return await handler(request)
            except (SnapshotError, EncoderError):
                return await run_in_threadpool(_failure, request, 503, view_texts.NO_INDEX_TITLE, view_texts.NO_INDEX)
            except (RequestValidationError, UnknownNameError):
                return await run_in_threadpool(_failure, request, 422, view_texts.BAD_ADDRESS_TITLE, view_texts.BAD_ADDRESS)

        return handling


def admit(request: Request) -> None:
    """Dependency of every view: whoever may see the chat may see them, and nobody else. Raises ProblemError."""
    login = request.app.state.page_login
    if not login.knows(request.scope):
        raise login.refusal(request.scope)
    refuse_other_origins(request.scope)


def view(template: str, place: Place, site: Site, *, status: int = 200, **values: object) -> HTMLResponse:
    """The page of a view: `templates/pages/<template>` inside the frame of that site. Every string is escaped by the
    template."""
    html = page_templates.render(
        f"pages/{template}", place=place, site=site, style=Markup(_style()), script=Markup(_script()), icon=theme.ICON, **values
    )
    return HTMLResponse(html, status, {"Content-Security-Policy": policy(), "Cache-Control": "no-cache"})


def policy() -> str:
    """Content-Security-Policy of the views: their own style and script, by hash, and requests to this host."""
    return (
        f"default-src 'none'; style-src {_hashed(_style())}; script-src {_hashed(_script())}; connect-src 'self'; "
        "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _failure(request: Request, status: int, title: str, advice: str) -> Response:
    site = live_site(request)
    places = (site.members, *navigation.PLACES)
    place = next((place for place in places if place.path == request.url.path), navigation.HELP)
    return view("failure.html", place, site, status=status, title=title, advice=advice)


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=1)
def _style() -> str:
    sheets = (theme.SHELL_STYLE, theme.DRAWING_STYLE, theme.VIEW_STYLE)
    return "\n".join(sheet.read_text("utf-8") for sheet in sheets)


@lru_cache(maxsize=1)
def _script() -> str:
    return theme.VIEW_SCRIPT.read_text("utf-8")
