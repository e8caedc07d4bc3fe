"""The page behind an identity provider that speaks OpenID Connect, such as ProConnect.

Authorization code flow with PKCE, state and nonce (Authlib). The session is a signed cookie that holds who logged in, until
when, and the token that logging out at the provider asks for; the server keeps nothing."""

from __future__ import annotations

import logging
import time
from typing import Any
from urllib.parse import quote

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from joserfc.errors import JoseError
from starlette.datastructures import Headers
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import Scope

from assistant.http import problem_kinds, problems
from index.settings import Settings

logger = logging.getLogger("assistant.api")

LOGIN, RETURN, LOGOUT = "/connexion", "/connexion/retour", "/deconnexion"
SESSION_S = 8 * 3600
"""A working day; after it the provider is asked again."""
COOKIE = "assistant_session"


class Oidc:
    """Known is whoever carries a session of this server that has not ended."""

    def knows(self, scope: Scope) -> bool:
        session = scope.get("session", {})
        return bool(session.get("sub")) and float(session.get("until", 0)) > time.time()

    def refusal(self, scope: Scope) -> problems.ProblemError:
        """A browser that opens a page is sent to log in, and back; anything else is told."""
        headers = Headers(scope=scope)
        if scope["method"] != "GET" or "text/html" not in headers.get("accept", ""):
            return problems.ProblemError(problem_kinds.NO_LOGIN, problem_kinds.NO_LOGIN.advice)
        query = scope.get("query_string", b"").decode("latin-1")
        wanted = quote(scope["path"] + (f"?{query}" if query else ""), safe="")
        return problems.ProblemError(
            problem_kinds.NO_LOGIN, problem_kinds.NO_LOGIN.advice, {"Location": f"{LOGIN}?suite={wanted}"}, status=302
        )


class _Provider:
    """The identity provider as the three addresses of logging in and out use it."""

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_client_secret and settings.public_url and settings.oidc_issuer
        self._public = settings.public_url.rstrip("/")
        self._client = OAuth().register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret.get_secret_value(),
            server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_post",
                "timeout": 10,
            },
        )
        self._claims: dict[str, Any] = {
            "iss": {"essential": True, "values": [settings.oidc_issuer]},
            "aud": {"essential": True, "value": settings.oidc_client_id},
            "exp": {"essential": True},
            "sub": {"essential": True},
        }

    async def login(self, request: Request, suite: str = "/") -> RedirectResponse:
        """Sends the browser to the provider; `suite` is the path of ours to come back to."""
        request.session.clear()
        request.session["suite"] = _own_path(suite)
        try:
            return await self._client.authorize_redirect(request, self._public + RETURN)
        except (AuthlibBaseError, httpx2.HTTPError, RuntimeError, ValueError) as error:
            raise _failed(error, problem_kinds.NO_PROVIDER) from error

    async def returned(self, request: Request) -> RedirectResponse:
        """Opens the session of who comes back from the provider with a valid token."""
        wanted = _own_path(str(request.session.get("suite", "/")))
        try:
            token = await self._client.authorize_access_token(request, claims_options=self._claims)
        except (httpx2.HTTPError, RuntimeError) as error:
            raise _failed(error, problem_kinds.NO_PROVIDER) from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            raise _failed(error, problem_kinds.LOGIN_FAILED) from error
        who = token.get("userinfo") or {}
        if not who.get("sub"):
            raise problems.ProblemError(problem_kinds.LOGIN_FAILED, problem_kinds.LOGIN_FAILED.advice)
        request.session.clear()
        request.session.update(sub=who["sub"], until=time.time() + SESSION_S, id_token=token["id_token"])
        return RedirectResponse(wanted, 302)

    async def logout(self, request: Request) -> RedirectResponse:
        """Ends our session, and the provider's where it can."""
        token = request.session.get("id_token")
        request.session.clear()
        try:
            return await self._client.logout_redirect(request, self._public + "/", id_token_hint=token)
        except (AuthlibBaseError, httpx2.HTTPError, RuntimeError, ValueError):
            return RedirectResponse("/", 302)  # a provider that knows no logging out, or is not there: ours is done


def install(app: FastAPI, settings: Settings) -> None:
    """Adds the session and the three addresses of logging in and out."""
    assert settings.session_secret and settings.public_url
    provider = _Provider(settings)
    for path, endpoint in ((LOGIN, provider.login), (RETURN, provider.returned), (LOGOUT, provider.logout)):
        app.add_api_route(path, endpoint, methods=["GET"], include_in_schema=False)
    app.add_middleware(
        SessionMiddleware,
        secret_key=settings.session_secret.get_secret_value(),
        session_cookie=COOKIE,
        max_age=SESSION_S,
        same_site="lax",  # sent when the provider leads back here, and not with what another site posts
        https_only=settings.public_url.startswith("https://"),
    )


def _own_path(path: str) -> str:
    """A path of this server, never another site's address."""
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if own else "/"


def _failed(error: Exception, kind: problem_kinds.ProblemKind) -> problems.ProblemError:
    """The problem for the browser; the log gets the kind of error only, for its text may hold a code or a token."""
    logger.warning("login failed with %s", type(error).__name__)
    return problems.ProblemError(kind, kind.advice)
