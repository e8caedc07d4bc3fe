"""The HTTP application: one router per resource, the same guard around all of them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware

from assistant.access.keys import KeyStore
from assistant.api import (
    ask_routes,
    completion_routes,
    document_routes,
    feedback_routes,
    gap_routes,
    health_routes,
    index_routes,
    journal_routes,
    metrics_routes,
    openapi,
    question_routes,
    receipt_page,
    receipt_routes,
    record_routes,
    search_routes,
)
from assistant.http import problems
from assistant.http.admission import Role, require
from assistant.http.lingering_close import Lingering
from assistant.http.middleware import MAX_BODY_BYTES, RequestGuard
from assistant.http.rate_limits import Gate
from assistant.journal import Journal
from assistant.journal.journal import FILE
from assistant.maintenance.rebuild import Rebuild
from assistant.request_errors import JournalError
from assistant.service.answering import LiveAssistant
from assistant.service.usage_metrics import Metrics
from assistant.serving import mcp_mount
from assistant.version import program_version
from index.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The API of these settings. Opens nothing: the assistant opens at the first request, or at `serve`'s
    warm-up.

    `app.state.assistant` is the `LiveAssistant` behind it, `app.state.journal` the journal that it writes. The
    page is added by `assistant.web.mount`."""
    app = FastAPI(
        lifespan=_lifespan,
        openapi_url=None,  # served by `openapi.install`, under the name of the programme
        version=program_version(),
        summary="Des réponses courtes, datées et prouvées.",
        description=openapi.DESCRIPTION,
        openapi_tags=openapi.TAGS,
        docs_url=None,
        redoc_url=None,
        # A redirect would be built from the Host header; an address is right or it is not.
        redirect_slashes=False,
        # Spans would carry query strings, hence questions, to wherever the environment says.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    _hold(app, settings)
    _route(app, settings)
    _guard(app, settings)
    return app


def _hold(app: FastAPI, settings: Settings) -> None:
    """Puts in `app.state` what the routes share: settings, keys, journal, metrics, the assistant, rebuilds."""
    app.state.settings = settings
    app.state.keys = KeyStore(settings.data)
    app.state.page_login = None  # set with the page
    app.state.metrics = Metrics()
    app.state.journal = Journal(
        settings.data / FILE, retention_days=settings.journal_days, keep_questions=settings.journal_questions
    )
    app.state.assistant = LiveAssistant(settings, app.state.journal, app.state.metrics)
    app.state.metrics.watch(app.state.assistant, app.state.journal)
    app.state.rebuild = Rebuild(settings)


def _route(app: FastAPI, settings: Settings) -> None:
    """Adds every route with the role it asks for, and the form of errors."""
    api = APIRouter(prefix="/api/v1")
    api.include_router(document_routes.router)  # says itself what readers of the page may see
    for resource in (ask_routes, search_routes, record_routes):
        api.include_router(resource.router, dependencies=[Depends(require(Role.LECTURE))])
    for own_roles in (feedback_routes, receipt_routes, journal_routes, gap_routes, question_routes, index_routes):
        api.include_router(own_roles.router)
    app.include_router(api)
    app.include_router(receipt_page.router)
    app.include_router(completion_routes.router, dependencies=[Depends(require(Role.LECTURE))])
    app.router.routes.append(mcp_mount.ToolsRoute(app.state.assistant.through("mcp"), settings))
    app.include_router(health_routes.router)
    app.include_router(metrics_routes.router)
    app.include_router(problems.router)
    openapi.install(app)
    problems.install(app)


def _guard(app: FastAPI, settings: Settings) -> None:
    """Wraps the application in its walls: the last one added is the first one that a request meets."""
    # Inside the guard, which refuses on the declared length; this one counts what arrives without one.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY_BYTES)
    if settings.page_login == "oidc":
        from assistant.http import oidc

        oidc.install(app, settings)
    app.add_middleware(Gate, settings=settings)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors_origins, allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key", "X-Request-ID"],
            expose_headers=["Retry-After", "X-Request-ID"],
        )  # fmt: skip
    app.add_middleware(RequestGuard)
    app.add_middleware(Lingering)


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Gives every question that may wait a thread of the pool, and leaves the usual forty to the other routes: health
    must answer while questions wait. The journal is open before the first answer, and closed after the last."""
    anyio.to_thread.current_default_thread_limiter().total_tokens += app.state.assistant.workload.capacity
    with contextlib.suppress(JournalError):  # its writer has warned; answers do without
        await run_in_threadpool(app.state.journal.prepare)
    yield
    await run_in_threadpool(app.state.journal.close)
