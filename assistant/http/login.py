"""Who may see the page: everybody, whoever has its password, or whoever an identity provider vouches for.

Browsers send cookies and passwords by themselves, also on behalf of a page of somebody else: what they may change is checked
against the origin they tell."""

from __future__ import annotations

import base64
import binascii
import hmac
import math
from typing import Protocol

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.rate import RateLimit, group_of
from assistant.http import problem_kinds, problems
from index.settings import Settings

WRONG_PASSWORDS = 10
"""Tries a minute from one address; beyond, not even the right password opens before the wait is over."""


class Login(Protocol):
    """One way to log in to the page."""

    def knows(self, scope: Scope) -> bool:
        """Whether the sender of that request may see the page. Raises ProblemError (429) after too many tries."""
        ...

    def refusal(self, scope: Scope) -> problems.ProblemError:
        """What a request of somebody unknown is answered."""
        ...


class Open:
    """No login."""

    def knows(self, scope: Scope) -> bool:
        return True

    def refusal(self, scope: Scope) -> problems.ProblemError:
        raise AssertionError("an open page challenges nobody")


class Basic:
    """One name and password, asked for by the browser (RFC 7617)."""

    def __init__(self, user: str, password: str) -> None:
        self._expected = f"{user}:{password}".encode()
        self._wrong = RateLimit(WRONG_PASSWORDS)

    def knows(self, scope: Scope) -> bool:
        given = _basic_credentials(Headers(scope=scope))
        if given is None:
            return False
        sender = group_of((scope.get("client") or ("inconnue",))[0])
        wait = self._wrong.wait(sender)
        if not wait and hmac.compare_digest(given, self._expected):
            return True
        wait = wait or self._wrong.take(sender)
        if wait:
            headers = {"Retry-After": str(math.ceil(wait))}
            raise problems.ProblemError(problem_kinds.TOO_MANY, problem_kinds.TOO_MANY.advice, headers)
        return False

    def refusal(self, scope: Scope) -> problems.ProblemError:
        headers = {"WWW-Authenticate": 'Basic realm="assistant", charset="UTF-8"'}
        return problems.ProblemError(problem_kinds.NO_LOGIN, problem_kinds.NO_LOGIN.advice, headers)


def login_of(settings: Settings) -> Login:
    """The login that the settings ask for."""
    if settings.page_login == "basic":
        assert settings.page_user is not None and settings.page_password is not None  # the settings saw to it
        return Basic(settings.page_user, settings.page_password.get_secret_value())
    if settings.page_login == "oidc":
        from assistant.http.oidc import Oidc  # a second of imports that only this login needs

        return Oidc()
    return Open()


class Wall:
    """Before the page: nobody unknown passes, and nothing is changed on behalf of another site."""

    def __init__(self, app: ASGIApp, login: Login) -> None:
        self._app = app
        self._login = login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if not self._login.knows(scope):
                raise self._login.refusal(scope)
            refuse_other_origins(scope)
        except problems.ProblemError as error:
            await problems.response_of(scope, error)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def refuse_other_origins(scope: Scope) -> None:
    """Raises ProblemError for what a browser sends, in the name of another site's page, to change something. A client
    that is no browser tells no origin, and acts for nobody else."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    own = origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()
    if site not in (None, "same-origin", "none") or not own:
        raise problems.ProblemError(problem_kinds.OTHER_ORIGIN, problem_kinds.OTHER_ORIGIN.advice)


def _basic_credentials(headers: Headers) -> bytes | None:
    """`user:password` as sent, or None."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""
