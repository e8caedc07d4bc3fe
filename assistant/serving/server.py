"""Serving: warms the assistant up, mounts the page, and says when it really answers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from assistant.http import logs
from assistant.presentation.links import address
from assistant.serving.app import create_app
from index.encoder.encoder_card import EncoderError
from index.errors import SnapshotError
from index.settings import Settings

if TYPE_CHECKING:
    import uvicorn

logger = logging.getLogger("assistant.api")

GRACE_S = 3
"""Given to answers under way when the server is asked to stop; open pages hold a connection that never
ends."""
_PROBE_TIMEOUT_S = 30


def serve(settings: Settings, page: bool = True) -> None:
    """Serves the API, and the page at `/` unless `page` is False, until it is interrupted.

    Exits with status 1 and one line on stderr when the port is taken or the address is not ours. Without an
    index it serves all the same, answers 503, and opens the index as soon as one is built."""
    listening = _listen(settings)
    logs.to_stderr(settings)
    app = create_app(settings)
    try:
        app.state.assistant.warm_up()
    except (SnapshotError, EncoderError) as error:
        logger.warning("Aucun index prêt, le serveur répondra 503 en attendant : %s", error)
    if page:
        # The page is one of the doors, and depends on this module; imported here, so that the API alone needs
        # no Gradio.
        from assistant.web.mount import mount_page
        from ui import build_page

        mount_page(app, build_page)
    server = _server(app, settings)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(server, listening, settings))


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sets TCP_NODELAY by it
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(512)
    except OSError as error:
        listening.close()
        print(
            f"Impossible d'écouter sur {settings.host}:{settings.port} ({error.strerror or error}) : "
            "arrêtez l'autre programme, ou choisissez un autre port avec ASSISTANT_PORT.",
            file=sys.stderr,
        )
        raise SystemExit(1) from None
    return listening


def _server(app: object, settings: Settings) -> uvicorn.Server:
    import uvicorn

    from assistant.http.protocol import configuration

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=settings.host,
        port=settings.port,
        # Its access log writes query strings, and a search's query is a question; ours does not.
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        **configuration(settings.trusted_proxies),
    )
    return uvicorn.Server(config)


async def _run(server: uvicorn.Server, listening: socket.socket, settings: Settings) -> None:
    serving = asyncio.create_task(server.serve([listening]))
    announcing = asyncio.create_task(_announce(settings))
    await serving
    announcing.cancel()


async def _announce(settings: Settings) -> None:
    """The last line of the start: only once the server has answered a request of its own."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    host = f"[{local}]" if ":" in local else local
    status = await asyncio.to_thread(_status, f"http://{host}:{settings.port}/health/ready")
    if status == 200:
        print(f"Prêt : {address(settings)}", flush=True)
    elif status == 503:
        print(f"En attente d'un index : {address(settings)}", flush=True)
    else:
        print(
            "Le serveur a démarré mais ne répond pas comme prévu : voyez ses journaux.",
            file=sys.stderr,
            flush=True,
        )


def _status(url: str) -> int | None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy has no business on this machine
    try:
        with opener.open(url, timeout=_PROBE_TIMEOUT_S) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None
